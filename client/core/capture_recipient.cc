#include "client/core/capture_recipient.h"

#include <algorithm>

#include "client/core/capture_answers.h"
#include "client/core/capture_items.h"
#include "client/core/capture_people.h"
#include "proto/contract/typed_text.h"

namespace tilik::client {
namespace {

// Made by a form of their own; households and families come from visits and forums.
constexpr v1::RecordKind kMakeable[] = {v1::RECORD_KIND_PERSON, v1::RECORD_KIND_GROUP,
                                        v1::RECORD_KIND_INSTITUTION, v1::RECORD_KIND_HOUSE,
                                        v1::RECORD_KIND_LOCATION};
constexpr v1::RecordKind kElsewhere[] = {v1::RECORD_KIND_GROUP, v1::RECORD_KIND_INSTITUTION,
                                         v1::RECORD_KIND_HOUSE, v1::RECORD_KIND_LOCATION};

bool IsAmong(v1::RecordKind kind, std::span<const v1::RecordKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string KindWords(std::span<const v1::RecordKind> kinds, std::string_view language) {
  std::string words;
  for (v1::RecordKind kind : kinds) {
    words += (words.empty() ? "" : ", ") + WordFor(kRecordKinds, kind, language);
  }
  return words;
}

void ReadOneText(const std::string& at, Field field, const std::string& typed, Answers& answers,
                 Findings& findings) {
  if (typed.empty()) return;
  const std::optional<std::string> text = TidyText(typed);
  if (!text || text->empty() || text->size() > kMaxTextBytes) {
    findings.Error(at, {"teks ini tidak dapat disimpan", "this text cannot be saved"});
    return;
  }
  answers[field] = Answer{*text, How::kAsked};
}

// What is said of a group, an institution, a house or a place; what is not said is not touched.
Answers ReadElsewhere(const std::string& at, v1::RecordKind kind, const v1::NewRecipientForm& form,
                      const CaptureContext& context, Findings& findings) {
  Answers answers;
  ReadOneText(at + ".name", field::kNameElsewhere, form.name(), answers, findings);
  ReadOneText(at + ".address", field::kAddressElsewhere, form.address(), answers, findings);
  ReadOneText(at + ".sort", field::kSortElsewhere, form.sort(), answers, findings);
  if (!form.answers().empty()) {
    findings.Error(at + ".answers",
                   {"pertanyaan kuesioner hanya untuk orang", "only a person has answers"});
  }
  if (form.household().empty()) return answers;
  if (kind != v1::RECORD_KIND_HOUSE) {
    findings.Error(at + ".household",
                   {"hanya bangunan yang punya penghuni", "only a house has residents"});
    return answers;
  }
  const auto household = ReadRecord(at + ".household", v1::RECORD_KIND_HOUSEHOLD, form.household(),
                                    context.known, findings);
  if (household) answers[field::kResidents] = Answer{*household, How::kAsked};
  return answers;
}

Answers ReadPerson(const std::string& at, const RecordId& id, const v1::NewRecipientForm& form,
                   const CaptureContext& context, Findings& findings) {
  const v1::VisitForm no_visit;  // nothing was seen, overruled or kept as written
  AnswerReader reader(context, no_visit, findings);
  Answers known;
  ReadOneText(at + ".name", field::kName, form.name(), known, findings);
  if (!reader.ready()) return known;
  return reader.Read({at, id, v1::RECORD_KIND_PERSON, form.answers(), nullptr, std::move(known)},
                     {});
}

std::optional<Recipient> Make(const RecipientWords& words, const CaptureContext& context,
                              Findings& findings, Captured& set) {
  const std::string at = "new_recipient";
  v1::NewRecipientForm form = *words.made;
  if (form.sort().empty()) form.set_sort(words.usual_sort);
  Recipient made;
  made.id = context.new_record_id();
  made.kind = form.kind().empty() && words.usual_kind != v1::RECORD_KIND_UNSPECIFIED
                  ? words.usual_kind
                  : ReadWord<v1::RecordKind>(at + ".kind", form.kind(), kRecordKinds, findings);
  if (made.kind == v1::RECORD_KIND_UNSPECIFIED) return std::nullopt;
  if (!IsAmong(made.kind, kMakeable) || !IsAmong(made.kind, words.kinds)) {
    findings.Error(at + ".kind",
                   {"di sini tidak dapat dibuat " + WordFor(kRecordKinds, made.kind, "id") +
                        "; keluarga dan rumah tangga dicatat dengan visit",
                    "no " + WordFor(kRecordKinds, made.kind, "en") +
                        " can be made here; families and households come by visit"});
    return std::nullopt;
  }
  const std::uint64_t village =
      ReadVillage(at + ".village", form.village(), context.known, findings);
  const bool person = made.kind == v1::RECORD_KIND_PERSON;
  made.values = person ? ReadPerson(at, made.id, form, context, findings)
                       : ReadElsewhere(at, made.kind, form, context, findings);
  if (!person && !made.values.contains(field::kNameElsewhere)) {
    findings.Error(at + ".name", {"siapa namanya? orang desa menyebutnya apa?",
                                  "what is it called in the village?"});
  }
  if (!person && !context.known.Named(made.kind, form.name()).empty()) {
    findings.Warn(at + ".name", {"sudah ada " + WordFor(kRecordKinds, made.kind, "id") +
                                     " bernama \"" + form.name() + "\" di perangkat ini",
                                 "there is a " + WordFor(kRecordKinds, made.kind, "en") +
                                     " called \"" + form.name() + "\" on this device"});
  }
  if (!person) {
    made.values[field::kVillageElsewhere] = Answer{static_cast<std::int64_t>(village), How::kAsked};
  }
  set.operations.push_back(CreateOperation(made.id, made.kind, village, made.values));
  set.created.push_back(made.id);
  return made;
}

std::optional<Recipient> FindListed(const RecipientWords& words, const Known& known,
                                    Findings& findings) {
  std::vector<RecordId> named;
  for (v1::RecordKind kind : words.kinds) {
    for (const RecordId& id : known.Named(kind, words.typed)) named.push_back(id);
  }
  const std::string quoted = "\"" + words.typed + "\"";
  if (words.typed.empty()) {
    findings.Error(words.at, {"belum diisi: " + KindWords(words.kinds, "id") + " yang mana?",
                              "missing: which " + KindWords(words.kinds, "en") + "?"});
  } else if (named.empty()) {
    findings.Error(words.at,
                   {"tidak ada " + KindWords(words.kinds, "id") + " " + quoted +
                        " di perangkat ini; cari dengan tilik find dan tulis id rekamannya",
                    "no " + KindWords(words.kinds, "en") + " " + quoted +
                        " on this device; look with tilik find and write the record id"});
  } else if (named.size() > 1) {
    findings.Error(words.at, {quoted + " menunjuk lebih dari satu; tulis id rekaman",
                              quoted + " names several; write the record id"});
  } else if (const std::optional<ScreenRecord> shown = known.Look(named.front())) {
    return Recipient{shown->id, shown->kind, shown->values};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Recipient> ReadRecipient(const RecipientWords& words, const CaptureContext& context,
                                       Findings& findings, Captured& set) {
  if (words.made == nullptr) return FindListed(words, context.known, findings);
  if (!words.typed.empty()) {
    findings.Error(words.at, {"sebut yang sudah ada atau buat yang baru, jangan keduanya",
                              "name one that is there or make a new one, not both"});
    return std::nullopt;
  }
  return Make(words, context, findings, set);
}

void ReadPhotos(const google::protobuf::RepeatedPtrField<v1::PhotoForm>& photos,
                const RecordId& record, std::optional<std::uint32_t> shows, Findings& findings,
                Captured& set) {
  for (int i = 0; i < photos.size(); ++i) {
    const std::string at = "photos[" + std::to_string(i) + "]";
    const auto kind =
        ReadWord<v1::PhotoKind>(at + ".kind", photos[i].kind(), kPhotoKinds, findings);
    if (photos[i].file().empty()) {
      findings.Error(at + ".file", {"nama berkas foto belum diisi", "the file is missing"});
    }
    set.photos.push_back({photos[i].file(), kind, record, shows});
  }
}

std::vector<Captured> CaptureRecipient(const v1::RecipientForm& form, const CaptureContext& context,
                                       Findings& findings) {
  Captured set;
  if (form.has_place()) set.place = ReadPlace(form.place(), findings);
  const auto recipient = ReadRecipient(
      {"record", form.record(), form.has_new_recipient() ? &form.new_recipient() : nullptr,
       form.has_new_recipient() ? std::span<const v1::RecordKind>(kMakeable) : kElsewhere},
      context, findings, set);
  if (form.has_new_recipient() && form.has_change()) {
    findings.Error("change", {"yang baru ditulis dalam new_recipient saja",
                              "what is new stands in new_recipient alone"});
  } else if (recipient && form.has_change()) {
    const v1::NewRecipientForm& change = form.change();
    Answers answers = ReadElsewhere("change", recipient->kind, change, context, findings);
    if (!change.village().empty()) {
      const auto village = static_cast<std::int64_t>(
          ReadVillage("change.village", change.village(), context.known, findings));
      answers[field::kVillageElsewhere] = Answer{village, How::kAsked};
    }
    const std::optional<ScreenRecord> shown = context.known.Look(recipient->id);
    Screen screen;
    if (shown) screen.records.emplace(shown->id, *shown);
    Result<std::optional<v1::Operation>> changed =
        screen.Change(context.codebooks, recipient->id, answers);
    if (changed.ok() && *changed) set.operations.push_back(**std::move(changed));
  }
  if (recipient) ReadPhotos(form.photos(), recipient->id, std::nullopt, findings, set);
  if (recipient && set.operations.empty() && set.photos.empty()) {
    findings.Error("change", {"apa yang berubah? name, village, address, sort atau household",
                              "what changes? name, village, address, sort or household"});
  }
  if (findings.refused()) return {};
  return {std::move(set)};
}

}  // namespace tilik::client
