#include "client/core/drafts.h"

#include "client/core/limits.h"

namespace tilik::client {
namespace {

constexpr char kCount[] = "SELECT count(*) FROM draft";
constexpr char kInsert[] =
    "INSERT INTO draft (form, subject, begun_ms, kept_ms, content, screen) "
    "VALUES (?, ?, ?, ?, x'', ?)";
constexpr char kRead[] =
    "SELECT number, form, subject, begun_ms, kept_ms, content, screen FROM draft WHERE number = ?";
constexpr char kList[] =
    "SELECT number, form, subject, begun_ms, kept_ms FROM draft ORDER BY kept_ms DESC, number DESC";
constexpr char kKeepContent[] = "UPDATE draft SET content = ?, kept_ms = ? WHERE number = ?";
constexpr char kKeepScreen[] = "UPDATE draft SET screen = ? WHERE number = ?";
constexpr char kDrop[] = "DELETE FROM draft WHERE number = ?";

Draft ReadHead(const sqlite::Statement& row) {
  Draft draft;
  draft.number = row.Int(0);
  draft.form = row.Text(1);
  draft.subject = row.Fixed<RecordId>(2);
  draft.begun = {row.Int(3)};
  draft.kept = {row.Int(4)};
  return draft;
}

Status NoSuchDraft() { return Status::NotFound("no such draft: saved or thrown away already"); }

}  // namespace

Result<Draft> Drafts::Begin(std::string_view form, const RecordId& subject, Screen screen,
                            Instant now) {
  {
    sqlite::Statement count = store_.database().Prepare(kCount);
    TILIK_ASSIGN_OR_RETURN(bool row, count.Step());
    if (row && count.UInt(0) >= kMaxDrafts) {
      return Status::Invalid("too many drafts: save or throw away some first");
    }
  }
  std::string bytes = WriteScreen(screen).SerializeAsString();
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kInsert)
                            .BindText(1, form)
                            .Bind(2, subject)
                            .Bind(3, now.ms)
                            .Bind(4, now.ms)
                            .BindBlob(5, bytes)
                            .Run());
  Draft draft;
  draft.number = store_.database().last_insert_rowid();
  draft.form = form;
  draft.subject = subject;
  draft.begun = draft.kept = now;
  draft.screen = std::move(screen);
  return draft;
}

Result<Draft> Drafts::Read(DraftNumber number) {
  sqlite::Statement row = store_.database().Prepare(kRead);
  TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, number).Step());
  if (!found) return NoSuchDraft();
  Draft draft = ReadHead(row);
  draft.content = row.Blob(5);
  std::string_view bytes = row.Blob(6);
  v1::Screen stored;
  if (!stored.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Status::Corrupt("draft " + std::to_string(number) + " is damaged");
  }
  TILIK_ASSIGN_OR_RETURN(draft.screen, ReadScreen(stored));
  return draft;
}

Result<std::vector<Draft>> Drafts::List() {
  std::vector<Draft> drafts;
  sqlite::Statement row = store_.database().Prepare(kList);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return drafts;
    drafts.push_back(ReadHead(row));
  }
}

Status Drafts::KeepContent(DraftNumber number, std::string_view content, Instant now) {
  if (content.size() > kMaxDraftBytes) return Status::Invalid("the draft is too large");
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kKeepContent)
                            .BindBlob(1, content)
                            .Bind(2, now.ms)
                            .Bind(3, number)
                            .Run());
  return store_.database().changes() == 1 ? Status() : NoSuchDraft();
}

Status Drafts::KeepScreen(DraftNumber number, const Screen& screen) {
  std::string bytes = WriteScreen(screen).SerializeAsString();
  TILIK_RETURN_IF_ERROR(
      store_.database().Prepare(kKeepScreen).BindBlob(1, bytes).Bind(2, number).Run());
  return store_.database().changes() == 1 ? Status() : NoSuchDraft();
}

Status Drafts::Drop(DraftNumber number) {
  return store_.database().Prepare(kDrop).Bind(1, number).Run();
}

}  // namespace tilik::client
