#include "client/core/capture_attempts.h"

#include <optional>
#include <set>

#include "client/core/capture_answers.h"

namespace tilik::client {
namespace {

void ReadNextDate(const v1::VisitForm& form, std::uint32_t today, Findings& findings,
                  v1::Visit& visit) {
  if (form.attempt() == 0) {
    findings.Error("attempt",
                   {"percobaan ke berapa? mulai dari 1", "which attempt is this? counted from 1"});
  }
  const std::optional<std::uint32_t> next = ParseDay(form.next_date());
  if (!next) {
    findings.Error("next_date", {"kapan akan datang lagi? tulis tanggal seperti 2026-11-29",
                                 "when will you come again? write a date like 2026-11-29"});
  } else if (*next < today) {
    findings.Error("next_date", {DayText(*next) + " sudah lewat; hari ini " + DayText(today),
                                 DayText(*next) + " is past; today is " + DayText(today)});
  } else {
    visit.set_next_date(*next);
  }
}

}  // namespace

void ReadAttempts(const v1::VisitForm& form, const std::vector<std::uint32_t>& known,
                  std::uint32_t today, Findings& findings, v1::Visit& visit) {
  std::set<std::uint32_t> days(known.begin(), known.end());
  for (const std::string& typed : form.earlier_attempts()) {
    if (const auto day = ReadPastDay("earlier_attempts", typed, today, findings)) {
      days.insert(day);
    }
  }
  days.erase(today);
  visit.set_told_by(form.told_by());
  const bool not_found = visit.outcome() == v1::VISIT_OUTCOME_TIDAK_DITEMUKAN;
  const bool not_met = visit.outcome() == v1::VISIT_OUTCOME_BELUM_BERTEMU;
  if (not_found || not_met) {
    for (const std::uint32_t day : days) visit.add_earlier_attempts(day);
    visit.set_attempt(form.attempt() != 0 ? form.attempt()
                                          : static_cast<std::uint32_t>(days.size()) + 1);
  }
  if (not_found && days.empty() && form.told_by().empty()) {
    findings.Error("told_by",
                   {"tidak ditemukan perlu dua percobaan pada hari yang berbeda "
                    "(earlier_attempts), atau nama tetangga atau ketua RT yang memastikan",
                    "not found needs two attempts on different days (earlier_attempts), or the "
                    "neighbour or RT head who said so"});
  }
  if (not_met) {
    ReadNextDate(form, today, findings, visit);
  } else if (!form.next_date().empty()) {
    findings.Error("next_date", {"hanya untuk hasil belum bertemu", "only for not met yet"});
  }
}

}  // namespace tilik::client
