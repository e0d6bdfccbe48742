#include "sync-server/console/effects.h"

#include "sync-server/console/words.h"
#include "sync-server/merge/ledger.h"

namespace tilik::console {
namespace {

using Kind = merge::SlotChange::Kind;

bool Stands(Kind kind) {
  return kind == Kind::kApplied || kind == Kind::kDecided || kind == Kind::kMerged ||
         kind == Kind::kParted;
}

std::string TallyWords(const merge::LineState& line) {
  const merge::Tally tally = merge::TallyOf(line);
  std::string words = "hak " + QuantityWords(tally.entitled) + ", diterima " +
                      QuantityWords(tally.delivered) + ", belum " + QuantityWords(tally.open);
  if (tally.undelivered > 0) {
    words += ", tidak tersalur " + QuantityWords(tally.undelivered) + " (" +
             ReasonWords(tally.reason) + ")";
  }
  if (tally.closed > 0) {
    words +=
        ", ditutup " + QuantityWords(tally.closed) + " (" + ReasonWords(tally.closed_because) + ")";
  }
  if (tally.excess > 0) words += ", melebihi hak " + QuantityWords(tally.excess);
  return words;
}

class Teller {
 public:
  Teller(const merge::Delta& delta, const merge::WorkingSet& after, storage::Reader& before,
         const Codebooks& codebooks)
      : delta_(delta), after_(after), before_(before), codebooks_(codebooks) {}

  Result<std::vector<v1::EffectView>> Tell() {
    for (const merge::HistoryRow& row : delta_.history) {
      for (const merge::SlotChange& change : row.changes) {
        if (!Stands(change.kind) || change.before == change.after) continue;
        Add(NameOf(row.record), FieldsWords(codebooks_, change.slot),
            AnswersWords(codebooks_, change.before), AnswersWords(codebooks_, change.after));
      }
    }
    for (const RecordId& id : delta_.records) TILIK_RETURN_IF_ERROR(TellRecord(id));
    for (const LineId& id : delta_.lines) TILIK_RETURN_IF_ERROR(TellLine(id));
    for (std::uint64_t number : delta_.cases) TILIK_RETURN_IF_ERROR(TellCase(number));
    return std::move(effects_);
  }

 private:
  void Add(std::string about, std::string what, std::string before, std::string after) {
    v1::EffectView& effect = effects_.emplace_back();
    effect.set_about(std::move(about));
    effect.set_what(std::move(what));
    effect.set_before(std::move(before));
    effect.set_after(std::move(after));
  }

  std::string NameOf(const RecordId& id) const {
    auto found = after_.records.find(id);
    return found == after_.records.end() ? ToUuidText(id) : LabelOf(found->second);
  }

  Status TellRecord(const RecordId& id) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> was, before_.Record(id));
    const merge::RecordState& now = after_.records.at(id);
    if (!was.has_value()) {
      Add(NameOf(id), "catatan", "", "dibuat");
      return Status();
    }
    if (was->status != now.status || was->status_reason != now.status_reason) {
      Add(NameOf(id), "status", StatusWords(was->status, was->status_reason),
          StatusWords(now.status, now.status_reason));
    }
    if (was->redirected_to != now.redirected_to) {
      Add(NameOf(id), "catatan", was->redirected_to.none() ? "berdiri sendiri" : "digabung",
          now.redirected_to.none() ? "berdiri sendiri"
                                   : "digabung ke " + NameOf(now.redirected_to));
    }
    if (was->village != now.village) {
      Add(NameOf(id), "desa", VillageWords(was->village), VillageWords(now.village));
    }
    return Status();
  }

