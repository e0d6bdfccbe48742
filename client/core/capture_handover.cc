#include "client/core/capture_handover.h"

#include <algorithm>
#include <map>

#include "client/core/capture_evidence.h"
#include "client/core/capture_items.h"
#include "client/core/capture_lines.h"
#include "client/core/capture_quantity.h"
#include "proto/contract/folding.h"
#include "proto/contract/register_lists.h"

namespace tilik::client {
namespace {

class HandoverCapture {
 public:
  HandoverCapture(const v1::HandoverForm& form, const CaptureContext& context, Findings& findings)
      : form_(form),
        context_(context),
        findings_(findings),
        finder_(context.known, findings, form.programme(), form.period()) {}

  std::vector<Captured> Run() {
    if (form_.deliveries().empty() && form_.not_delivered().empty() &&
        form_.without_list().empty()) {
      findings_.Error("deliveries",
                      {"formulir ini tidak memuat penyerahan", "this form contains no handover"});
    }
    for (int i = 0; i < form_.deliveries_size(); ++i) {
      ReadDelivery("deliveries[" + std::to_string(i) + "]", form_.deliveries(i));
    }
    for (int i = 0; i < form_.not_delivered_size(); ++i) {
      ReadNonDelivery("not_delivered[" + std::to_string(i) + "]", form_.not_delivered(i));
    }
    for (int i = 0; i < form_.without_list_size(); ++i) {
      ReadWithoutList("without_list[" + std::to_string(i) + "]", form_.without_list(i));
    }
    ReadPhotos();
    if (form_.has_place()) {
      const std::optional<v1::Place> place = ReadPlace(form_.place(), findings_);
      for (Captured& set : sets_) set.place = place;
    }
    if (findings_.refused()) sets_.clear();
    return std::move(sets_);
  }

 private:
  // --- deliveries ---

  void ReadDelivery(const std::string& at, const v1::DeliveryForm& form) {
    const std::vector<NamedLine> lines = finder_.LinesOf(at, form);
    v1::Handover handover = ReadCircumstances(at, form);
    if (lines.size() > 1 && (form.has_received() || !form.deductions().empty())) {
      findings_.Error(at,
                      {"rapel dengan jumlah atau potongan sendiri ditulis satu baris untuk tiap "
                       "periode",
                       "several periods with an amount or deductions of their own are written "
                       "one row for each period"});
      return;
    }
    for (const NamedLine& line : lines) {
      v1::Handover one = handover;
      if (ReadAmounts(at, form, line, one)) AddHandover(at, line, std::move(one));
    }
  }

  // All but the line and the amounts.
  v1::Handover ReadCircumstances(const std::string& at, const v1::DeliveryForm& form) {
    v1::Handover handover;
    handover.set_mode(ReadWord<v1::HandoverMode>(at + ".mode", OrElse(form.mode(), form_.mode()),
                                                 kHandoverModes, findings_));
    handover.set_paid_by(OrElse(form.paid_by(), form_.paid_by()));
    handover.set_witness(OrElse(form.witness(), form_.witness()));
    handover.set_receipt_number(form.receipt_number());
    handover.set_event(form_.event());
    handover.set_note(OrElse(form.note(), form_.note()));
    handover.set_from_paper(form_.from_paper());
    handover.set_day(ReadDay(at, form.day()));
    if (handover.mode() == v1::HANDOVER_MODE_DISAKSIKAN && handover.paid_by().empty()) {
      findings_.Error(at + ".paid_by",
                      {"disaksikan: siapa yang membayar? (juru bayar, agen, aparat desa)",
                       "witnessed: who paid? (paymaster, agent, village official)"});
    }
    if (form_.from_paper() && handover.day() == 0) {
      findings_.Error(at + ".day", {"disalin dari kertas: tanggal penyerahan belum diisi",
                                    "copied from paper: the day of the handover is missing"});
    }
    if (!form.card_holder().empty()) {
      handover.set_card_holder(ReadWord<v1::CardHolder>(at + ".card_holder", form.card_holder(),
                                                        kCardHolders, findings_));
    }
    for (const std::string& evidence : form.evidence()) {
      handover.add_evidence(
          ReadWord<v1::EvidenceKind>(at + ".evidence", evidence, kEvidenceKinds, findings_));
      if (handover.evidence().rbegin()[0] == v1::EVIDENCE_KIND_CAP_JEMPOL &&
          handover.witness().empty()) {
        findings_.Error(at + ".witness",
                        {"cap jempol: nama saksi yang membacakan jumlahnya belum diisi",
                         "thumbprint: the witness who read the amount aloud is missing"});
      }
    }
    ReadReceiver(at, form, handover);
    return handover;
  }

