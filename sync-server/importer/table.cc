#include "sync-server/importer/table.h"

#include <array>
#include <istream>

#include "proto/contract/sodium.h"

namespace tilik::importer {

Result<ContentHash> HashOfFile(std::istream& in) {
  PrepareSodium();
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, ContentHash::kSize);
  std::array<char, 64 * 1024> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(in.gcount()));
  }
  const bool whole = in.eof() && !in.bad();
  in.clear();
  in.seekg(0);
  if (!whole || !in) return Status::Storage("the file cannot be read to its end and again");
  ContentHash hash;
  crypto_generichash_final(&state, hash.data(), ContentHash::kSize);
  return hash;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool IsNoData(std::string_view text) {
  return text.find_first_not_of(" -\t\r\n") == std::string_view::npos;
}

Result<std::unique_ptr<Table>> Table::Open(const SourceFile& file,
                                           std::initializer_list<std::string_view> required,
                                           Findings& findings) {
  std::unique_ptr<Table> table(new Table(file, findings));
  TILIK_ASSIGN_OR_RETURN(bool any, table->reader_.Next(&table->row_));
  if (!any) return Status::Invalid(file.name + ": berkas kosong");
  table->header_ = csv::Header(table->row_);
  std::string missing;
  for (std::string_view column : required) {
    if (table->Find(column).has_value()) continue;
    missing += (missing.empty() ? "" : ", ") + std::string(column);
  }
  if (!missing.empty()) return Status::Invalid(file.name + ": kolom tidak ada: " + missing);
  return table;
}

Result<Table::Step> Table::Next() {
  Result<bool> row = reader_.Next(&row_);
  if (row.ok()) {
    if (!*row) return Step::kEnd;
    line_ = row_.front().line;
    return Step::kRow;
  }
  if (row.status().code() != Code::kInvalid) return row.status();
  line_ = reader_.error_line();
  const std::size_t column = reader_.error_column();
  Report(Problem::kUnreadableRow, column > 0 ? std::optional(column - 1) : std::nullopt, "",
         row.status().message());
  return Step::kUnreadable;
}

std::string_view Table::Text(std::optional<std::size_t> column) const {
  if (!column.has_value()) return {};
  TILIK_CHECK(*column < row_.size(), "only a row that was read has texts");
  return Trimmed(row_[*column].text);
}

void Table::Report(Problem problem, std::optional<std::size_t> column, std::string_view key,
                   std::string words, std::vector<Suggested> suggestions) {
  Finding finding;
  finding.problem = problem;
  finding.file = name_;
  finding.line = line_;
  if (column.has_value()) {
    finding.column = static_cast<std::uint32_t>(*column + 1);
    if (*column < header_.names().size()) finding.column_name = header_.names()[*column];
  }
  finding.key = std::string(key);
  finding.words = std::move(words);
  finding.suggestions = std::move(suggestions);
  findings_.Add(std::move(finding));
}

}  // namespace tilik::importer
