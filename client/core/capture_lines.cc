#include "client/core/capture_lines.h"

#include "proto/contract/folding.h"

namespace tilik::client {

const std::string& OrElse(const std::string& own, const std::string& shared) {
  return own.empty() ? shared : own;
}

// Any record a recipient's word may stand for.
std::optional<RecordId> LineFinder::ReadRecipient(const std::string& at, const std::string& typed) {
  std::vector<RecordId> named;
  for (const v1::RecordKind kind : kRecipientKinds) {
    for (const RecordId& id : known_.Named(kind, typed)) named.push_back(id);
  }
  if (named.size() == 1) return named.front();
  if (typed.empty()) {
    findings_.Error(at, {"sebut penerimanya, atau baris danom (line)",
                         "name the recipient, or the danom line (line)"});
  } else if (named.empty()) {
    findings_.Error(at, {"penerima \"" + typed + "\" tidak ada di perangkat ini",
                         "no recipient \"" + typed + "\" on this device"});
  } else {
    findings_.Error(at, {"\"" + typed + "\" menunjuk lebih dari satu penerima; tulis id rekaman",
                         "\"" + typed + "\" names several recipients; write the record id"});
  }
  return std::nullopt;
}

const v1::Programme* LineFinder::ProgrammeNamed(const std::string& typed) const {
  for (const v1::Programme& programme : programmes_) {
    if (Fold(programme.code()) == Fold(typed) || Fold(programme.name()) == Fold(typed)) {
      return &programme;
    }
  }
  return nullptr;
}

std::optional<NamedLine> LineFinder::Described(const std::string& at, const DanomLine& danom) {
  const v1::Programme* programme = ProgrammeNamed(danom.line.programme());
  const std::optional<RecordId> recipient = RecordId::FromRaw(danom.line.recipient());
  if (programme == nullptr || !recipient) {
    findings_.Error(
        at,
        {"program \"" + danom.line.programme() + "\" belum ada di perangkat ini; sinkronkan dulu",
         "programme \"" + danom.line.programme() + "\" is not on this device yet; sync first"});
    return std::nullopt;
  }
  NamedLine line{danom, *programme, programme->item(), *recipient, ""};
  line.danom.handed_out += handed_out_here_[danom.line.line()];
  line.what = programme->name() + " " + danom.line.period() + " " + known_.NameOf(*recipient);
  return line;
}

// The lines a row means: by id, or by recipient, programme and periods. Empty after an error.
std::vector<NamedLine> LineFinder::LinesOf(const std::string& at, const LineWords& row) {
  std::vector<NamedLine> lines;
  if (!row.line.empty()) {
    const std::optional<RecordId> id = RecordIdFromText(row.line);
    const auto danom = id ? known_.LineNamed(*LineId::FromRaw(id->raw())) : std::nullopt;
    if (!danom) {
      findings_.Error(at + ".line", {"baris danom ini tidak ada di perangkat ini",
                                     "this danom line is not on this device"});
    } else if (auto line = Described(at, *danom)) {
      lines.push_back(*std::move(line));
    }
    return lines;
  }
  const std::optional<RecordId> recipient = ReadRecipient(at + ".recipient", row.recipient);
  if (!recipient) return lines;
  const std::string& programme = OrElse(row.programme, programme_);
  if (!programme.empty() && ProgrammeNamed(programme) == nullptr) {
    std::string known;
    for (const v1::Programme& one : programmes_) {
      known += (known.empty() ? "" : ", ") + one.code();
    }
    findings_.Error(at + ".programme",
                    {"program \"" + programme + "\" tidak dikenal; pilih: " + known,
                     "programme \"" + programme + "\" is not known; one of: " + known});
    return lines;
  }
  std::vector<std::string> periods = row.periods;
  if (periods.empty()) periods.push_back(OrElse(row.period, period_));
  for (const std::string& period : periods) {
    if (auto line = OneLine(at, *recipient, programme, period)) lines.push_back(*std::move(line));
  }
  return lines.size() == periods.size() ? lines : std::vector<NamedLine>();
}

std::optional<NamedLine> LineFinder::OneLine(const std::string& at, const RecordId& recipient,
                                             const std::string& programme,
                                             const std::string& period) {
  std::vector<DanomLine> fitting;
  std::string others;
  for (const DanomLine& danom : known_.LinesOf(recipient)) {
    const v1::Programme* own = ProgrammeNamed(danom.line.programme());
    const bool same_programme =
        programme.empty() || (own != nullptr && own == ProgrammeNamed(programme));
    if (same_programme && (period.empty() || Fold(period) == Fold(danom.line.period()))) {
      fitting.push_back(danom);
    }
    others += (others.empty() ? "" : ", ") + danom.line.programme() + " " + danom.line.period();
  }
  if (fitting.size() == 1) return Described(at, fitting.front());
  const std::string name = known_.NameOf(recipient);
  if (others.empty()) {
    findings_.Error(at, {name + " tidak tercantum dalam danom mana pun di perangkat ini",
                         name + " stands on no danom on this device"});
  } else if (fitting.empty()) {
    findings_.Error(
        at, {name + " tidak punya baris " + programme + " " + period + "; yang ada: " + others,
             name + " has no line " + programme + " " + period + "; there are: " + others});
  } else {
    findings_.Error(at, {"sebut program dan periode; " + name + " punya: " + others,
                         "say programme and period; " + name + " has: " + others});
  }
  return std::nullopt;
}

}  // namespace tilik::client
