// Review, coverage and proposals in the words of the office, and what a household is called.
#pragma once

#include <string>
#include <vector>

#include "sync-server/storage/registry_store.h"

namespace tilik::console {

std::string ReviewWords(merge::ReviewState state);
std::vector<std::string> FlagWords(std::uint32_t flags);
std::string NotVerifiedWords(const v1::VillageNotVerified& said);
std::string FindingWords(const v1::MusdesResult& result);
// "9f03…:2", as commands take and print it.
std::string FactText(const merge::FactId& fact);
// kInvalid when the text is no such name.
Result<merge::FactId> FactFromText(const std::string& text);
// The head's name; empty for what is unknown.
Result<std::string> NameOfHousehold(storage::Reader& reader, const RecordId& household);

}  // namespace tilik::console
