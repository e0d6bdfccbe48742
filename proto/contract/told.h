// What register.proto tells of records beside their fields: which record, which day, which place in
// a register. For both sides, so that a fact made tomorrow is added in one place.
#pragma once

#include <cstdint>
#include <string_view>

#include "proto/contract/register_lists.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik {

// The raw id of the record told of; empty for every other operation.
std::string_view RecordToldOf(const v1::Operation& operation);

// yyyymmdd as stated; 0 where nobody stated one, and for what has no day of its own.
std::uint32_t DayTold(const v1::Operation& operation);

// Of what enters, serves or leaves a register; zeros for the rest.
RegisterKey KeyTold(const v1::Operation& operation);

}  // namespace tilik