  void ReadReceiver(const std::string& at, const v1::DeliveryForm& form, v1::Handover& handover) {
    handover.set_receiver(
        form.receiver().empty()
            ? v1::RECEIVER_SENDIRI
            : ReadWord<v1::Receiver>(at + ".receiver", form.receiver(), kReceivers, findings_));
    handover.set_receiver_name(form.receiver_name());
    handover.set_receiver_relation(form.receiver_relation());
    handover.set_berita_acara(form.berita_acara());
    if (handover.receiver() == v1::RECEIVER_KUASA &&
        (form.receiver_name().empty() || form.receiver_relation().empty())) {
      findings_.Error(at + ".receiver_name",
                      {"kuasa: nama dan hubungannya dengan penerima belum diisi",
                       "proxy: name and relation to the recipient are missing"});
    }
    if (handover.receiver() != v1::RECEIVER_PENGGANTI) return;
    if (form.berita_acara().empty()) {
      findings_.Error(at + ".berita_acara",
                      {"pengganti: nomor berita acara penggantian belum diisi",
                       "replacement: the number of its berita acara is missing"});
    }
    const auto replacement = finder_.ReadRecipient(at + ".replacement", form.replacement());
    if (replacement) handover.set_replacement(replacement->str());
  }

  std::uint32_t ReadDay(const std::string& at, const std::string& own) {
    const std::string& typed = OrElse(own, form_.day());
    return typed.empty() ? 0 : ReadPastDay(at + ".day", typed, context_.today, findings_);
  }

  std::optional<std::int64_t> ReadAmount(const std::string& at,
                                         const google::protobuf::Value& typed,
                                         const v1::Item& item) {
    Wording why;
    const std::optional<std::int64_t> amount = ParseQuantity(typed, item, &why);
    if (!amount) findings_.Error(at, why);
    return amount;
  }

  bool ReadAmounts(const std::string& at, const v1::DeliveryForm& form, const NamedLine& line,
                   v1::Handover& handover) {
    std::int64_t deducted = 0;
    for (int i = 0; i < form.deductions_size(); ++i) {
      const v1::DeductionForm& written = form.deductions(i);
      const std::string where = at + ".deductions[" + std::to_string(i) + "]";
      const auto amount = ReadAmount(where + ".amount", written.amount(), line.item);
      if (!amount) return false;
      if (*amount == 0 || written.taken_by().empty()) {
        findings_.Error(where, {"potongan: sebut jumlahnya dan siapa yang mengambil",
                                "deduction: say how much and who took it"});
        return false;
      }
      v1::Deduction* deduction = handover.add_deductions();
      deduction->set_quantity(*amount);
      deduction->set_taken_by(written.taken_by());
      deduction->set_reason(written.reason());
      deducted += *amount;
    }
    const std::int64_t entitled = line.danom.line.quantity();
    const std::int64_t open = entitled - line.danom.handed_out;
    std::int64_t received = open - deducted;
    if (form.has_received()) {
      const auto amount = ReadAmount(at + ".received", form.received(), line.item);
      if (!amount) return false;
      received = *amount;
    } else if (received < 0 || open == 0) {
      const std::string already = QuantityText(line.danom.handed_out, line.item);
      findings_.Error(
          at + ".received",
          {line.what + ": sudah diserahkan " + already + "; tulis jumlah yang diterima",
           line.what + ": " + already + " handed out already; write the amount received"});
      return false;
    }
    if (received + deducted == 0) {
      findings_.Error(at + ".received",
                      {"tidak ada yang diterima: tulis dalam not_delivered dengan "
                       "alasannya",
                       "nothing was received: write it into not_delivered with "
                       "its reason"});
      return false;
    }
    handover.set_received(received);
    if (received + deducted > open) {
      const std::string total =
          QuantityText(line.danom.handed_out + received + deducted, line.item);
      const std::string due = QuantityText(entitled, line.item);
      findings_.Warn(at + ".received",
                     {line.what + ": diserahkan " + total + ", haknya " + due +
                          "; tetap disimpan, kabupaten memeriksa",
                      line.what + ": " + total + " handed out, entitled to " + due +
                          "; saved all the same, the district looks at it"});
    }
    finder_.HandedOut(line, received + deducted);
    return true;
  }

