// `tilik-server review`: reading what came back, one by one or a village after its sample.
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/office_work.h"
#include "sync-server/command/print.h"
#include "sync-server/console/reviewing.h"
#include "sync-server/console/verivali_words.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

constexpr std::size_t kSeedBytes = 16;

struct Options {
  HomeOptions home;
  std::string account, campaign, village, note;
  std::vector<std::string> visits, comments;
  bool sample = false, all = false, json = false;
  int limit = 200;
};

Result<std::uint64_t> VillageOf(const std::string& text) {
  if (text.empty()) return std::uint64_t{0};
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> villages, VillagesFrom(text));
  if (villages.size() != 1) return Status::Invalid("sebut satu desa saja");
  return *villages.begin();
}

void PrintReviews(const v1::ReviewList& list, std::int32_t zone) {
  std::vector<std::vector<std::string>> rows = {
      {"Desa", "belum", "perlu dibaca", "disetujui", "dikembalikan", "sampel"}};
  for (const v1::ReviewVillageView& village : list.villages()) {
    rows.push_back({village.village_name(), std::to_string(village.unreviewed()),
                    std::to_string(village.flagged()), std::to_string(village.approved()),
                    std::to_string(village.returned()), village.sample()});
  }
  PrintTable(rows);
  for (const v1::ReviewVisitView& visit : list.visits()) {
    std::string odd;
    for (const std::string& flag : visit.flags()) odd += (odd.empty() ? " · " : ", ") + flag;
    std::printf("%s\n    %s · %s · %s, %s · %s%s%s\n", visit.visit().c_str(), visit.label().c_str(),
                visit.outcome().c_str(), visit.who().c_str(),
                console::TimeWords(Instant{visit.observed_ms()}, zone).c_str(),
                visit.state().c_str(), visit.in_sample() ? " · sampel" : "", odd.c_str());
    for (const v1::ReviewCommentView& comment : visit.comments()) {
      std::printf("    ↩ %s%s%s\n", comment.field().c_str(), comment.field().empty() ? "" : ": ",
                  comment.text().c_str());
    }
  }
  if (list.more()) std::printf("… masih ada; sebut desa atau naikkan --limit\n");
  if (list.visits_size() == 0) std::printf("Tidak ada yang perlu ditinjau.\n");
}

Status List(const Options& options) {
  console::ReviewQuery query;
  TILIK_ASSIGN_OR_RETURN(query.village, VillageOf(options.village));
  query.campaign = options.campaign;
  query.sample_only = options.sample;
  query.all_states = options.all;
  query.limit = options.limit;
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::ReviewList list, console::ListReviews(*reader, query));
  if (options.json) {
    PrintJson(list);
  } else {
    PrintReviews(list, home.store->district().zone_offset_minutes);
  }
  return Status();
}

Status Proposals(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::ProposalList list, console::ListProposals(*reader, options.campaign));
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  for (const v1::ProposalView& one : list.proposals()) {
    std::printf("%s · %s · %s · %s · %s%s%s\n", one.state().c_str(), one.what().c_str(),
                one.label().c_str(), one.village_name().c_str(), one.who().c_str(),
                one.reason().empty() ? "" : " · ", one.reason().c_str());
  }
  return Status();
}

Status SignOne(const Options& options, v1::Operation operation, const std::string& done) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf("%s\n", done.c_str());
  return Status();
}

void Name(const merge::FactId& fact, v1::FactRef* ref) {
  ref->set_link(fact.link.str());
  ref->set_operation(fact.operation);
}

// Visits by their names, or a village after its sample.
Status Approve(const Options& options) {
  if (options.visits.empty()) {
    TILIK_ASSIGN_OR_RETURN(std::uint64_t village, VillageOf(options.village));
    if (village == 0 || options.campaign.empty()) {
      return Status::Invalid("sebut kunjungan, atau --campaign dan --village");
    }
    v1::Operation operation;
    operation.mutable_approve_village()->set_campaign(options.campaign);
    operation.mutable_approve_village()->set_village(village);
    return SignOne(options, std::move(operation), "Kunjungan bersih desa ini disetujui bersama.");
  }
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  for (const std::string& named : options.visits) {
    TILIK_ASSIGN_OR_RETURN(const merge::FactId fact, console::FactFromText(named));
    v1::Operation operation;
    Name(fact, operation.mutable_approve_visit()->mutable_visit());
    operation.mutable_approve_visit()->set_note(options.note);
    TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  }
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf("%zu kunjungan disetujui.\n", options.visits.size());
  return Status();
}

