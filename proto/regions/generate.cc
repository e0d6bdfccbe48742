// Writes the region tables (tables.h) as one C++ source: generate DATA_DIR ALIASES_CSV OUT_CC.
//
// Names go into string literals in pieces and numbers into plain arrays, which g++ compiles in
// about a second; a table of structs with a pointer each would take ten times that and need
// relocations.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "proto/csv/csv.h"

namespace {

using Named = std::pair<std::uint64_t, std::string>;  // code, name

std::uint64_t CodeNumber(std::string_view dotted) {
  std::uint64_t number = 0;
  for (const char c : dotted) {
    if (c != '.') number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

// Columns `code` and `name` of a file in code order, or the end of the program: a build without
// regions is no build.
std::vector<Named> Read(const std::string& path, const char* name_column) {
  std::ifstream in(path, std::ios::binary);
  tilik::csv::Reader reader(in);
  tilik::csv::Row row;
  const auto next = [&] {
    const tilik::Result<bool> more = reader.Next(&row);
    if (!more.ok()) std::cerr << path << ": " << more.status().message() << '\n', std::exit(1);
    return *more;
  };
  if (!next()) std::cerr << path << ": no header\n", std::exit(1);
  const tilik::csv::Header header(row);
  const auto code = header.Find("code");
  const auto name = header.Find(name_column);
  if (!code || !name) std::cerr << path << ": columns are missing\n", std::exit(1);
  std::vector<Named> regions;
  while (next()) regions.emplace_back(CodeNumber(row[*code].text), row[*name].text);
  std::sort(regions.begin(), regions.end());
  return regions;
}

// Octal escapes end after three digits, so no character can be taken for part of one.
std::string Literal(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    const bool plain = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
    if (plain) {
      literal += c;
    } else {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\%03o", static_cast<unsigned>(c) & 0xFF);
      literal += escape;
    }
  }
  return literal + '"';
}

template <typename T>
void WriteNumbers(std::ostream& out, const char* type, const std::string& name,
                  const std::vector<T>& numbers) {
  out << "const " << type << ' ' << name << "[] = {";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    out << numbers[i] << (i % 16 == 15 ? ",\n" : ",");
  }
  out << "};\n";
}

void WriteTable(std::ostream& out, const std::string& name, const std::vector<Named>& regions) {
  std::vector<std::uint64_t> codes;
  std::vector<std::uint32_t> ends;
  std::uint32_t end = 0;
  out << "namespace {\nconst char " << name << "Names[] =";
  for (const auto& [code, text] : regions) {
    out << '\n' << Literal(text);
    codes.push_back(code);
    ends.push_back(end += static_cast<std::uint32_t>(text.size()));
  }
  out << ";\n";
  WriteNumbers(out, "std::uint64_t", name + "Codes", codes);
  WriteNumbers(out, "std::uint32_t", name + "Ends", ends);
  out << "}\nconst Table k" << name << " = {" << name << "Codes, " << name << "Ends, " << name
      << "Names, " << regions.size() << "};\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::cerr << "generate DATA_DIR ALIASES_CSV OUT_CC\n", 2;
  const std::string data = argv[1];
  std::ofstream out(argv[3], std::ios::binary);
  out << "#include \"proto/regions/tables.h\"\n\nnamespace tilik::regions {\n";
  WriteTable(out, "Provinces", Read(data + "/provinces.csv", "name"));
  WriteTable(out, "Districts", Read(data + "/regencies.csv", "name"));
  WriteTable(out, "Kecamatan", Read(data + "/districts.csv", "name"));
  WriteTable(out, "Villages", Read(data + "/villages.csv", "name"));
  const std::vector<Named> aliases = Read(argv[2], "alias");
  out << "const Alias kAliases[] = {\n";
  for (const auto& [code, alias] : aliases) out << '{' << code << ", " << Literal(alias) << "},\n";
  out << "};\nconst std::size_t kAliasCount = " << aliases.size() << ";\n}\n";
  return out.flush() ? 0 : 1;
}