  Status TellLine(const LineId& id) {
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::LineState> was, before_.Line(id));
    const merge::LineState& now = after_.lines.at(id);
    const std::string before = was.has_value() ? TallyWords(*was) : "";
    const std::string after = TallyWords(now);
    if (before == after) return Status();
    std::string about = NameOf(now.recipient);
    if (after_.records.count(now.recipient) == 0) {
      TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record,
                             before_.Record(now.recipient));
      if (record.has_value()) about = LabelOf(*record);
    }
    Add(std::move(about), now.programme + " " + now.period, before, after);
    return Status();
  }

  Status TellCase(std::uint64_t number) {
    const merge::CaseFile& now = after_.cases.at(number);
    TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseFile> was, before_.Case(number));
    const std::string about = "perkara " + std::to_string(number);
    if (!was.has_value()) Add(about, CaseKindWords(now.key.kind), "", "dibuka: " + now.why);
    if (was.has_value() && was->open && !now.open) {
      Add(about, CaseKindWords(now.key.kind), "terbuka", "selesai: " + now.settlement);
    }
    return Status();
  }

  const merge::Delta& delta_;
  const merge::WorkingSet& after_;
  storage::Reader& before_;
  const Codebooks& codebooks_;
  std::vector<v1::EffectView> effects_;
};

Result<std::string> NameIn(storage::Reader& reader, const std::string& raw) {
  const RecordId id = RecordId::FromRaw(raw).value_or(RecordId());
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, reader.Record(id));
  return record.has_value() ? LabelOf(*record) + " (" + ToUuidText(id) + ")" : ToUuidText(id);
}

Result<std::string> DecisionWords(const v1::Decide& decide, storage::Reader& reader) {
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::CaseFile> file, reader.Case(decide.case_number()));
  std::string words = "perkara " + std::to_string(decide.case_number());
  if (!file.has_value()) return words;
  words += " (" + CaseKindWords(file->key.kind);
  if (!file->key.record.none()) {
    TILIK_ASSIGN_OR_RETURN(std::string name, NameIn(reader, file->key.record.str()));
    words += ", " + name;
  }
  words += "): " + ChoiceWords(decide.choice());
  for (const merge::Proposal& proposal : file->proposals) {
    if (decide.choice() != v1::CHOICE_ACCEPT || file->key.kind != merge::CaseKind::kStatus ||
        proposal.origin.link.raw() != decide.proposal().link() ||
        proposal.operation != decide.proposal().operation()) {
      continue;
    }
    words += " " + StatusWords(proposal.status, proposal.reason);
  }
  return words + "; alasan: " + decide.reason();
}

}  // namespace

Result<std::vector<v1::EffectView>> EffectsOf(const merge::Delta& delta,
                                              const merge::WorkingSet& after,
                                              storage::Reader& before, const Codebooks& codebooks) {
  return Teller(delta, after, before, codebooks).Tell();
}

Result<std::string> OperationWords(const v1::Operation& operation, storage::Reader& reader) {
  if (operation.has_decide()) return DecisionWords(operation.decide(), reader);
  if (operation.has_merge_records()) {
    const v1::MergeRecords& merge = operation.merge_records();
    TILIK_ASSIGN_OR_RETURN(std::string retired, NameIn(reader, merge.retired()));
    TILIK_ASSIGN_OR_RETURN(std::string survivor, NameIn(reader, merge.survivor()));
    return "gabung " + retired + " ke " + survivor + "; alasan: " + merge.reason();
  }
  if (operation.has_unmerge_records()) {
    const v1::UnmergeRecords& unmerge = operation.unmerge_records();
    TILIK_ASSIGN_OR_RETURN(std::string retired, NameIn(reader, unmerge.retired()));
    TILIK_ASSIGN_OR_RETURN(std::string survivor, NameIn(reader, unmerge.survivor()));
    return "pisahkan kembali " + retired + " dari " + survivor + "; alasan: " + unmerge.reason();
  }
  if (operation.has_order_destruction()) {
    const v1::OrderDestruction& order = operation.order_destruction();
    std::string words = "musnahkan";
    for (const std::string& record : order.records()) {
      TILIK_ASSIGN_OR_RETURN(std::string name, NameIn(reader, record));
      words += " " + name + ",";
    }
    return words + " surat " + order.letter_number() + "; alasan: " + order.reason();
  }
  return std::string("operasi lain");
}

}  // namespace tilik::console