  void AddHandover(const std::string& at, const NamedLine& line, v1::Handover handover) {
    handover.set_line(line.danom.line.line());
    for (const std::string& officer : line.danom.claimed_by) {
      findings_.Warn(at + ".line",
                     {line.what + ": sudah diserahkan menurut HP " + officer +
                          "; tetap disimpan, kabupaten memeriksa",
                      line.what + ": handed out already, says the phone of " + officer +
                          "; saved all the same, the district looks at it"});
    }
    const bool money = line.item.code() == "IDR";
    if (money && handover.card_holder() == v1::CARD_HOLDER_UNSPECIFIED) {
      const std::string accepted = AcceptedWords(kCardHolders);
      findings_.Warn(at + ".card_holder",
                     {"siapa memegang kartu? tanyakan setiap kali: " + accepted,
                      "who holds the card? ask every time: " + accepted});
    }
    WarnOfEvidence(at + ".evidence", line, handover.evidence(), findings_);
    *SetFor(at, line).operations.emplace_back().mutable_handover() = std::move(handover);
  }

  // --- non-deliveries ---

  void ReadNonDelivery(const std::string& at, const v1::NonDeliveryForm& form) {
    const std::vector<NamedLine> lines = finder_.LinesOf(at, form);
    v1::NonDelivery fact;
    fact.set_reason(ReadWord<v1::NonDeliveryReason>(at + ".reason", form.reason(),
                                                    kNonDeliveryReasons, findings_));
    fact.set_note(OrElse(form.note(), form_.note()));
    fact.set_day(ReadDay(at, form.day()));
    fact.set_event(form_.event());
    if (fact.reason() == v1::NON_DELIVERY_REASON_LAINNYA && fact.note().empty()) {
      findings_.Error(at + ".note", {"lainnya: jelaskan dalam note", "other: explain in note"});
    }
    for (const NamedLine& line : lines) {
      if (form.has_quantity()) {
        const auto quantity = ReadAmount(at + ".quantity", form.quantity(), line.item);
        if (!quantity) return;
        fact.set_quantity(*quantity);
      }
      const std::int64_t open = line.danom.line.quantity() - line.danom.handed_out;
      if (open <= 0 || fact.quantity() > open) {
        const std::string left = QuantityText(std::max<std::int64_t>(open, 0), line.item);
        findings_.Warn(
            at, {line.what + ": menurut perangkat ini hanya " + left + " yang belum diserahkan",
                 line.what + ": by this device only " + left + " is left to hand out"});
      }
      fact.set_line(line.danom.line.line());
      *SetFor(at, line).operations.emplace_back().mutable_non_delivery() = fact;
    }
  }

  // --- without a list ---

  // Each is a set of its own: nothing of it hangs together with another.
  void ReadWithoutList(const std::string& at, const v1::UnlistedForm& form) {
    v1::DeliveryForm circumstances;
    circumstances.set_mode(form.mode());
    circumstances.set_paid_by(form.paid_by());
    circumstances.set_witness(form.witness());
    circumstances.set_receipt_number(form.receipt_number());
    circumstances.set_day(form.day());
    circumstances.set_note(form.note());
    *circumstances.mutable_evidence() = form.evidence();
    const v1::Handover how = ReadCircumstances(at, circumstances);
    v1::HandoverWithoutList handover;
    const std::string& programme = OrElse(form.programme(), form_.programme());
    if (!programme.empty()) {
      const v1::Programme* known = finder_.ProgrammeNamed(programme);
      handover.set_programme(known == nullptr ? programme : known->code());
    }
    handover.set_period(OrElse(form.period(), form_.period()));
    handover.set_event(form_.event());
    handover.set_village(ReadVillage(at + ".village", form.village(), context_.known, findings_));
    handover.set_dusun(form.dusun());
    ReadReceivers(at, form, handover);
    // A protobuf map has no order of its own; a set's bytes should not depend on chance.
    const std::map<std::string, std::string> items(form.items().begin(), form.items().end());
    for (const auto& [name, amount] : items) {
      const auto item =
          ReadItem(at + ".items." + name, name, amount, finder_.programmes(), findings_);
      if (item) *handover.add_items() = *item;
    }
    if (form.items().empty()) {
      findings_.Error(at + ".items", {"sebut barang dan jumlahnya: {\"beras\": \"120 kg\"}",
                                      "say what and how much: {\"beras\": \"120 kg\"}"});
    }
    handover.set_mode(how.mode());
    handover.set_paid_by(how.paid_by());
    handover.set_witness(how.witness());
    handover.set_receipt_number(how.receipt_number());
    handover.set_receiver_name(form.receiver_name());
    *handover.mutable_evidence() = how.evidence();
    handover.set_day(how.day());
    handover.set_from_paper(how.from_paper());
    handover.set_note(how.note());
    *sets_.emplace_back().operations.emplace_back().mutable_handover_without_list() =
        std::move(handover);
  }

