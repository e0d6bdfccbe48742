#include "proto/contract/programme.h"

#include <algorithm>

namespace tilik {
namespace {

bool Reaches(const v1::Channel& channel, std::uint64_t village, const Period& period) {
  if (channel.from() != 0 && channel.from() > period.last_day()) return false;
  if (channel.until() != 0 && channel.until() < period.first_day()) return false;
  return channel.areas().empty() ||
         std::any_of(channel.areas().begin(), channel.areas().end(),
                     [&](std::uint64_t area) { return Contains(area, village); });
}

}  // namespace

const v1::Channel* ChannelFor(const v1::Programme& programme, std::uint64_t village,
                              const Period& period) {
  const v1::Channel* chosen = nullptr;
  for (const v1::Channel& channel : programme.channels()) {
    if (!Reaches(channel, village, period)) continue;
    if (chosen == nullptr || channel.from() > chosen->from()) chosen = &channel;
  }
  return chosen;
}

bool Pays(const v1::Programme& programme, std::uint64_t village, const Period& period) {
  return programme.channels().empty() || ChannelFor(programme, village, period) != nullptr;
}

v1::EvidenceNeed NeedOf(const v1::Programme& programme, std::uint64_t village,
                        std::string_view period, v1::EvidenceKind kind) {
  const std::optional<Period> when = Period::Parse(period);
  const v1::Channel* channel = when ? ChannelFor(programme, village, *when) : nullptr;
  const bool own = channel != nullptr && !channel->evidence().empty();
  for (const v1::EvidenceRule& rule : own ? channel->evidence() : programme.evidence()) {
    if (rule.kind() != kind) continue;
    return rule.need() == v1::EVIDENCE_NEED_UNSPECIFIED ? v1::EVIDENCE_NEED_ALLOWED : rule.need();
  }
  return v1::EVIDENCE_NEED_ALLOWED;
}

bool Contains(std::uint64_t area, std::uint64_t village) {
  return area == village || area == village / 10'000 || area == village / 1'000'000;
}

}  // namespace tilik
