#include "sync-server/importer/quantity.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "proto/contract/operation.h"
#include "sync-server/importer/table.h"

namespace tilik::importer {
namespace {

constexpr std::string_view kMarks = ".,";
constexpr std::size_t kMostDigits = 15;
constexpr std::int64_t kThousand = 1000;

// Digits between marks.
struct Written {
  std::vector<std::string> groups;
  std::string marks;
};

bool IsMoneyLetter(char c) { return c == 'R' || c == 'r' || c == 'P' || c == 'p'; }

std::optional<Written> Take(std::string_view text) {
  text = Trimmed(text);
  if (text.size() > 2 && IsMoneyLetter(text[0]) && IsMoneyLetter(text[1])) {
    text.remove_prefix(2);
    if (text.front() == '.') text.remove_prefix(1);
    text = Trimmed(text);
  }
  if (text.size() > 2 &&
      (text.substr(text.size() - 2) == ",-" || text.substr(text.size() - 2) == ".-")) {
    text.remove_suffix(2);
  }
  Written written;
  written.groups.emplace_back();
  for (char c : text) {
    if (c >= '0' && c <= '9') {
      written.groups.back() += c;
    } else if (kMarks.find(c) != std::string_view::npos) {
      written.marks += c;
      written.groups.emplace_back();
    } else if (c != ' ') {
      return std::nullopt;
    }
  }
  for (const std::string& group : written.groups) {
    if (group.empty()) return std::nullopt;
  }
  return written;
}

bool IsThousands(const Written& written, std::size_t groups) {
  if (written.groups[0].size() > 3 || written.groups[0] == "0") return false;
  return std::all_of(written.groups.begin() + 1,
                     written.groups.begin() + static_cast<std::ptrdiff_t>(groups),
                     [](const std::string& group) { return group.size() == 3; });
}

enum class Shape { kWhole, kThousands, kFraction, kThousandsAndFraction, kDoubtful, kNone };

Shape ShapeOf(const Written& written) {
  const std::size_t groups = written.groups.size();
  if (groups == 1) return Shape::kWhole;
  const char last = written.marks.back();
  if (groups == 2) {
    if (!IsThousands(written, 2)) return Shape::kFraction;
    return Shape::kDoubtful;
  }
  const std::string others = written.marks.substr(0, written.marks.size() - 1);
  const bool others_alike = others.find_first_not_of(others[0]) == std::string::npos;
  if (!others_alike) return Shape::kNone;
  if (others[0] == last) return IsThousands(written, groups) ? Shape::kThousands : Shape::kNone;
  return IsThousands(written, groups - 1) ? Shape::kThousandsAndFraction : Shape::kNone;
}

Quantity NumberOf(const Written& written, bool fraction) {
  Quantity quantity;
  std::string digits;
  const std::size_t whole = written.groups.size() - (fraction ? 1 : 0);
  for (std::size_t i = 0; i < whole; ++i) digits += written.groups[i];
  std::string rest = fraction ? written.groups.back() : "";
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (rest.size() > 3 || digits.size() > kMostDigits) return quantity;
  rest.append(3 - rest.size(), '0');
  std::int64_t number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  std::int64_t part = 0;
  for (char c : rest) part = part * 10 + (c - '0');
  const std::int64_t thousandths = number * kThousand + part;
  if (thousandths > kMaxQuantity) return quantity;
  quantity.kind = Quantity::Kind::kNumber;
  quantity.thousandths = thousandths;
  return quantity;
}

}  // namespace

void QuantityReading::Note(std::string_view text) {
  if (IsNoData(text)) return;
  const std::optional<Written> written = Take(text);
  if (!written.has_value()) return;
  const auto use_of = [&](char mark) -> Use& { return uses_[kMarks.find(mark)]; };
  switch (ShapeOf(*written)) {
    case Shape::kThousands:
      use_of(written->marks.back()).thousands = true;
      break;
    case Shape::kFraction:
      use_of(written->marks.back()).fraction = true;
      break;
    case Shape::kThousandsAndFraction:
      use_of(written->marks.front()).thousands = true;
      use_of(written->marks.back()).fraction = true;
      break;
    case Shape::kDoubtful:
      use_of(written->marks.back()).doubtful = true;
      break;
    case Shape::kWhole:
    case Shape::kNone:
      break;
  }
}

QuantityReading::Meaning QuantityReading::MeaningOf(std::size_t mark) const {
  const Use& own = uses_[mark];
  const Use& other = uses_[1 - mark];
  if (own.thousands != own.fraction) {
    return own.thousands ? Meaning::kThousands : Meaning::kFraction;
  }
  if (own.thousands) return Meaning::kDoubtful;
  if (other.thousands != other.fraction) {
    return other.thousands ? Meaning::kFraction : Meaning::kThousands;
  }
  if (other.thousands || other.doubtful) return Meaning::kDoubtful;
  // The only mark of the file, and never before anything but three digits.
  return Meaning::kThousands;
}

Quantity QuantityReading::Read(std::string_view text) const {
  Quantity quantity;
  if (IsNoData(text)) {
    quantity.kind = Quantity::Kind::kNoData;
    return quantity;
  }
  const std::optional<Written> written = Take(text);
  if (!written.has_value()) return quantity;
  switch (ShapeOf(*written)) {
    case Shape::kWhole:
    case Shape::kThousands:
      return NumberOf(*written, false);
    case Shape::kFraction:
    case Shape::kThousandsAndFraction:
      return NumberOf(*written, true);
    case Shape::kDoubtful: {
      const Meaning meaning = MeaningOf(kMarks.find(written->marks.back()));
      if (meaning != Meaning::kDoubtful) return NumberOf(*written, meaning == Meaning::kFraction);
      quantity.kind = Quantity::Kind::kAmbiguous;
      return quantity;
    }
    case Shape::kNone:
      break;
  }
  return quantity;
}

Quantity QuantityReading::ReadRupiah(std::string_view text) const {
  const std::optional<Written> written = IsNoData(text) ? std::nullopt : Take(text);
  if (!written.has_value() || ShapeOf(*written) != Shape::kDoubtful) return Read(text);
  return NumberOf(*written, false);
}

}  // namespace tilik::importer