  // A recipient of the registry, or so many of some unit. Nobody is made a record by being helped.
  void ReadReceivers(const std::string& at, const v1::UnlistedForm& form,
                     v1::HandoverWithoutList& handover) {
    if (!form.unit_type().empty()) {
      handover.set_unit_type(
          ReadWord<v1::UnitType>(at + ".unit_type", form.unit_type(), kUnitTypes, findings_));
    }
    if (!form.recipient().empty()) {
      const auto recipient = finder_.ReadRecipient(at + ".recipient", form.recipient());
      if (recipient) handover.set_recipient(recipient->str());
      const auto shown = recipient ? context_.known.Look(*recipient) : std::nullopt;
      if (shown && form.unit_type().empty()) handover.set_unit_type(UnitOf(shown->kind));
      handover.set_recipients(1);
      return;
    }
    handover.set_recipients(form.recipients());
    if (form.recipients() == 0 || form.unit_type().empty()) {
      findings_.Error(at + ".recipients",
                      {"sebut penerimanya, atau berapa dan apa: \"recipients\": 40, "
                       "\"unit_type\": \"keluarga\"",
                       "name the recipient, or how many of what: \"recipients\": 40, "
                       "\"unit_type\": \"keluarga\""});
    }
  }

  // --- sets ---

  Captured& SetFor(const std::string& at, const NamedLine& line) {
    if (!context_.known.IsAssigned(line.danom.line.village())) {
      findings_.Warn(at, {line.what + ": desanya bukan penugasan Anda; tetap disimpan, kabupaten "
                                      "memutuskan",
                          line.what + ": not a village assigned to you; saved all the same, the "
                                      "district decides"});
    }
    const auto [place, is_new] = set_of_.emplace(line.recipient, sets_.size());
    if (is_new) sets_.emplace_back();
    return sets_[place->second];
  }

  // A photo belongs to the recipient it names; without a name to the first one, which is the only
  // one where proof is taken recipient by recipient.
  void ReadPhotos() {
    for (int i = 0; i < form_.photos_size(); ++i) {
      const v1::PhotoForm& form = form_.photos(i);
      const std::string at = "photos[" + std::to_string(i) + "]";
      PhotoToAttach photo;
      photo.file = form.file();
      photo.kind = ReadWord<v1::PhotoKind>(at + ".kind", form.kind(), kPhotoKinds, findings_);
      if (photo.file.empty()) {
        findings_.Error(at + ".file", {"nama berkas foto belum diisi", "the file is missing"});
      }
      std::size_t set = 0;
      if (!form.record().empty()) {
        const auto record = finder_.ReadRecipient(at + ".record", form.record());
        if (!record) continue;
        photo.record = *record;
        const auto own = set_of_.find(*record);
        if (own != set_of_.end()) set = own->second;
      } else if (!set_of_.empty()) {
        for (const auto& [recipient, index] : set_of_) {
          if (index == 0) photo.record = recipient;
        }
      }
      if (set < sets_.size()) sets_[set].photos.push_back(std::move(photo));
    }
  }

  const v1::HandoverForm& form_;
  const CaptureContext& context_;
  Findings& findings_;
  LineFinder finder_;
  std::vector<Captured> sets_;
  std::map<RecordId, std::size_t> set_of_;
};

}  // namespace

std::vector<Captured> CaptureHandover(const v1::HandoverForm& form, const CaptureContext& context,
                                      Findings& findings) {
  return HandoverCapture(form, context, findings).Run();
}

}  // namespace tilik::client
