#include "sync-server/storage/row_codec.h"

#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

using OutcomeId = FixedBytes<struct OutcomeIdTag, 16>;

Status Finished(const Unpacker& tape, const char* what) {
  return tape.Finish() ? Status() : Status::Corrupt(std::string(what) + " is damaged");
}

template <typename Tape, Is<merge::CaseKey> K>
void Walk(Tape& tape, K& key) {
  tape.Number(key.kind);
  tape.Id(key.record);
  tape.Number(key.slot);
  tape.Id(key.other);
  tape.Id(key.line);
  tape.Digest(key.fact.link);
  tape.Number(key.fact.operation);
  tape.Id(key.chain);
  tape.Number(key.signal);
  tape.Number(key.day);
}

template <typename Tape, Is<merge::CaseFile> F>
void Walk(Tape& tape, F& file) {
  tape.Text(file.why);
  tape.Text(file.settlement);
  tape.Each(file.proposals, [&](auto& proposal) {
    tape.Origin(proposal.origin);
    tape.Number(proposal.operation);
    tape.Number(proposal.base_revision);
    tape.AllOf(proposal.answers);
    tape.Number(proposal.status);
    tape.Number(proposal.reason);
    tape.Text(proposal.note);
  });
  tape.Each(file.evidence, [&](auto& evidence) {
    tape.Origin(evidence.origin);
    tape.Number(evidence.operation);
    tape.Id(evidence.about);
    tape.Digest(evidence.other.link);
    tape.Number(evidence.other.operation);
    tape.Id(evidence.other_about);
    tape.Text(evidence.words);
  });
  tape.Number(file.more_evidence);
  tape.Number(file.verdict);
}

template <typename Tape, Is<merge::SlotChange> C>
void Walk(Tape& tape, C& change) {
  tape.Number(change.slot);
  tape.Number(change.kind);
  tape.AllOf(change.before);
  tape.AllOf(change.after);
}

template <typename Tape, Is<merge::Branch> B>
void Walk(Tape& tape, B& branch) {
  tape.Number(branch.number);
  tape.Number(branch.parent);
  tape.Number(branch.from_seq);
  tape.Number(branch.contiguous);
  tape.Digest(branch.contiguous_link);
}

template <typename Tape, Is<merge::Hole> H>
void Walk(Tape& tape, H& hole) {
  tape.Number(hole.first);
  tape.Number(hole.last);
  tape.Number(hole.decided);
  tape.Text(hole.reason);
}

template <typename Tape, Is<merge::SetContext> C>
void Walk(Tape& tape, C& context) {
  tape.Each(context.ancestry, [&](auto& part) {
    tape.Number(part.branch);
    tape.Number(part.last_seq);
  });
  tape.Number(context.quarantined);
  tape.Number(context.quarantine_case);
  tape.Number(context.epoch);
  tape.Number(context.oldest_epoch);
  tape.Number(context.highest_receipted);
  std::int64_t zone = context.zone_offset_minutes;
  tape.Signed(zone);
  if constexpr (Tape::kReading) context.zone_offset_minutes = static_cast<std::int32_t>(zone);
}

template <typename Number>
void PackAscending(Packer& tape, const std::set<Number>& numbers) {
  tape.Number(numbers.size());
  Number before = 0;
  for (Number number : numbers) {
    tape.Number(number - before);
    before = number;
  }
}

template <typename Number>
void UnpackAscending(Unpacker& tape, std::set<Number>& numbers) {
  numbers.clear();
  Number number = 0;
  for (std::uint64_t count = tape.Count(); count > 0 && !tape.failed(); --count) {
    Number step = 0;
    tape.Number(step);
    number += step;
    numbers.insert(numbers.end(), number);
  }
}

void PackLinks(Packer& tape, const std::map<std::uint64_t, Link>& links) {
  tape.Each(links, [&](const auto& entry) {
    tape.Number(entry.first);
    tape.Digest(entry.second);
  });
}

void UnpackLinks(Unpacker& tape, std::map<std::uint64_t, Link>& links) {
  links.clear();
  for (std::uint64_t count = tape.Count(); count > 0 && !tape.failed(); --count) {
    std::uint64_t seq = 0;
    tape.Number(seq);
    tape.Digest(links[seq]);
  }
}

OutcomeId IdOf(const std::string& raw) { return OutcomeId::FromRaw(raw).value_or(OutcomeId()); }

void PackOutcome(Packer& tape, const v1::Outcome& outcome) {
  tape.Number(outcome.seq());
  tape.Number(outcome.operation());
  tape.Number(static_cast<std::uint32_t>(outcome.kind()));
  tape.Number(outcome.case_number());
  tape.Id(IdOf(outcome.record()));
  tape.Number(outcome.resulting_revision());
  tape.Text(outcome.reason());
  tape.Digest(Link::FromRaw(outcome.link()).value_or(Link()));
  tape.Each(outcome.fields(), [&](const v1::FieldOutcome& fields) {
    tape.Each(fields.fields(), [&](std::uint32_t field) { tape.Number(field); });
    tape.Number(static_cast<std::uint32_t>(fields.kind()));
    tape.Number(fields.case_number());
  });
}

