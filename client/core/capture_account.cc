#include "client/core/capture_account.h"

#include "client/core/capture_recipient.h"
#include "proto/contract/folding.h"

namespace tilik::client {
namespace {

constexpr Word kAccountStateWords[] = {
    {v1::ACCOUNT_STATE_OPENED, "dibuka", "opened", "aktif|sudah dibuka|burekol berhasil"},
    {v1::ACCOUNT_STATE_FAILED, "gagal dibuka", "could not be opened",
     "gagal|gagal buka|gagal burekol|gagal buka rekening"},
    {v1::ACCOUNT_STATE_WRONG_NUMBER, "salah nomor", "wrong number",
     "nomor salah|salah nomor rekening"},
    {v1::ACCOUNT_STATE_CLOSED, "ditutup", "closed", "tutup|diblokir"},
};

std::uint32_t ReadAnyDay(const std::string& at, const std::string& typed, Findings& findings) {
  const std::optional<std::uint32_t> day = ParseDay(typed);
  if (!day) {
    findings.Error(at, {"\"" + typed + "\" bukan tanggal; tulis seperti 2026-11-22",
                        "\"" + typed + "\" is not a date; write it like 2026-11-22"});
  }
  return day.value_or(0);
}

// By code or name; as typed, with a warning, when this device knows no such programme.
std::string ReadProgramme(const std::string& typed, const CaptureContext& context,
                          Findings& findings) {
  if (typed.empty()) return typed;
  for (const v1::Programme& programme : context.known.Programmes()) {
    if (Fold(programme.code()) == Fold(typed) || Fold(programme.name()) == Fold(typed)) {
      return programme.code();
    }
  }
  findings.Warn("programme", {"program \"" + typed + "\" belum ada di perangkat ini",
                              "programme \"" + typed + "\" is not on this device"});
  return typed;
}

void ReadLetter(const v1::ProxyForm& form, const CaptureContext& context, Findings& findings,
                v1::StandingProxy& proxy) {
  proxy.set_letter_number(form.letter());
  if (form.letter().empty()) {
    findings.Error("letter", {"nomor surat kuasa belum diisi", "the letter's number is missing"});
  }
  if (form.letter_date().empty()) {
    findings.Error("letter_date",
                   {"tanggal surat kuasa belum diisi", "the letter's date is missing"});
    return;
  }
  proxy.set_letter_date(ReadPastDay("letter_date", form.letter_date(), context.today, findings));
  proxy.set_valid_from(form.from().empty() ? proxy.letter_date()
                                           : ReadAnyDay("from", form.from(), findings));
  if (form.until().empty()) return;
  proxy.set_valid_until(ReadAnyDay("until", form.until(), findings));
  if (proxy.valid_until() != 0 && proxy.valid_until() < proxy.valid_from()) {
    findings.Error("until", {"berakhir sebelum berlaku", "it ends before it begins"});
  } else if (proxy.valid_until() != 0 && proxy.valid_until() < context.today) {
    findings.Warn("until", {"surat ini sudah tidak berlaku hari ini; tetap disimpan",
                            "this letter is no longer valid today; saved all the same"});
  }
}

}  // namespace

const Vocabulary kAccountStates = kAccountStateWords;

std::vector<Captured> CaptureProxy(const v1::ProxyForm& form, const CaptureContext& context,
                                   Findings& findings) {
  Captured set;
  const auto record =
      ReadRecipient({"record", form.record(), nullptr, kRecipientKinds}, context, findings, set);
  v1::StandingProxy proxy;
  if (record) proxy.set_record(record->id.str());
  if (!form.proxy().empty()) {
    const auto person =
        ReadRecord("proxy", v1::RECORD_KIND_PERSON, form.proxy(), context.known, findings);
    if (person) proxy.set_proxy(person->str());
    if (person && record && *person == record->id) {
      findings.Error("proxy", {"bukan kuasa bagi dirinya sendiri", "nobody is his own proxy"});
    }
  } else if (form.name().empty()) {
    findings.Error("proxy", {"siapa kuasanya? proxy atau name", "who is it? proxy or name"});
  }
  proxy.set_name(form.name());
  proxy.set_relation(form.relation());
  if (form.relation().empty()) {
    findings.Error("relation", {"apa hubungannya dengan penerima? anak, tetangga, pengurus panti …",
                                "how do they relate? child, neighbour, carer …"});
  }
  ReadLetter(form, context, findings, proxy);
  proxy.set_programme(ReadProgramme(form.programme(), context, findings));
  proxy.set_note(form.note());
  *set.operations.emplace_back().mutable_standing_proxy() = std::move(proxy);
  if (record) ReadPhotos(form.photos(), record->id, std::nullopt, findings, set);
  if (findings.refused()) return {};
  return {std::move(set)};
}

std::vector<Captured> CaptureAccount(const v1::AccountForm& form, const CaptureContext& context,
                                     Findings& findings) {
  Captured set;
  const auto record =
      ReadRecipient({"record", form.record(), nullptr, kRecipientKinds}, context, findings, set);
  v1::AccountNote note;
  if (record) note.set_record(record->id.str());
  note.set_provider(form.provider());
  note.set_number(form.number());
  note.set_reason(form.reason());
  note.set_holder_name(form.holder_name());
  note.set_note(form.note());
  note.set_day(form.day().empty() ? 0 : ReadPastDay("day", form.day(), context.today, findings));
  if (form.provider().empty()) {
    findings.Error("provider", {"bank apa, atau Pos?", "which bank, or the post?"});
  }
  if (form.state().empty() && form.holder().empty()) {
    findings.Error("state", {"keadaan rekening (state) atau pemegang kartu (holder)?",
                             "the account's state, or who holds the card (holder)?"});
  }
  if (!form.state().empty()) {
    note.set_state(ReadWord<v1::AccountState>("state", form.state(), kAccountStates, findings));
  }
  if (!form.holder().empty()) {
    note.set_holder(ReadWord<v1::CardHolder>("holder", form.holder(), kCardHolders, findings));
  }
  if (note.state() == v1::ACCOUNT_STATE_FAILED && form.reason().empty()) {
    findings.Error("reason", {"mengapa gagal dibuka?", "why could it not be opened?"});
  }
  if (note.state() == v1::ACCOUNT_STATE_OPENED && form.number().empty()) {
    findings.Warn("number", {"dibuka tanpa nomor rekening; susulkan bila ada",
                             "opened without its number; bring it later"});
  }
  const bool held_by_other = note.holder() != v1::CARD_HOLDER_UNSPECIFIED &&
                             note.holder() != v1::CARD_HOLDER_KPM &&
                             note.holder() != v1::CARD_HOLDER_TIDAK_ADA_KARTU;
  if (held_by_other && form.holder_name().empty()) {
    findings.Warn("holder_name", {"siapa nama pemegang kartunya?", "who holds the card, by name?"});
  }
  *set.operations.emplace_back().mutable_account_note() = std::move(note);
  if (record) ReadPhotos(form.photos(), record->id, std::nullopt, findings, set);
  if (findings.refused()) return {};
  return {std::move(set)};
}

}  // namespace tilik::client
