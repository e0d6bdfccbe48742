#include "client/screens/invitations.h"

#include "client/screens/moments.h"
#include "proto/contract/calendar.h"

namespace tilik::screens {

bool IsInvitation(const std::string& typed) { return LooksLikeInvitation(typed); }

InvitationRead ReadInvitation(client::Device& device, const Voice& voice, const std::string& text) {
  InvitationRead read;
  const auto opened = device.ReadInvitation(text);
  if (!opened.ok()) {
    const bool forged = opened.status().code() == Code::kDenied;
    read.said.set_level(v1::WarningView::LEVEL_ATTENTION);
    read.said.set_title(forged ? voice.Say({"Undangan ini bukan dari kabupaten ini",
                                            "This invitation is not of this district"})
                               : voice.Say({"Undangan tidak terbaca", "Unreadable invitation"}));
    read.said.set_text(voice.Say({"Cari dengan nama atau NIK; daftar di HP ini yang berlaku.",
                                  "Search by name or NIK; the list on this phone counts."}));
    return read;
  }
  read.recipient = RecordId::FromRaw(opened->invitation.recipient());
  const std::int32_t zone = device.clock().Read().utc_offset_minutes;
  const std::string day = DayWords(DayOf(Instant{opened->invitation.printed_ms()}, zone));
  const std::string printed = opened->by.officer() + ", " + day;
  read.said.set_level(v1::WarningView::LEVEL_GOOD);
  read.said.set_title(voice.Say({"Undangan cocok", "The invitation is genuine"}));
  read.said.set_text(opened->invitation.event() + voice.Say({" · dicetak ", " · printed by "}) +
                     printed);
  // It may have left the device since, or never been here.
  if (!device.Show(*read.recipient).ok()) {
    read.said.set_level(v1::WarningView::LEVEL_ATTENTION);
    read.said.set_title(
        voice.Say({"Keluarga ini tidak ada di HP ini", "This family is not on this phone"}));
    read.recipient.reset();
  }
  return read;
}

}  // namespace tilik::screens
