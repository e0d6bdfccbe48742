#include "client/core/capture_handover.h"

#include <algorithm>
#include <map>

#include "client/core/capture_quantity.h"
#include "proto/contract/folding.h"

namespace tilik::client {
namespace {

const std::string& OrElse(const std::string& own, const std::string& shared) {
  return own.empty() ? shared : own;
}

class HandoverCapture {
 public:
  HandoverCapture(const v1::HandoverForm& form, const CaptureContext& context, Findings& findings)
      : form_(form),
        context_(context),
        findings_(findings),
        programmes_(context.known.Programmes()) {}

  std::vector<Captured> Run() {
    if (form_.deliveries().empty() && form_.not_delivered().empty()) {
      findings_.Error("deliveries",
                      {"formulir ini tidak memuat penyerahan", "this form contains no handover"});
    }
    for (int i = 0; i < form_.deliveries_size(); ++i) {
      ReadDelivery("deliveries[" + std::to_string(i) + "]", form_.deliveries(i));
    }
    for (int i = 0; i < form_.not_delivered_size(); ++i) {
      ReadNonDelivery("not_delivered[" + std::to_string(i) + "]", form_.not_delivered(i));
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
  // A line of the danom and what was handed out on it, this form's earlier rows included.
  struct Line {
    DanomLine danom;
    v1::Item item;
    RecordId recipient;
    std::string what;  // "Rastra 2018-01 untuk Maria Bere"
  };

  // --- finding the line ---

  // Any record a recipient's word may stand for.
  std::optional<RecordId> ReadRecipient(const std::string& at, const std::string& typed) {
    std::vector<RecordId> named;
    for (const v1::RecordKind kind :
         {v1::RECORD_KIND_HOUSEHOLD, v1::RECORD_KIND_FAMILY, v1::RECORD_KIND_PERSON,
          v1::RECORD_KIND_GROUP, v1::RECORD_KIND_INSTITUTION, v1::RECORD_KIND_HOUSE}) {
      for (const RecordId& id : context_.known.Named(kind, typed)) named.push_back(id);
    }
    if (named.size() == 1) return named.front();
    if (typed.empty()) {
      findings_.Error(at, {"sebut penerimanya, atau baris danom (line)",
                           "name the recipient, or the danom line (line)"});
    } else if (named.empty()) {
      findings_.Error(at, {"penerima \"" + typed + "\" tidak ada di perangkat ini",
                           "no recipient \"" + typed + "\" on this device"});
    } else {
      findings_.Error(at, {"\"" + typed + "\" menunjuk lebih dari satu penerima; tulis id rekaman",
                           "\"" + typed + "\" names several recipients; write the record id"});
    }
    return std::nullopt;
  }

  const v1::Programme* ProgrammeNamed(const std::string& typed) const {
    for (const v1::Programme& programme : programmes_) {
      if (Fold(programme.code()) == Fold(typed) || Fold(programme.name()) == Fold(typed)) {
        return &programme;
      }
    }
    return nullptr;
  }

  std::optional<Line> Described(const std::string& at, const DanomLine& danom) {
    const v1::Programme* programme = ProgrammeNamed(danom.line.programme());
    const std::optional<RecordId> recipient = RecordId::FromRaw(danom.line.recipient());
    if (programme == nullptr || !recipient) {
      findings_.Error(
          at,
          {"program \"" + danom.line.programme() + "\" belum ada di perangkat ini; sinkronkan dulu",
           "programme \"" + danom.line.programme() + "\" is not on this device yet; sync first"});
      return std::nullopt;
    }
    Line line{danom, programme->item(), *recipient, ""};
    line.danom.handed_out += handed_out_here_[danom.line.line()];
    line.what =
        programme->name() + " " + danom.line.period() + " " + context_.known.NameOf(*recipient);
    return line;
  }

  // The lines a row means: by id, or by recipient, programme and periods. Empty after an error.
  template <typename Row>
  std::vector<Line> LinesOf(const std::string& at, const Row& row) {
    std::vector<Line> lines;
    if (!row.line().empty()) {
      const std::optional<RecordId> id = RecordIdFromText(row.line());
      const auto danom = id ? context_.known.LineNamed(*LineId::FromRaw(id->raw())) : std::nullopt;
      if (!danom) {
        findings_.Error(at + ".line", {"baris danom ini tidak ada di perangkat ini",
                                       "this danom line is not on this device"});
      } else if (auto line = Described(at, *danom)) {
        lines.push_back(*std::move(line));
      }
      return lines;
    }
    const std::optional<RecordId> recipient = ReadRecipient(at + ".recipient", row.recipient());
    if (!recipient) return lines;
    const std::string& programme = OrElse(row.programme(), form_.programme());
    if (!programme.empty() && ProgrammeNamed(programme) == nullptr) {
      std::string known;
      for (const v1::Programme& one : programmes_) {
        known += (known.empty() ? "" : ", ") + one.code();
      }
      findings_.Error(at + ".programme",
                      {"program \"" + programme + "\" tidak dikenal; pilih: " + known,
                       "programme \"" + programme + "\" is not known; one of: " + known});
      return lines;
    }
    std::vector<std::string> periods(row.periods().begin(), row.periods().end());
    if (periods.empty()) periods.push_back(OrElse(row.period(), form_.period()));
    for (const std::string& period : periods) {
      if (auto line = OneLine(at, *recipient, programme, period)) lines.push_back(*std::move(line));
    }
    return lines.size() == periods.size() ? lines : std::vector<Line>();
  }

  std::optional<Line> OneLine(const std::string& at, const RecordId& recipient,
                              const std::string& programme, const std::string& period) {
    std::vector<DanomLine> fitting;
    std::string others;
    for (const DanomLine& danom : context_.known.LinesOf(recipient)) {
      const v1::Programme* own = ProgrammeNamed(danom.line.programme());
      const bool same_programme =
          programme.empty() || (own != nullptr && own == ProgrammeNamed(programme));
      if (same_programme && (period.empty() || Fold(period) == Fold(danom.line.period()))) {
        fitting.push_back(danom);
      }
      others += (others.empty() ? "" : ", ") + danom.line.programme() + " " + danom.line.period();
    }
    if (fitting.size() == 1) return Described(at, fitting.front());
    const std::string name = context_.known.NameOf(recipient);
    if (others.empty()) {
      findings_.Error(at, {name + " tidak tercantum dalam danom mana pun di perangkat ini",
                           name + " stands on no danom on this device"});
    } else if (fitting.empty()) {
      findings_.Error(
          at, {name + " tidak punya baris " + programme + " " + period + "; yang ada: " + others,
               name + " has no line " + programme + " " + period + "; there are: " + others});
    } else {
      findings_.Error(at, {"sebut program dan periode; " + name + " punya: " + others,
                           "say programme and period; " + name + " has: " + others});
    }
    return std::nullopt;
  }

  // --- deliveries ---

  void ReadDelivery(const std::string& at, const v1::DeliveryForm& form) {
    const std::vector<Line> lines = LinesOf(at, form);
    v1::Handover handover = ReadCircumstances(at, form);
    if (lines.size() > 1 && (form.has_received() || !form.deductions().empty())) {
      findings_.Error(at,
                      {"rapel dengan jumlah atau potongan sendiri ditulis satu baris untuk tiap "
                       "periode",
                       "several periods with an amount or deductions of their own are written "
                       "one row for each period"});
      return;
    }
    for (const Line& line : lines) {
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
    const auto replacement = ReadRecipient(at + ".replacement", form.replacement());
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

  bool ReadAmounts(const std::string& at, const v1::DeliveryForm& form, const Line& line,
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
    handed_out_here_[line.danom.line.line()] += received + deducted;
    return true;
  }

  void AddHandover(const std::string& at, const Line& line, v1::Handover handover) {
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
    *SetFor(at, line).operations.emplace_back().mutable_handover() = std::move(handover);
  }

  // --- non-deliveries ---

  void ReadNonDelivery(const std::string& at, const v1::NonDeliveryForm& form) {
    const std::vector<Line> lines = LinesOf(at, form);
    v1::NonDelivery fact;
    fact.set_reason(ReadWord<v1::NonDeliveryReason>(at + ".reason", form.reason(),
                                                    kNonDeliveryReasons, findings_));
    fact.set_note(OrElse(form.note(), form_.note()));
    fact.set_day(ReadDay(at, form.day()));
    fact.set_event(form_.event());
    if (fact.reason() == v1::NON_DELIVERY_REASON_LAINNYA && fact.note().empty()) {
      findings_.Error(at + ".note", {"lainnya: jelaskan dalam note", "other: explain in note"});
    }
    for (const Line& line : lines) {
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

  // --- sets ---

  Captured& SetFor(const std::string& at, const Line& line) {
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
        const auto record = ReadRecipient(at + ".record", form.record());
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
  const std::vector<v1::Programme> programmes_;
  std::vector<Captured> sets_;
  std::map<RecordId, std::size_t> set_of_;
  std::map<std::string, std::int64_t> handed_out_here_;  // by line, in this form
};

}  // namespace

std::vector<Captured> CaptureHandover(const v1::HandoverForm& form, const CaptureContext& context,
                                      Findings& findings) {
  return HandoverCapture(form, context, findings).Run();
}

}  // namespace tilik::client
