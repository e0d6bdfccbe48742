// Which line of a danom the words of a form mean: its id, or recipient, programme and period.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/core/capture.h"

namespace tilik::client {

const std::string& OrElse(const std::string& own, const std::string& shared);

// A line and what was handed out on it, earlier rows of the form included.
struct NamedLine {
  DanomLine danom;
  v1::Programme programme;
  v1::Item item;
  RecordId recipient;
  std::string what;  // "Rastra 2018-01 Maria Bere"
};

// How a row of a form names its lines; empty: not said.
struct LineWords {
  std::string line;
  std::string recipient;
  std::string programme;
  std::string period;
  std::vector<std::string> periods;
};

// Serves one form; what the form says for all its rows is given once.
class LineFinder {
 public:
  LineFinder(const Known& known, Findings& findings, std::string programme, std::string period)
      : known_(known),
        findings_(findings),
        programme_(std::move(programme)),
        period_(std::move(period)),
        programmes_(known.Programmes()) {}

  // Any record a recipient's word may stand for.
  std::optional<RecordId> ReadRecipient(const std::string& at, const std::string& typed);
  // By code or name; null when there is none.
  const v1::Programme* ProgrammeNamed(const std::string& typed) const;
  const std::vector<v1::Programme>& programmes() const { return programmes_; }

  // The lines a row means. Empty, with an error at `at`, unless every period has exactly one.
  std::vector<NamedLine> LinesOf(const std::string& at, const LineWords& row);
  template <typename Row>
  std::vector<NamedLine> LinesOf(const std::string& at, const Row& row) {
    return LinesOf(at, LineWords{row.line(),
                                 row.recipient(),
                                 row.programme(),
                                 row.period(),
                                 {row.periods().begin(), row.periods().end()}});
  }
  // This form hands out so much more on the line.
  void HandedOut(const NamedLine& line, std::int64_t quantity) {
    handed_out_here_[line.danom.line.line()] += quantity;
  }

 private:
  std::optional<NamedLine> Described(const std::string& at, const DanomLine& danom);
  std::optional<NamedLine> OneLine(const std::string& at, const RecordId& recipient,
                                   const std::string& programme, const std::string& period);

  const Known& known_;
  Findings& findings_;
  const std::string programme_;
  const std::string period_;
  const std::vector<v1::Programme> programmes_;
  std::map<std::string, std::int64_t> handed_out_here_;  // by line
};

}  // namespace tilik::client
