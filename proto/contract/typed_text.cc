#include "proto/contract/typed_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "proto/contract/folding.h"
#include "proto/contract/identity.h"

namespace tilik {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

std::uint32_t NumberIn(std::string_view digits) {
  std::uint32_t number = 0;
  for (char c : digits) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

struct Month {
  const char* id;
  const char* en;
};

constexpr std::array<Month, 12> kMonths = {{{"Januari", "January"},
                                            {"Februari", "February"},
                                            {"Maret", "March"},
                                            {"April", "April"},
                                            {"Mei", "May"},
                                            {"Juni", "June"},
                                            {"Juli", "July"},
                                            {"Agustus", "August"},
                                            {"September", "September"},
                                            {"Oktober", "October"},
                                            {"November", "November"},
                                            {"Desember", "December"}}};

// 1–12 by number, name or the first three letters of it; 0: neither.
std::uint32_t MonthIn(std::string_view token) {
  if (AllDigits(token)) return token.size() <= 2 ? NumberIn(token) : 0;
  if (token.size() < 3) return 0;
  for (std::uint32_t i = 0; i < kMonths.size(); ++i) {
    for (const char* name : {kMonths[i].id, kMonths[i].en}) {
      if (Fold(name).rfind(token, 0) == 0) return i + 1;
    }
  }
  if (token == "pebruari" || token == "peb") return 2;
  if (token == "agt" || token == "ags") return 8;
  if (token == "nopember" || token == "nop") return 11;
  return 0;
}

// Digits and letters, split at everything else.
std::vector<std::string> Tokens(std::string_view text) {
  std::vector<std::string> tokens(1);
  for (char c : text) {
    const std::string folded = Fold(std::string_view(&c, 1));
    if (!folded.empty()) {
      tokens.back() += folded;
    } else if (!tokens.back().empty()) {
      tokens.emplace_back();
    }
  }
  if (tokens.back().empty()) tokens.pop_back();
  return tokens;
}

std::string_view WithoutTimeOfDay(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  const std::size_t gap = text.find_last_of(" T", colon);
  return gap == std::string_view::npos ? std::string_view() : text.substr(0, gap);
}

std::optional<std::uint32_t> Existing(std::uint32_t year, std::uint32_t month, std::uint32_t day) {
  if (year > 9999 || month > 12 || day > 31) return std::nullopt;
  const std::uint32_t date = year * 10'000 + month * 100 + day;
  return IsDate(date, /*partly=*/true) ? std::optional(date) : std::nullopt;
}

std::optional<std::uint32_t> DateInDigits(const std::string& digits) {
  if (digits.size() == 4) return Existing(NumberIn(digits), 0, 0);
  if (digits.size() != 8) return std::nullopt;
  const std::uint32_t number = NumberIn(digits);
  if (const auto date = Existing(number / 10'000, number / 100 % 100, number % 100)) return date;
  return Existing(number % 10'000, number / 10'000 % 100, number / 1'000'000);
}

bool IsYear(const std::string& token) { return token.size() == 4 && AllDigits(token); }
bool IsDay(const std::string& token) { return token.size() <= 2 && AllDigits(token); }
// "00" is how forms write an unknown month.
bool IsMonth(const std::string& token) { return MonthIn(token) != 0 || token == "00"; }

struct AbsenceWord {
  const char* folded;
  Absent absent;
};

constexpr AbsenceWord kAbsenceWords[] = {
    {"", Absent::kBlank},
    {"kosong", Absent::kBlank},
    {"blank", Absent::kBlank},
    {"tidaktahu", Absent::kUnknown},
    {"taktahu", Absent::kUnknown},
    {"tdktahu", Absent::kUnknown},
    {"unknown", Absent::kUnknown},
    {"menolak", Absent::kRefused},
    {"menolakmenjawab", Absent::kRefused},
    {"refused", Absent::kRefused},
    {"dilewati", Absent::kSkipped},
    {"skipped", Absent::kSkipped},
    {"tidakditanya", Absent::kNotAsked},
    {"tidakditanyakan", Absent::kNotAsked},
    {"tidakdiperiksa", Absent::kNotAsked},
    {"notasked", Absent::kNotAsked},
};

// The length of the UTF-8 character at the front of `text`; 0 when there is none. Overlong forms,
// surrogates and what lies beyond U+10FFFF are none.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  if (lead == 0xE0 && second < 0xA0) return 0;
  if (lead == 0xED && second >= 0xA0) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second >= 0x90) return 0;
  return length;
}

}  // namespace

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  std::string number;
  for (char c : text) {
    if (c != ' ') number += c;
  }
  const bool negative = !number.empty() && number[0] == '-';
  if (negative) number.erase(0, 1);

