#include "client/core/record_index.h"

namespace tilik::client {
namespace {

constexpr char kIndexed[] =
    "SELECT number, parent, edited, name, nik, no_kk, address, external_key FROM record "
    "WHERE id = ?";
constexpr char kIndex[] =
    "UPDATE record SET parent = ?, edited = ?, name = ?, folded = ?, nik = ?, no_kk = ?, "
    "address = ?, external_key = ? WHERE number = ?";
constexpr char kUnsearch[] = "DELETE FROM search WHERE rowid = ?";
constexpr char kForget[] =
    "DELETE FROM search WHERE rowid = (SELECT number FROM record WHERE id = ?)";
constexpr char kSearch[] =
    "INSERT INTO search (rowid, name, nik, no_kk, address) VALUES (?, ?, ?, ?, ?)";

std::string TextOf(const Answers& values, Field field) {
  auto found = values.find(field);
  if (found == values.end()) return {};
  if (const auto* text = std::get_if<std::string>(&found->second.value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&found->second.value)) {
    return std::to_string(*number);
  }
  return {};
}

RecordId RecordOf(const Answers& values, Field field) {
  auto found = values.find(field);
  if (found == values.end()) return {};
  const auto* record = std::get_if<RecordId>(&found->second.value);
  return record == nullptr ? RecordId() : *record;
}

}  // namespace

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits;
}

RecordColumns ColumnsOf(v1::RecordKind kind, const Answers& values) {
  RecordColumns columns;
  SearchColumns& search = columns.search;
  switch (kind) {
    case v1::RECORD_KIND_HOUSEHOLD: {
      search.name = TextOf(values, field::kHeadName);
      search.address = TextOf(values, field::kAddress);
      std::string sls = TextOf(values, field::kSls);
      if (!sls.empty()) search.address += (search.address.empty() ? "" : ", ") + sls;
      columns.external_key = TextOf(values, field::kIdbdt);
      break;
    }
    case v1::RECORD_KIND_FAMILY:
      search.name = TextOf(values, field::kFamilyName);
      search.no_kk = DigitsOf(TextOf(values, field::kNoKk));
      columns.parent = RecordOf(values, field::kHousehold);
      break;
    case v1::RECORD_KIND_PERSON:
      search.name = TextOf(values, field::kName);
      search.nik = DigitsOf(TextOf(values, field::kNik));
      columns.parent = RecordOf(values, field::kFamily);
      columns.external_key = TextOf(values, field::kIdartbdt);
      break;
    default:
      search.name = TextOf(values, field::kNameElsewhere);
      search.address = TextOf(values, field::kAddressElsewhere);
      break;
  }
  return columns;
}

Status RecordIndex::Update(const RecordId& record, const RecordColumns& columns, bool edited) {
  const SearchColumns& search = columns.search;
  std::int64_t number = 0;
  bool searched_before = false;
  bool same_words = false;
  {
    sqlite::Statement row = store_.database().Prepare(kIndexed);
    TILIK_ASSIGN_OR_RETURN(bool found, row.Bind(1, record).Step());
    TILIK_CHECK(found, "an indexed record is stored");
    number = row.Int(0);
    searched_before = !row.Text(3).empty() || !row.Text(4).empty() || !row.Text(5).empty() ||
                      !row.Text(6).empty();
    same_words = row.Text(3) == search.name && row.Text(4) == search.nik &&
                 row.Text(5) == search.no_kk && row.Text(6) == search.address;
    if (same_words && row.Fixed<RecordId>(1) == columns.parent && (row.Int(2) != 0) == edited &&
        row.Text(7) == columns.external_key) {
      return Status();
    }
  }
  std::string folded = FoldName(search.name);
  sqlite::Statement update = store_.database().Prepare(kIndex);
  if (!columns.parent.none()) update.Bind(1, columns.parent);
  TILIK_RETURN_IF_ERROR(update.Bind(2, edited ? 1 : 0)
                            .BindText(3, search.name)
                            .BindText(4, folded)
                            .BindText(5, search.nik)
                            .BindText(6, search.no_kk)
                            .BindText(7, search.address)
                            .BindText(8, columns.external_key)
                            .Bind(9, number)
                            .Run());
  if (same_words) return Status();
  if (searched_before) {
    TILIK_RETURN_IF_ERROR(store_.database().Prepare(kUnsearch).Bind(1, number).Run());
  }
  return AddToSearch(number, search, folded);
}

Status RecordIndex::AddToSearch(std::int64_t number, const SearchColumns& search,
                                const std::string& folded) {
  if (search.name.empty() && search.nik.empty() && search.no_kk.empty() && search.address.empty()) {
    return Status();
  }
  std::string address = FoldName(search.address);
  return store_.database()
      .Prepare(kSearch)
      .Bind(1, number)
      .BindText(2, folded)
      .BindText(3, search.nik)
      .BindText(4, search.no_kk)
      .BindText(5, address)
      .Run();
}

Status RecordIndex::Forget(const RecordId& record) {
  return store_.database().Prepare(kForget).Bind(1, record).Run();
}

}  // namespace tilik::client
