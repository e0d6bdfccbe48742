// The tables of a device's file, as numbered steps. A step that has been on a phone is never
// edited; a change is a new step at the end.
#pragma once

#include <span>
#include <string_view>

namespace tilik::client {

std::span<const std::string_view> Migrations();

}  // namespace tilik::client
