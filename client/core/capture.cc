#include "client/core/capture.h"

#include <cmath>

#include "proto/contract/told.h"

namespace tilik::client {

void Findings::Error(std::string at, Wording wording) {
  refused_ = true;
  list_.push_back(
      {Finding::Kind::kError, 0, std::move(at), std::move(wording.en), std::move(wording.id)});
}

void Findings::Warn(std::string at, Wording wording) {
  list_.push_back(
      {Finding::Kind::kWarning, 0, std::move(at), std::move(wording.en), std::move(wording.id)});
}

std::optional<v1::Place> ReadPlace(const v1::PlaceForm& form, Findings& findings) {
  if (!(std::abs(form.latitude()) <= 90) || !(std::abs(form.longitude()) <= 180)) {
    findings.Error("place", {"lintang harus antara -90 dan 90, bujur antara -180 dan 180",
                             "latitude must lie in -90 to 90, longitude in -180 to 180"});
    return std::nullopt;
  }
  v1::Place place;
  place.set_latitude_e7(static_cast<std::int32_t>(std::lround(form.latitude() * 1e7)));
  place.set_longitude_e7(static_cast<std::int32_t>(std::lround(form.longitude() * 1e7)));
  place.set_accuracy_m(form.accuracy_m());
  return place;
}

std::optional<RecordId> ReadRecord(const std::string& at, v1::RecordKind kind,
                                   std::string_view typed, const Known& known, Findings& findings) {
  const std::string word(typed);
  if (word.empty()) {
    findings.Error(at, {"belum diisi: " + WordFor(kRecordKinds, kind, "id") + " yang mana?",
                        "missing: which " + WordFor(kRecordKinds, kind, "en") + "?"});
    return std::nullopt;
  }
  const std::vector<RecordId> named = known.Named(kind, typed);
  if (named.size() == 1) return named.front();
  if (named.empty()) {
    findings.Error(
        at, {WordFor(kRecordKinds, kind, "id") + " \"" + word + "\" tidak ada di perangkat ini",
             "no " + WordFor(kRecordKinds, kind, "en") + " \"" + word + "\" on this device"});
  } else {
    const std::string count = std::to_string(named.size());
    findings.Error(at, {"\"" + word + "\" menunjuk " + count + " " +
                            WordFor(kRecordKinds, kind, "id") + "; tulis id rekamannya",
                        "\"" + word + "\" names " + count + " records of kind " +
                            WordFor(kRecordKinds, kind, "en") + "; write the record id"});
  }
  return std::nullopt;
}

Captured CaptureWithdrawal(const Link& link, const std::vector<v1::Operation>& operations,
                           std::optional<std::uint32_t> only, const std::string& reason,
                           Findings& findings) {
  Captured captured;
  if (reason.empty()) {
    findings.Error("reason", {"alasan pembatalan belum diisi", "the reason is missing"});
  }
  for (std::uint32_t index = 0; index < operations.size(); ++index) {
    const v1::Operation& operation = operations[index];
    const bool fact = operation.has_visit() || operation.has_handover() ||
                      operation.has_non_delivery() || operation.has_musdes_result() ||
                      operation.has_village_not_verified() ||
                      operation.has_handover_without_list() || operation.has_stock_movement() ||
                      operation.has_add_evidence() || !RecordToldOf(operation).empty();
    if (!fact || (only && *only != index)) continue;
    v1::Retract* retract = captured.operations.emplace_back().mutable_retract();
    retract->mutable_fact()->set_link(link.str());
    retract->mutable_fact()->set_operation(index);
    retract->set_reason(reason);
  }
  if (captured.operations.empty()) {
    findings.Error("withdraw", {"di situ tidak ada kunjungan, penyerahan atau catatan yang dapat "
                                "dibatalkan",
                                "there is no visit, handover or note that could be withdrawn"});
  }
  return captured;
}

std::uint32_t ReadPastDay(const std::string& at, std::string_view typed, std::uint32_t today,
                          Findings& findings) {
  const std::optional<std::uint32_t> day = ParseDay(typed);
  const std::string word(typed);
  if (!day) {
    findings.Error(at, {"\"" + word + "\" bukan tanggal; tulis seperti 2026-11-22",
                        "\"" + word + "\" is not a date; write it like 2026-11-22"});
    return 0;
  }
  if (*day > today) {
    findings.Error(at, {DayText(*day) + " belum terjadi; hari ini " + DayText(today),
                        DayText(*day) + " has not happened; today is " + DayText(today)});
    return 0;
  }
  return *day;
}

}  // namespace tilik::client
