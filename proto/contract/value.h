// Values and their fields: what can be known of a record, as both sides compare it.
//
// A value is (codebook, code), or content, or a way of having none. The same integer means
// different things in different codebooks (floor 8 is low-quality wood in one and earth in the
// other), so a code never travels alone.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/contract/status.h"
#include "tilik/v1/registry.pb.h"

namespace tilik {

// A concept's permanent number, the same in all codebooks (proto/codebooks/concepts.json).
using Field = std::uint32_t;
using CodebookNumber = std::uint32_t;

// Absent values, in the order of v1::Absence. kNotAsked changes nothing and is never stored.
enum class Absent : std::uint8_t { kNotAsked = 1, kSkipped, kUnknown, kRefused, kBlank };

// How a value came about, in the order of v1::How. kNotChecked changes nothing.
enum class How : std::uint8_t { kUnspecified, kSeen, kAsked, kUnchanged, kNotChecked, kAsWritten };

struct Coded {
  CodebookNumber codebook = 0;
  std::uint32_t code = 0;

  friend bool operator==(const Coded&, const Coded&) = default;
  friend auto operator<=>(const Coded&, const Coded&) = default;
};

// Ordered and compared by content. Whether values of two codebooks mean the same is the crosswalk's
// business (Codebooks::Same), not this operator's.
using Value = std::variant<Absent, Coded, std::int64_t, std::string, RecordId>;

inline bool IsAbsent(const Value& value) { return std::holds_alternative<Absent>(value); }

// A value together with how it came about.
struct Answer {
  Value value;
  How how = How::kUnspecified;

  friend bool operator==(const Answer&, const Answer&) = default;
};

// The answers of one record by field, ascending. The one shape in which values are worked with on
// both sides.
using Answers = std::map<Field, Answer>;

// Bounds of what one record may carry; beyond them columns are refused as a whole (kInvalid).
inline constexpr std::size_t kMaxAnswers = 512;
inline constexpr std::size_t kMaxTextBytes = 4096;
inline constexpr Field kMaxField = 1'000'000;

// Columns to answers. kInvalid, naming the flaw, when columns of a pair differ in length, a field
// stands twice, a bound is passed, or codes name no codebook. kUnsupported when a value is absent
// or came about in a way this program does not know. Several columns (one per codebook) may be
// given.
Result<Answers> ReadColumns(const google::protobuf::RepeatedPtrField<v1::ValueColumns>& columns);

// Answers to columns, one ValueColumns per codebook named, fields ascending in each column: equal
// answers give equal bytes. Content without codes goes with the lowest codebook, or with 0 when
// none is named.
void WriteColumns(const Answers& answers,
                  google::protobuf::RepeatedPtrField<v1::ValueColumns>* columns);

}  // namespace tilik