  std::vector<std::string> groups(1);
  std::string separators;
  for (char c : number) {
    if (IsDigit(c)) {
      groups.back() += c;
    } else if (c == '.' || c == ',') {
      separators += c;
      groups.emplace_back();
    } else {
      return std::nullopt;
    }
  }
  const auto is_thousands = [](const std::string& group) { return group.size() == 3; };
  const bool mixed = separators.find_first_not_of(separators.substr(0, 1)) != std::string::npos;
  const bool ends_in_fraction =
      !separators.empty() && (mixed || (separators.size() == 1 && !is_thousands(groups.back())));
  if (ends_in_fraction) {
    const std::string& fraction = groups.back();
    if (fraction.empty() || fraction.find_first_not_of('0') != std::string::npos) {
      return std::nullopt;
    }
    groups.pop_back();
    separators.pop_back();
    if (separators.find_first_not_of(separators.substr(0, 1)) != std::string::npos) {
      return std::nullopt;
    }
  }
  if (groups[0].empty()) return std::nullopt;
  if (groups.size() > 1) {
    if (groups[0].size() > 3) return std::nullopt;
    if (!std::all_of(groups.begin() + 1, groups.end(), is_thousands)) return std::nullopt;
  }
  std::string digits;
  for (const std::string& group : groups) digits += group;
  if (digits.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

std::optional<std::uint32_t> DateInText(std::string_view text) {
  const std::vector<std::string> tokens = Tokens(WithoutTimeOfDay(text));
  if (tokens.size() == 1) return AllDigits(tokens[0]) ? DateInDigits(tokens[0]) : std::nullopt;
  if (tokens.size() == 2) {
    if (IsYear(tokens[0]) && IsMonth(tokens[1])) {
      return Existing(NumberIn(tokens[0]), MonthIn(tokens[1]), 0);
    }
    if (IsMonth(tokens[0]) && IsYear(tokens[1])) {
      return Existing(NumberIn(tokens[1]), MonthIn(tokens[0]), 0);
    }
  }
  if (tokens.size() == 3 && IsMonth(tokens[1])) {
    if (IsYear(tokens[0]) && IsDay(tokens[2])) {
      return Existing(NumberIn(tokens[0]), MonthIn(tokens[1]), NumberIn(tokens[2]));
    }
    if (IsDay(tokens[0]) && IsYear(tokens[2])) {
      return Existing(NumberIn(tokens[2]), MonthIn(tokens[1]), NumberIn(tokens[0]));
    }
  }
  return std::nullopt;
}

std::optional<Absent> AbsenceInText(std::string_view text) {
  if (text.find_first_not_of(" -") != std::string_view::npos && Fold(text).empty()) {
    return std::nullopt;
  }
  const std::string folded = Fold(text);
  for (const AbsenceWord& word : kAbsenceWords) {
    if (folded == word.folded) return word.absent;
  }
  return std::nullopt;
}

std::optional<std::string> TidyText(std::string_view text) {
  std::string tidy;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = CharacterLength(text.substr(i));
    if (length == 0) return std::nullopt;
    const unsigned char lead = static_cast<unsigned char>(text[i]);
    if (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
      if (!tidy.empty() && tidy.back() != ' ') tidy += ' ';
    } else if (lead < 0x20 || lead == 0x7F) {
      return std::nullopt;
    } else {
      tidy += text.substr(i, length);
    }
    i += length;
  }
  if (!tidy.empty() && tidy.back() == ' ') tidy.pop_back();
  return tidy;
}

std::string DateInWords(std::uint32_t yyyymmdd, std::string_view language) {
  const std::uint32_t month = yyyymmdd / 100 % 100;
  const std::uint32_t day = yyyymmdd % 100;
  std::string words = std::to_string(yyyymmdd / 10'000);
  if (month < 1 || month > 12) return words;
  const Month& name = kMonths[month - 1];
  words.insert(0, std::string(language == "en" ? name.en : name.id) + " ");
  if (day != 0) words.insert(0, std::to_string(day) + " ");
  return words;
}

std::string NumberInWords(std::int64_t number, std::string_view language) {
  std::string words = std::to_string(number);
  const std::size_t first_digit = number < 0 ? 1 : 0;
  for (std::size_t i = words.size(); i > first_digit + 3;) {
    i -= 3;
    words.insert(i, language == "en" ? "," : ".");
  }
  return words;
}

}  // namespace tilik