v1::OutcomeKind UnpackKind(Unpacker& tape) {
  std::uint32_t kind = 0;
  tape.Number(kind);
  return static_cast<v1::OutcomeKind>(kind);
}

void UnpackOutcome(Unpacker& tape, v1::Outcome& outcome) {
  std::uint64_t number = 0;
  std::uint32_t operation = 0;
  OutcomeId record;
  Link link;
  std::string reason;
  tape.Number(number);
  outcome.set_seq(number);
  tape.Number(operation);
  outcome.set_operation(operation);
  outcome.set_kind(UnpackKind(tape));
  tape.Number(number);
  outcome.set_case_number(number);
  tape.Id(record);
  if (!record.none()) outcome.set_record(record.str());
  tape.Number(number);
  outcome.set_resulting_revision(number);
  tape.Text(reason);
  outcome.set_reason(std::move(reason));
  tape.Digest(link);
  if (!link.none()) outcome.set_link(link.str());
  for (std::uint64_t count = tape.Count(); count > 0 && !tape.failed(); --count) {
    v1::FieldOutcome* fields = outcome.add_fields();
    for (std::uint64_t each = tape.Count(); each > 0 && !tape.failed(); --each) {
      std::uint32_t field = 0;
      tape.Number(field);
      fields->add_fields(field);
    }
    fields->set_kind(UnpackKind(tape));
    tape.Number(number);
    fields->set_case_number(number);
  }
}

}  // namespace

std::string PackKey(const merge::CaseKey& key) {
  Packer tape;
  Walk(tape, key);
  return tape.Take();
}

Status UnpackKey(std::string_view packed, merge::CaseKey& key) {
  Unpacker tape(packed);
  Walk(tape, key);
  return Finished(tape, "a case's key");
}

std::string PackDossier(const merge::CaseFile& file) {
  Packer tape;
  tape.Know(file.key.record);
  Walk(tape, file);
  return tape.Take();
}

Status UnpackDossier(std::string_view packed, merge::CaseFile& file) {
  Unpacker tape(packed);
  tape.Know(file.key.record);
  Walk(tape, file);
  return Finished(tape, "a case's dossier");
}

std::string PackChanges(const std::vector<merge::SlotChange>& changes) {
  Packer tape;
  tape.Each(changes, [&](const merge::SlotChange& change) { Walk(tape, change); });
  return tape.Take();
}

Status UnpackChanges(std::string_view packed, std::vector<merge::SlotChange>& changes) {
  Unpacker tape(packed);
  tape.Each(changes, [&](merge::SlotChange& change) { Walk(tape, change); });
  return Finished(tape, "a history row");
}

std::string PackOutcomes(const std::vector<v1::Outcome>& outcomes) {
  Packer tape;
  tape.Each(outcomes, [&](const v1::Outcome& outcome) { PackOutcome(tape, outcome); });
  return tape.Take();
}

Status UnpackOutcomes(std::string_view packed, std::vector<v1::Outcome>& outcomes) {
  Unpacker tape(packed);
  tape.Each(outcomes, [&](v1::Outcome& outcome) { UnpackOutcome(tape, outcome); });
  return Finished(tape, "an inbox row");
}

std::string PackCustody(const merge::ChainState& state) {
  Packer tape;
  tape.Each(state.branches, [&](const merge::Branch& branch) { Walk(tape, branch); });
  PackLinks(tape, state.waiting);
  PackLinks(tape, state.waiting_previous);
  tape.Each(state.holes, [&](const merge::Hole& hole) { Walk(tape, hole); });
  return tape.Take();
}

Status UnpackCustody(std::string_view packed, merge::ChainState& state) {
  Unpacker tape(packed);
  tape.Each(state.branches, [&](merge::Branch& branch) { Walk(tape, branch); });
  UnpackLinks(tape, state.waiting);
  UnpackLinks(tape, state.waiting_previous);
  tape.Each(state.holes, [&](merge::Hole& hole) { Walk(tape, hole); });
  return Finished(tape, "a chain's custody");
}

std::string PackRights(const merge::SetContext& context) {
  Packer tape;
  Walk(tape, context);
  PackAscending(tape, context.assignment);
  PackAscending(tape, context.unreadable);
  return tape.Take();
}

Status UnpackRights(std::string_view packed, merge::SetContext& context) {
  Unpacker tape(packed);
  Walk(tape, context);
  UnpackAscending(tape, context.assignment);
  UnpackAscending(tape, context.unreadable);
  return Finished(tape, "a held operation's context");
}

std::string PackNumbers(const std::set<std::uint64_t>& numbers) {
  Packer tape;
  PackAscending(tape, numbers);
  return tape.Take();
}

Status UnpackNumbers(std::string_view packed, std::set<std::uint64_t>& numbers) {
  Unpacker tape(packed);
  UnpackAscending(tape, numbers);
  return Finished(tape, "a list of numbers");
}

}  // namespace tilik::storage
