#include "client/core/capture_quantity.h"

#include <algorithm>
#include <cmath>

#include "proto/contract/folding.h"
#include "proto/contract/operation.h"

namespace tilik::client {
namespace {

bool IsRupiah(const v1::Item& item) { return item.code() == "IDR" || Fold(item.unit()) == "rp"; }

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Digits with a point between every three, "200.000" or "200000", without the points.
std::optional<std::string> Whole(std::string_view written) {
  std::string digits;
  const bool grouped = written.find('.') != written.npos;
  std::size_t group = 0;
  for (char c : written) {
    if (c == '.') {
      const bool first = digits.size() == group;
      if (first ? group < 1 || group > 3 : group != 3) return std::nullopt;
      group = 0;
    } else {
      digits += c;
      ++group;
    }
  }
  if (digits.empty() || digits.size() > 12 || (grouped && group != 3)) return std::nullopt;
  return digits;
}

Wording Unreadable(std::string_view text, const v1::Item& item) {
  const std::string examples = IsRupiah(item)
                                   ? "200000, \"Rp200.000\""
                                   : "10, \"10 " + item.unit() + "\", \"0,5 " + item.unit() + "\"";
  return {
      "jumlah \"" + std::string(text) + "\" tidak terbaca dengan pasti; tulis seperti " + examples,
      "amount \"" + std::string(text) + "\" cannot be read with certainty; write it like " +
          examples};
}

}  // namespace

std::optional<std::int64_t> ParseQuantity(std::string_view text, const v1::Item& item,
                                          Wording* why) {
  std::string_view rest = Trimmed(text);
  bool says_rupiah = false;
  for (std::string_view sign : {"rp.", "rp", "idr"}) {
    if (Fold(rest.substr(0, sign.size())) == Fold(sign) && rest.size() > sign.size()) {
      says_rupiah = true;
      rest = Trimmed(rest.substr(sign.size()));
      break;
    }
  }
  const std::size_t end = std::min(rest.find_first_not_of("0123456789.,"), rest.size());
  const std::string_view number = rest.substr(0, end);
  const std::string_view unit = Trimmed(rest.substr(end));
  const std::string own_unit = IsRupiah(item) ? "Rp" : item.unit();
  const bool unit_fits =
      says_rupiah ? IsRupiah(item) && unit.empty() : unit.empty() || Fold(unit) == Fold(own_unit);
  if (!number.empty() && !unit_fits) {
    const std::string other = says_rupiah ? "Rp" : std::string(unit);
    *why = {"satuan \"" + other + "\" bukan satuan barang ini, yaitu " + own_unit,
            "unit \"" + other + "\" is not this item's, which is " + own_unit};
    return std::nullopt;
  }

  const std::size_t comma = number.find(',');
  std::string decimals(comma == number.npos ? "" : number.substr(comma + 1));
  const std::size_t most_decimals = IsRupiah(item) ? 2 : 3;
  const bool odd_decimals =
      comma != number.npos && (decimals.empty() || decimals.size() > most_decimals ||
                               decimals.find_first_of(".,") != decimals.npos);
  const std::optional<std::string> whole = Whole(number.substr(0, comma));
  if (!whole || odd_decimals) {
    *why = Unreadable(text, item);
    return std::nullopt;
  }
  decimals.resize(3, '0');
  return std::stoll(*whole + decimals);  // at most 15 digits
}

std::optional<std::int64_t> ParseQuantity(const google::protobuf::Value& value,
                                          const v1::Item& item, Wording* why) {
  if (value.kind_case() == google::protobuf::Value::kStringValue) {
    return ParseQuantity(value.string_value(), item, why);
  }
  const double thousandths = value.number_value() * 1000;  // 0 when it is no number
  const double exact = std::round(thousandths);
  if (value.kind_case() != google::protobuf::Value::kNumberValue || !(thousandths >= 0) ||
      thousandths > static_cast<double>(kMaxQuantity) ||
      std::abs(thousandths - exact) > 1e-6 * std::max(1.0, exact / 1e6)) {
    *why = Unreadable(value.kind_case() == google::protobuf::Value::kNumberValue
                          ? std::to_string(value.number_value())
                          : "",
                      item);
    return std::nullopt;
  }
  return static_cast<std::int64_t>(exact);
}

std::string QuantityText(std::int64_t thousandths, const v1::Item& item) {
  const bool negative = thousandths < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(thousandths)
                                      : static_cast<std::uint64_t>(thousandths);
  std::string whole = std::to_string(size / 1000);
  for (std::size_t at = whole.size(); at > 3; at -= 3) whole.insert(at - 3, ".");
  std::string decimals = std::to_string(1000 + size % 1000).substr(1);
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  const std::string number =
      (negative ? "-" : "") + whole + (decimals.empty() ? "" : "," + decimals);
  return IsRupiah(item) ? "Rp" + number : number + " " + item.unit();
}

}  // namespace tilik::client
