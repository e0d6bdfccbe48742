// From the office's word on a case to the operation that says it.
//
// Each kind of case has choices of its own, in the field's words; what a choice needs beside the
// word (which proposal, which handover, which survivor) is asked for, never guessed, unless there
// is only one. The survivor of two duplicates is the one with a history of aid, for entitlements
// keep the id they were recorded under.
#pragma once

#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"

namespace tilik::command {

struct CaseAnswer {
  std::string choice;
  // A conflict's, a status' or a retraction's proposal; of a double delivery the handover that was
  // a mistake: the number it is printed with, from 1; 0: there is only one.
  int proposal = 0;
  std::string survivor;  // gabung: a record's id; empty: the one with a history of aid
  std::string take;      // gabung: names of fields taken from the other, by comma
  std::string branch;    // lepas, tolak of a fork: hex of the link of its first held set
  std::string reason;
};

// The choices of a kind, for whoever is to choose: "tetap, terima".
std::string ChoicesOf(merge::CaseKind kind);

// kInvalid: the choice is none of this kind's, or does not say all it needs. `earlier`: how many
// decisions on the same record are signed before this one in the same change set.
Result<v1::Operation> OperationFor(storage::Reader& reader, const merge::CaseFile& file,
                                   const CaseAnswer& answer, std::uint64_t earlier);

// Of two records that are one: first the one with more handovers, then with more entitlements, then
// with more visits, then the older one.
Result<RecordId> SurvivorOf(storage::Reader& reader, const RecordId& a, const RecordId& b);

// Fields by name, separated by commas. kInvalid names what is no field.
Result<std::vector<Field>> FieldsFrom(const std::string& names);

}  // namespace tilik::command