// "luas_lantai: ukur lagi", "Maria Bere/tgllahir: lihat KTP", or words about the whole visit.
Status ReadComment(storage::Reader& reader, const std::string& typed, v1::QuestionComment* to) {
  const std::size_t colon = typed.find(": ");
  to->set_text(typed);
  if (colon == std::string::npos) return Status();
  const std::string about = typed.substr(0, colon);
  const std::size_t slash = about.rfind('/');
  const std::string variable = slash == std::string::npos ? about : about.substr(slash + 1);
  const v1::Concept* asked = Codebooks::BuiltIn().ConceptNamed(variable);
  if (asked == nullptr) return Status();
  to->set_field(asked->number());
  to->set_text(typed.substr(colon + 2));
  if (slash == std::string::npos) return Status();
  const std::string whose = about.substr(0, slash);
  std::optional<RecordId> record = RecordIdFromText(whose);
  if (!record) {
    TILIK_ASSIGN_OR_RETURN(std::vector<storage::FoundRecord> found, reader.FindRecords(whose, 2));
    if (found.size() != 1) return Status::Invalid("\"" + whose + "\" bukan tepat satu orang");
    record = found.front().record;
  }
  to->set_record(record->str());
  return Status();
}

Status Return(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(const merge::FactId fact, console::FactFromText(options.visits.front()));
  v1::Operation operation;
  Name(fact, operation.mutable_return_visit()->mutable_visit());
  {
    TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
    for (const std::string& typed : options.comments) {
      TILIK_RETURN_IF_ERROR(
          ReadComment(*reader, typed, operation.mutable_return_visit()->add_comments()));
    }
  }
  return SignOne(options, std::move(operation), "Dikembalikan kepada petugas.");
}

Status Sample(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::uint64_t village, VillageOf(options.village));
  SodiumRandom random;
  std::string seed(kSeedBytes, '\0');
  random.Fill(seed.data(), seed.size());
  v1::Operation operation;
  operation.mutable_draw_sample()->set_campaign(options.campaign);
  operation.mutable_draw_sample()->set_village(village);
  operation.mutable_draw_sample()->set_seed(seed);
  return SignOne(options, std::move(operation),
                 "Sampel diambil; lihat review list --sample, baca semuanya.");
}

}  // namespace

void AddReview(Command app) {
  Command parent = app.AddGroup("review", "meninjau kunjungan");
  const auto add = [&](const char* name, const char* words, auto run) {
    return parent.Add<Options>(name, words, run);
  };

  auto [list, of_list] = add("list", "yang perlu ditinjau, dan keadaan tiap desa", List);
  list.Option("--campaign", of_list->campaign, "satu kampanye; kosong: semua");
  list.Option("--village", of_list->village, "satu desa; kosong: semua");
  list.Flag("--sample", of_list->sample, "hanya sampel");
  list.Flag("--all", of_list->all, "juga yang sudah selesai");
  list.Option("--limit", of_list->limit, "paling banyak sekian baris")
      .ShowDefault()
      .Between(1, 10'000);
  list.Flag("--json", of_list->json, "untuk dibaca program");

  auto [proposals, of_proposals] = add("proposals", "usulan petugas dan jawabannya", Proposals);
  proposals.Option("--campaign", of_proposals->campaign, "satu kampanye; kosong: semua");
  proposals.Flag("--json", of_proposals->json, "untuk dibaca program");

  auto [approve, of_approve] = add("approve", "menyetujui kunjungan, atau sedesa", Approve);
  AddAccountOption(approve, of_approve->account);
  approve.Option("visits", of_approve->visits, "nama kunjungan dari review list");
  approve.Option("--campaign", of_approve->campaign, "kampanye");
  approve.Option("--village", of_approve->village, "desa, setelah sampelnya dibaca");
  approve.Option("--note", of_approve->note, "catatan");

  auto [back, of_back] = add("return", "mengembalikan satu kunjungan dengan komentar", Return);
  AddAccountOption(back, of_back->account);
  back.Option("visit", of_back->visits, "nama kunjungan dari review list").Required().Once();
  back.Option("--comment", of_back->comments,
              "\"luas_lantai: ukur lagi\" atau \"Maria Bere/tgllahir: lihat KTP\"")
      .Required()
      .EachTime();

  auto [sample, of_sample] = add("sample", "mengambil sampel acak satu desa", Sample);
  AddAccountOption(sample, of_sample->account);
  sample.Option("--campaign", of_sample->campaign, "kampanye").Required();
  sample.Option("--village", of_sample->village, "desa").Required();
}

}  // namespace tilik::command
