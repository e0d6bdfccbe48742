// What was told of a record beside its fields, and what stands of it now, for whoever looks at that
// record (register.proto).
//
// Facts about sensitive types are shown to those who may see them and to nobody else, not even as a
// gap: a supervisor or head who gives his name (domain.md §3.5).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

enum class Sight : std::uint8_t { kOrdinary, kSensitive };

// Adds to `view` what stands and what was told of these ids, which are one record's; `facts` are
// theirs. `person`: what a chain's officer is called.
Status AddTold(storage::Reader& reader, const std::vector<RecordId>& ids,
               const std::vector<merge::FactRow>& facts, Sight sight,
               const std::function<Result<std::string>(const ChainId&)>& person,
               v1::RegistryRecordView* view);

// The letters that stand of one record.
Result<std::vector<merge::ProxyFact>> LettersOf(storage::Reader& reader,
                                                const std::vector<RecordId>& ids);
// Why a handover to a proxy on that day is outside all letters; empty when one covers it, or when
// there is none at all: then nobody was appointed, and who came that day was named by hand.
std::string OutsideLetters(const std::vector<merge::ProxyFact>& letters, std::uint32_t day,
                           const std::string& programme);
Result<std::string> ProxyName(storage::Reader& reader, const merge::ProxyFact& proxy);

}  // namespace tilik::console
