// Where the rows of two files meet: households in file order, each with its persons, wherever in
// the other file they stood.
//
// Sorting 400,000 persons by household needs no more memory than SQLite's cache: rows go into a
// scratch file, already understood and packed. The file is encrypted under a random key that only
// this object has and has no name once it is open, so nothing is left of it however the import
// ends. One path for sorted and unsorted files alike; 21,000 households cost about a second.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/environment.h"
#include "proto/contract/value.h"
#include "proto/sqlite/database.h"

namespace tilik::importer {

// Answers of one row as bytes; equal answers give equal bytes. All codes are of one codebook.
std::string PackAnswers(const Answers& answers);
Result<Answers> UnpackAnswers(std::string_view packed);

struct HouseholdRow {
  std::string idbdt;
  std::uint64_t line = 0;
  std::uint64_t village = 0;
  std::string packed;  // answers, the village among them
};

struct PersonRow {
  std::string idartbdt;
  std::string idbdt;
  std::uint64_t line = 0;
  std::string no_kk;  // as written, trimmed; empty: no data
  std::string packed;
};

class Staging {
 public:
  static Result<std::unique_ptr<Staging>> Open(const std::string& directory, Random& random);

  // False when the key stands in the file already; the first row is kept.
  Result<bool> AddHousehold(const HouseholdRow& row);
  Result<bool> AddPerson(const PersonRow& row);
  // A key whose row was refused: it did not vanish. ForEachRefused passes over those of which
  // another row was taken.
  enum class Kind : int { kHousehold = 1, kPerson };
  Status AddRefused(Kind kind, std::string_view key);
  Result<bool> IsRefused(Kind kind, std::string_view key);
  Status EndReading();

  // In file order.
  Status ForEachHousehold(const std::function<Status(const HouseholdRow&)>& visit);
  Result<std::vector<PersonRow>> PersonsOf(std::string_view idbdt);
  // Households that persons name and no row describes, in the order of their first person.
  Result<std::vector<std::string>> HouseholdsWithoutRow();
  Status ForEachRefused(const std::function<Status(Kind, const std::string&)>& visit);

 private:
  explicit Staging(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace tilik::importer
