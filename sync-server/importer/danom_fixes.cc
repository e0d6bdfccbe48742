#include "sync-server/importer/danom_fixes.h"

#include "proto/contract/folding.h"
#include "proto/contract/operation.h"
#include "proto/contract/period.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

std::optional<std::uint64_t> WholeOf(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9' || number > most / 10) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (text.empty() || number > most) return std::nullopt;
  return number;
}

// "1250", "7.5": no thousands marks, so that nothing can be read in two ways.
std::optional<std::int64_t> QuantityOf(std::string_view text) {
  const std::size_t mark = text.find('.');
  std::string digits(text.substr(0, mark));
  std::string decimals(mark == std::string_view::npos ? "" : text.substr(mark + 1));
  if (decimals.size() > 3 || (mark != std::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  decimals.append(3 - decimals.size(), '0');
  const auto thousandths = WholeOf(digits + decimals, static_cast<std::uint64_t>(kMaxQuantity));
  if (digits.empty() || !thousandths) return std::nullopt;
  return static_cast<std::int64_t>(*thousandths);
}

// False: the decision is unknown or its value is not understood.
bool Apply(const std::string& decision, const std::string& value, LineFix& fix) {
  if (decision == "lewati") return fix.skip = true;
  if (decision == "terima") return fix.accept = true;
  if (decision == "desa") return (fix.village = VillageCode::Parse(value)).has_value();
  if (decision == "jumlah") return (fix.quantity = QuantityOf(value)).has_value();
  if (decision == "penerima") return !(fix.recipient = value).empty();
  if (decision == "program") return !(fix.programme = value).empty();
  if (decision == "periode") return Period::Parse(fix.period = value).has_value();
  return false;
}

}  // namespace

Result<std::map<std::uint64_t, LineFix>> ReadFixes(const SourceFile& file) {
  Findings findings;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<Table> table,
                         Table::Open(file, {"line", "decision", "value"}, findings));
  std::map<std::uint64_t, LineFix> fixes;
  for (;;) {
    TILIK_ASSIGN_OR_RETURN(Table::Step step, table->Next());
    if (step == Table::Step::kEnd) return fixes;
    if (step == Table::Step::kUnreadable) {
      return Status::Invalid(file.name + ": " + findings.listed().back().words);
    }
    const auto line = WholeOf(table->Text(table->Find("line")), 1'000'000'000);
    const std::string decision = Fold(table->Text(table->Find("decision")));
    const std::string value(table->Text(table->Find("value")));
    if (line && Apply(decision, value, fixes[*line])) continue;
    return Status::Invalid(file.name + ":" + std::to_string(table->line()) +
                           ": keputusan tidak dimengerti: \"" + decision + "\" \"" + value + "\"");
  }
}

}  // namespace tilik::importer
