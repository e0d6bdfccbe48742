// A household in Fatumnasi as it stood on an officer's screen, and what his phone knows beside it.
//
//   Yosef Nahak (head, 1975), Maria Bere (wife, 1980), Anton Nahak (child, 2015)
//   one family with a No KK; Rastra 10 kg for 2018-01 and 2018-02, Sembako Rp200.000 for 2026-10
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/core/capture_handover.h"
#include "client/core/capture_visit.h"
#include "gtest/gtest.h"

namespace tilik::client {

inline constexpr std::uint32_t kToday = 20261122;
inline constexpr std::uint64_t kFatumnasi = 5302012001;
inline constexpr std::uint64_t kElsewhere = 5371012002;

class MemoryOfPhone final : public Known {
 public:
  std::vector<RecordId> Named(v1::RecordKind kind, std::string_view text) const override;
  std::string NameOf(const RecordId& record) const override;
  std::vector<DanomLine> LinesOf(const RecordId& recipient) const override;
  std::optional<DanomLine> LineNamed(const LineId& line) const override;
  std::vector<v1::Programme> Programmes() const override { return programmes; }
  bool IsAssigned(std::uint64_t village) const override { return village == kFatumnasi; }
  std::vector<std::uint64_t> Villages() const override { return {kFatumnasi}; }
  std::optional<ScreenRecord> Look(const RecordId& record) const override;

  std::map<std::string, std::pair<v1::RecordKind, RecordId>> by_text;
  std::map<RecordId, std::string> names;
  std::vector<DanomLine> lines;
  std::vector<v1::Programme> programmes;
  const Screen* screen = nullptr;
};

class Scene : public testing::Test {
 protected:
  Scene();

  // Reads a form as an officer's script would write it, and captures it.
  std::optional<Captured> Visit(const std::string& json);
  std::vector<Captured> HandOut(const std::string& json);
  // Both languages of the finding at this place of the form; empty when there is none.
  std::string Said(const std::string& at, std::string_view language = "id") const;
  bool IsRefusedAt(const std::string& at) const;
  // All findings, one per line, for a failing test to show.
  std::string AllSaid() const;

  // What a captured set says about a record.
  static Answers ChangesOf(const Captured& captured, const RecordId& record);
  static Answers CreatedWith(const Captured& captured, const RecordId& record);
  static const v1::Visit& VisitOf(const Captured& captured);
  static std::vector<v1::ProposeStatus> ProposalsOf(const Captured& captured);
  static std::uint32_t CodeOf(const Answers& answers, Field field);
  Field FieldNamed(std::string_view name) const;

  RecordId Id(std::uint8_t last) const;
  LineId Line(std::uint8_t last) const;

  const RecordId household = Id(1), family = Id(2), yosef = Id(3), maria = Id(4), anton = Id(5),
                 neighbours = Id(6), stranger = Id(7);
  MemoryOfPhone phone;
  VisitScene scene;
  Findings findings;

  CaptureContext Context();
  void Show(const RecordId& id, v1::RecordKind kind, const Answers& answers);

 private:
  std::uint8_t next_id_ = 100;
};

}  // namespace tilik::client
