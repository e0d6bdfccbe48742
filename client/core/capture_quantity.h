// Amounts of aid as people write them, exactly: "10 kg", "Rp200.000", 200000, "0,5 kg".
//
// Quantities are thousandths of the item's unit, never floats: 55,650 kg that could not be handed
// out must come back as 55,650 kg (domain.md §2.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client/core/capture_words.h"
#include "google/protobuf/struct.pb.h"
#include "tilik/v1/distribution.pb.h"

namespace tilik::client {

// Thousandths, at most kMaxQuantity (operation.h).
// As Indonesians write numbers: "." separates thousands, "," the decimals. Nothing, and `why` with
// what to write instead, for another unit than the item's, a negative amount, too many decimals,
// and whatever can be read in two ways: "10.5", "200,000".
std::optional<std::int64_t> ParseQuantity(std::string_view text, const v1::Item& item,
                                          Wording* why);
// A JSON number is plain (10.5 is ten and a half); a string is read as above.
std::optional<std::int64_t> ParseQuantity(const google::protobuf::Value& value,
                                          const v1::Item& item, Wording* why);

// "Rp200.000", "10 kg", "0,5 kg".
std::string QuantityText(std::int64_t thousandths, const v1::Item& item);

}  // namespace tilik::client
