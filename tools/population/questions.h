// A codebook's questions about one kind of record, and a record's answers being put together.
//
// Columns of the files and what is asked of whom come from the codebook, so a new version of it
// changes the files by itself and a code that it does not know ends the program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/codebook.h"

namespace tilik::population {

class Questions {
 public:
  // The questions of dtks-2020 about records of `kind`, without those that identify the record.
  explicit Questions(v1::RecordKind kind);

  struct Question {
    Field field;
    const v1::Variable* variable;
    std::string column;  // as the codebook's exports name it
  };
  const std::vector<Question>& all() const { return all_; }

  // A code, or a number where the concept is one. The codebook must have the question.
  void Put(std::string_view concept_name, std::int64_t value, Answers* answers) const;
  // The code answered; 0 when there is none.
  std::uint32_t CodeOf(std::string_view concept_name, const Answers& answers) const;
  // Takes away what the skip rules do not ask; `today` decides on ages.
  void Skip(std::uint32_t today, Answers* answers) const;
  // As a cell of a file; empty when there is no answer.
  static std::string Cell(const Answers& answers, Field field);

 private:
  const Codebooks& codebooks_;
  const v1::Codebook& codebook_;
  std::vector<Question> all_;
};

}  // namespace tilik::population
