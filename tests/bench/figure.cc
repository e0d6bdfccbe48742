#include "tests/bench/figure.h"

#include <cstdio>

namespace tilik::bench {
namespace {

template <typename... Arguments>
std::string Printed(const char* format, Arguments... arguments) {
  std::string text(static_cast<std::size_t>(std::snprintf(nullptr, 0, format, arguments...)), '\0');
  std::snprintf(text.data(), text.size() + 1, format, arguments...);
  return text;
}

// No text of ours holds control characters.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string Number(double number) { return Printed("%.6g", number); }

}  // namespace

std::string Thousands(double number) {
  if (number < 100) return Printed("%.2f", number);
  std::string digits = Printed("%.0f", number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
  return digits;
}

std::string Json(const std::vector<Figure>& figures) {
  std::string json = "{";
  for (const Figure& figure : figures) {
    json += json.size() == 1 ? "\n" : ",\n";
    json += "  " + Quoted(figure.key) + ": {\"value\": " + Number(figure.value) +
            ", \"unit\": " + Quoted(figure.unit) + ", \"budget\": " + Number(figure.budget) +
            ", \"yardstick\": " + Number(figure.yardstick) +
            ", \"ratio\": " + Number(figure.ratio()) +
            ",\n    \"measured_against\": " + Quoted(figure.measured_against) +
            ",\n    \"note\": " + Quoted(figure.note) + "}";
  }
  return json + "\n}\n";
}

std::string Table(const std::vector<Figure>& figures) {
  std::string table =
      Printed("%-32s %12s %12s %-12s %12s %8s\n", "", "value", "budget", "", "yardstick", "ratio");
  for (const Figure& figure : figures) {
    table += Printed("%-32s %12s %12s %-12s %12s %8.3f\n", figure.key.c_str(),
                     Thousands(figure.value).c_str(), Thousands(figure.budget).c_str(),
                     figure.unit.c_str(), Thousands(figure.yardstick).c_str(), figure.ratio());
    table += "    against " + figure.measured_against + "\n    " + figure.note + "\n";
  }
  return table;
}

}  // namespace tilik::bench
