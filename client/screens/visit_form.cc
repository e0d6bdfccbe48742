#include "client/screens/visit_form.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "client/core/capture_words.h"
#include "client/screens/campaigns.h"
#include "client/screens/item_pen.h"
#include "client/screens/known_to_device.h"
#include "client/screens/moments.h"
#include "client/screens/naming.h"
#include "client/screens/record_views.h"
#include "client/screens/saved_sets.h"
#include "client/screens/visit_draft.h"
#include "client/screens/visit_questions.h"
#include "client/screens/visit_scene.h"
#include "proto/contract/identity.h"
#include "proto/contract/region.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::string_view kPhotoPlace = "photo/";
// Before a place whose page is looked up when all pages are drawn.
constexpr std::string_view kAtPlace = "@";

// Which blocks of the household stand on which page.
const std::set<std::string> kHouseBlocks = {"identitas", "rumah"};
const std::set<std::string> kAssetBlocks = {"aset", "bantuan", "pekerjaan"};
const std::set<std::string> kPersonBlocks = {"identitas", "pendidikan", "pekerjaan", "kesehatan"};

// The nine kinds of experience.md; proof of a handover is taken at the table.
bool IsOfVisits(int kind) {
  return kind != v1::PHOTO_KIND_BUKTI_SERAH && kind != v1::PHOTO_KIND_DANOM;
}

// What a document may say against the rules, and is then kept as it says.
bool MayStandAsWritten(v1::ItemKind kind) {
  return kind == v1::ITEM_KIND_TEXT || kind == v1::ITEM_KIND_DATE || kind == v1::ITEM_KIND_NUMBER;
}

class Drawing : ItemPen {
 public:
  Drawing(client::Device& device, const Voice& voice, const VisitDraft& visit)
      : ItemPen(voice),
        device_(device),
        voice_(voice),
        visit_(visit),
        form_(visit.form()),
        today_(Today(device.clock())),
        questions_(device.codebooks(), voice, visit, today_) {
    const auto outcome = client::ValueOf(client::kVisitOutcomes, form_.outcome());
    if (outcome) outcome_ = static_cast<v1::VisitOutcome>(*outcome);
  }

  // `page` when there is one of that key, else the first.
  v1::FormView Draw(const std::string& page) {
    DrawPages();
    v1::FormView view;
    view.set_draft(static_cast<std::uint64_t>(visit_.number()));
    view.set_form(kVisitForm);
    view.set_title(visit_.is_new() ? voice_.Say({"Rumah tangga baru", "New household"})
                                   : KnownToDevice(device_).NameOf(visit_.scene().household));
    if (!visit_.is_new()) view.set_record(ToUuidText(visit_.scene().household));
    view.set_village(VillageInFull(device_, visit_.village()));
    const auto wanted = std::find_if(pages_.begin(), pages_.end(),
                                     [&](const Page& one) { return one.listed.key() == page; });
    const Page& drawn = wanted == pages_.end() ? pages_.front() : *wanted;
    view.set_page(drawn.listed.key());
    view.mutable_items()->Assign(drawn.items.begin(), drawn.items.end());
    for (const Page& one : pages_) *view.add_pages() = one.listed;
    if (&drawn == &pages_.front()) {
      for (const std::string& comment : returned_) view.add_notices()->set_text(comment);
    }
    view.set_ready(MayBeSaved());
    view.set_save(voice_.Say({"Simpan", "Save"}));
    return view;
  }

  bool MayBeSaved() const {
    return !visit_.refused() && (!Completed() || questions_.BlindLeft().empty());
  }
  // Where the first thing is that keeps it from being saved.
  std::string FirstProblem() {
    DrawPages();
    for (const Page& page : pages_) {
      if (page.listed.errors() + page.listed.missing() > 0) return page.listed.key();
    }
    return pages_.back().listed.key();
  }

 private:
  bool Completed() const { return outcome_ == v1::VISIT_OUTCOME_SELESAI; }

  struct Page {
    v1::PageListed listed;
    std::vector<v1::ItemView> items;
  };

  // --- pages ---

  void AddPage(const std::string& key, const std::string& title, void (Drawing::*draw)(),
               bool below = false) {
    (this->*draw)();
    Page& page = pages_.emplace_back();
    page.listed.set_key(key);
    page.listed.set_title(title);
    page.listed.set_below(below);
    page.items = Take();
  }

  void DrawPages() {
    pages_.clear();
    AddPage("hasil", voice_.Say({"Hasil & responden", "Outcome & respondent"}),
            &Drawing::DrawOutcome);
    if (Completed()) {
      AddPage("anggota", voice_.Say({"Anggota", "Members"}), &Drawing::DrawMembers);
      for (const Subject& subject : questions_.subjects()) {
        if (subject.kind != v1::RECORD_KIND_PERSON) continue;
        person_ = &subject;
        AddPage(PageOf(subject), NameOf(subject), &Drawing::DrawPerson, /*below=*/true);
      }
      AddPage("rumah", voice_.Say({"Rumah", "House"}), &Drawing::DrawHouse);
      AddPage("aset", voice_.Say({"Aset & bantuan", "Assets & aid"}), &Drawing::DrawAssets);
    }
    if (outcome_ != v1::VISIT_OUTCOME_UNSPECIFIED && outcome_ != v1::VISIT_OUTCOME_BELUM_BERTEMU) {
      AddPage("foto", voice_.Say({"Foto & tempat", "Photos & place"}), &Drawing::DrawPictures);
    }
    if (outcome_ != v1::VISIT_OUTCOME_UNSPECIFIED) {
      AddPage("ringkasan", voice_.Say({"Ringkasan", "Summary"}), &Drawing::DrawSummary);
    }
    std::set<std::string> placed;
    for (Page& page : pages_) {
      for (v1::ItemView& item : page.items) {
        if (item.at().empty()) continue;
        placed.insert(item.at());
        AddFindings(&item);
      }
    }
    for (const VisitDraft::Said& said : visit_.said()) {
      if (!placed.contains(said.at)) AddNote(said, &pages_.back());
    }
    PlaceReturned();
    // Changes lead to the page on which they were made.
    for (v1::ItemView& item : pages_.back().items) {
      if (item.kind() == v1::ITEM_KIND_SUMMARY && item.opens().starts_with(kAtPlace)) {
        item.set_opens(PageWith(item.opens().substr(kAtPlace.size())));
      }
    }
    for (Page& page : pages_) Count(&page);
  }

  // Dikembalikan: a supervisor's comment stands at the question it is about, what is about the
  // whole visit (or a question that is not asked) above the first page.
  void PlaceReturned() {
    returned_.clear();
    if (visit_.is_new()) return;
    const auto tasks = OpenTasks(device_, visit_.scene().household);
    if (!tasks.ok()) return;
    for (const v1::TaskView& task : *tasks) {
      for (const v1::TaskCommentView& comment : task.comments()) {
        const std::string text =
            (task.returned_by().empty() ? voice_.Say({"Kabupaten", "The district"})
                                        : task.returned_by()) +
            ": " + comment.text();
        v1::ItemView* item = ItemOf(comment);
        if (item == nullptr) {
          returned_.push_back(text);
        } else {
          item->add_findings()->set_text(text);
        }
      }
    }
  }
  v1::ItemView* ItemOf(const v1::TaskCommentView& comment) {
    if (comment.variable().empty()) return nullptr;
    std::string name = comment.variable();
    for (const v1::Variable& variable : device_.codebooks().FindNamed(kShownBy)->variables()) {
      if (variable.concept_name() == comment.variable()) name = NameIn(variable);
    }
    const std::string own = "answers/" + name;
    const std::string of_other = comment.record() + "/" + own;
    const bool of_household = comment.record() == ToUuidText(visit_.scene().household);
    for (Page& page : pages_) {
      for (v1::ItemView& item : page.items) {
        if (of_household ? item.at() == own : item.at().ends_with("/" + of_other)) return &item;
      }
    }
    return nullptr;
  }

  // What is only not answered yet is asked for in its turn and not complained of.
  void AddFindings(v1::ItemView* item) const {
    const bool answered = IsAnswered(*item);
    for (const VisitDraft::Said& said : visit_.said()) {
      if (said.at != item->at()) continue;
      const bool error = said.finding.kind == Finding::Kind::kError;
      if (error && !answered) {
        item->set_required(true);
        continue;
      }
      AddFinding(said, item);
      const std::vector<std::string> parts = PartsOf(item->at());
      if (parts.size() < 2 || parts[parts.size() - 2] != "answers") continue;
      v1::FormFinding* finding = &*item->mutable_findings()->rbegin();
      if (!error) {
        finding->set_overrule_at("overrule/" + parts.back());
        finding->set_asks_reason(true);
      } else if (MayStandAsWritten(item->kind())) {
        finding->set_overrule_at("as_written/" + parts.back());
      }
    }
  }
  void AddFinding(const VisitDraft::Said& said, v1::ItemView* item) const {
    v1::FormFinding* finding = item->add_findings();
    finding->set_error(said.finding.kind == Finding::Kind::kError);
    finding->set_text(voice_.Say({said.finding.message_id, said.finding.message}));
  }
  // What is said of the form as a whole, or of what no page asks.
  void AddNote(const VisitDraft::Said& said, Page* page) const {
    v1::ItemView& note = page->items.emplace_back();
    note.set_kind(v1::ITEM_KIND_NOTE);
    AddFinding(said, &note);
  }

  static void Count(Page* page) {
    v1::PageListed& listed = page->listed;
    for (const v1::ItemView& item : page->items) {
      if (item.required() && !IsAnswered(item)) listed.set_missing(listed.missing() + 1);
      if (item.changed()) listed.set_changed(listed.changed() + 1);
      for (const v1::FormFinding& finding : item.findings()) {
        finding.error() ? listed.set_errors(listed.errors() + 1)
                        : listed.set_warnings(listed.warnings() + 1);
      }
    }
  }

  std::string PageWith(const std::string& at) const {
    for (const Page& page : pages_) {
      for (const v1::ItemView& item : page.items) {
        if (item.at() == at) return page.listed.key();
      }
    }
    return pages_.back().listed.key();
  }

  std::string NameOf(const Subject& subject) const {
    return subject.name.empty() ? voice_.Say({"Anggota baru", "New member"}) : subject.name;
  }
  // "member/<id>/" → "anggota/<id>", "new/0/" → "anggota/baru/0".
  static std::string PageOf(const Subject& subject) {
    const std::vector<std::string> parts = PartsOf(subject.before);
    return parts[0] == "new" ? "anggota/baru/" + parts[1] : "anggota/" + parts[1];
  }
  // --- items ---

  void DrawOutcome() {
    v1::ItemView& outcome = OneOf("outcome", {"Apa hasil kunjungan ini?", "How did the visit end?"},
                                  client::kVisitOutcomes, form_.outcome());
    outcome.set_required(true);
    if (outcome_ == v1::VISIT_OUTCOME_BELUM_BERTEMU) {
      v1::ItemView& next =
          Add(v1::ITEM_KIND_DATE, "next_date", {"Kapan Anda kembali?", "When will you come back?"});
      next.set_value(form_.next_date());
    }
    if (outcome_ == v1::VISIT_OUTCOME_BELUM_BERTEMU ||
        outcome_ == v1::VISIT_OUTCOME_TIDAK_DITEMUKAN) {
      Text("told_by", {"Siapa yang memberi tahu?", "Who told you?"}, form_.told_by());
    }
    if (outcome_ == v1::VISIT_OUTCOME_GANDA ||
        outcome_ == v1::VISIT_OUTCOME_BAGIAN_DARI_RUMAH_TANGGA_LAIN) {
      Text("other_household", {"Rumah tangga yang lain (IDBDT)", "The other household (IDBDT)"},
           form_.other_household())
          .set_required(true);
    }
    if (Completed() || form_.has_respondent()) DrawRespondent();
    if (!Completed()) return;
    Heading({"Dokumen", "Documents"});
    for (const auto& [value, id, en, others] : client::kDocumentKinds) {
      if (value != v1::DOCUMENT_KIND_KTP && value != v1::DOCUMENT_KIND_KK) continue;
      const std::string name(id);
      const auto state = form_.documents().find(name);
      OneOf("documents/" + name, {name, name}, client::kDocumentStates,
            state == form_.documents().end() ? "" : state->second);
    }
  }

  void DrawRespondent() {
    Heading({"Responden", "Respondent"});
    const v1::RespondentForm& said = form_.respondent();
    v1::ItemView& person =
        Add(v1::ITEM_KIND_ONE_OF, "respondent/person", {"Siapa yang menjawab?", "Who answered?"});
    person.set_value(said.person());
    person.set_required(said.name().empty());
    for (const Subject& subject : questions_.subjects()) {
      if (subject.kind != v1::RECORD_KIND_PERSON || !subject.before.starts_with("member/"))
        continue;
      AddChoice(&person, PartsOf(subject.before)[1], subject.name + Told(subject));
    }
    if (!said.person().empty()) return;
    Text("respondent/name", {"Atau orang lain: namanya", "Or somebody else: the name"},
         said.name());
    if (said.name().empty()) return;
    v1::ItemView& relation =
        Add(v1::ITEM_KIND_ONE_OF, "respondent/relation",
            {"Hubungan dengan kepala keluarga", "Relation to the head of the family"});
    relation.set_value(said.relation());
    relation.set_required(true);
    const v1::Variable* variable = device_.codebooks().VariableFor(
        device_.codebooks().FindNamed("dtks-2020")->number(), field::kRelationToFamilyHead);
    for (const v1::Code& code : variable->codes()) {
      AddChoice(&relation, std::to_string(code.code()),
                voice_.Say({code.label().id(), code.label().en()}));
    }
    v1::ItemView& adult =
        Add(v1::ITEM_KIND_ONE_OF, "respondent/adult",
            {"Apakah sudah dewasa (17 tahun atau kawin)?", "Is it an adult (17, or married)?"});
    AddChoice(&adult, kYes, voice_.Say({"Ya", "Yes"}));
    AddChoice(&adult, "tidak", voice_.Say({"Tidak", "No"}));
    if (said.has_adult()) adult.set_value(said.adult() ? kYes : "tidak");
  }

  // " · istri · 41 th"
  std::string Told(const Subject& subject) const {
    std::string told;
    const std::string relation = questions_.OldWords(subject, field::kRelationToFamilyHead);
    if (!relation.empty()) told += " · " + relation;
    const auto born = subject.old.find(field::kBirthDate);
    const auto* day =
        born == subject.old.end() ? nullptr : std::get_if<std::int64_t>(&born->second.value);
    if (day != nullptr && *day > 0 && *day <= today_) {
      told += " · " + std::to_string(YearsBetween(static_cast<std::uint32_t>(*day), today_)) +
              voice_.Say({" th", " y"});
    }
    return told;
  }

  void DrawMembers() {
    const bool anybody_left = std::any_of(
        questions_.subjects().begin(), questions_.subjects().end(), [&](const Subject& subject) {
          return subject.before.starts_with("member/") && PresenceOf(subject).empty();
        });
    if (anybody_left) {
      Add(v1::ITEM_KIND_ADD, "members/all", {"Semua masih tinggal di sini", "All still live here"});
    }
    for (const auto& [id, record] : visit_.scene().screen.records) {
      if (record.kind == v1::RECORD_KIND_FAMILY) DrawFamily(id);
    }
    for (const Subject& subject : questions_.subjects()) {
      if (subject.before.starts_with("new/")) DrawPersonLine(subject);
    }
    Add(v1::ITEM_KIND_ADD, "add/member", {"Tambah anggota", "Add a member"});
    for (int i = 0; i < form_.new_families_size(); ++i) DrawNewFamily(i);
    if (!visit_.is_new() && form_.new_families_size() < kMaxNewFamilies) {
      Add(v1::ITEM_KIND_ADD, "add/family",
          {"Pecah KK: tambah keluarga", "A family of its own: add one"});
    }
  }

  // Who belongs to it is said on the page of each.
  void DrawNewFamily(int index) {
    const std::string name = form_.new_families(index).name();
    Heading({name, FamilyWords(name)});
    const std::string at = "newfamily/" + std::to_string(index) + "/";
    for (v1::ItemView& item : questions_.Of(*questions_.SubjectAt(at), {"identitas"})) {
      if (item.kind() == v1::ITEM_KIND_TEXT) Append({std::move(item)});
    }
    std::string members;
    for (const Subject& subject : questions_.subjects()) {
      if (FamilyOf(subject) != name) continue;
      members += (members.empty() ? "" : ", ") + NameOf(subject);
    }
    Add(v1::ITEM_KIND_NOTE, "",
        members.empty() ? Wording{"Pilih anggotanya di halaman masing-masing.",
                                  "Choose its members on the page of each."}
                        : Wording{"Anggotanya: " + members, "Its members: " + members});
    Add(v1::ITEM_KIND_REMOVE, "remove/family/" + std::to_string(index),
        {"Batalkan keluarga baru ini", "Take this new family back"});
  }

  // "keluarga baru 1" for the reader.
  std::string FamilyWords(const std::string& name) const {
    const std::size_t number = name.rfind(' ') + 1;
    return voice_.Say({name, "new family " + name.substr(number)});
  }

  // The word of the form on whom this person belongs to; empty: as it was.
  std::string FamilyOf(const Subject& subject) const {
    const std::vector<std::string> parts = PartsOf(subject.before);
    if (parts[0] == "new") return form_.new_members(std::atoi(parts[1].c_str())).family();
    const v1::MemberForm* member = parts[0] == "member" ? MemberIn(form_, parts[1]) : nullptr;
    return member == nullptr ? "" : member->move_to();
  }

  void AddFamilies(v1::ItemView* item) const {
    for (const auto& [id, record] : visit_.scene().screen.records) {
      if (record.kind != v1::RECORD_KIND_FAMILY) continue;
      AddChoice(item, ToUuidText(id), KnownToDevice(device_).NameOf(id));
    }
    for (const v1::NewFamilyForm& family : form_.new_families()) {
      AddChoice(item, family.name(), FamilyWords(family.name()));
    }
  }
  int Families() const {
    return form_.new_families_size() +
           static_cast<int>(std::count_if(
               visit_.scene().screen.records.begin(), visit_.scene().screen.records.end(),
               [](const auto& one) { return one.second.kind == v1::RECORD_KIND_FAMILY; }));
  }

  // Of a listed person: which family now.
  void DrawMove(const Subject& person) {
    if (Families() < 2) return;
    v1::ItemView& family = Add(v1::ITEM_KIND_ONE_OF, person.before + "move_to",
                               {"Termasuk keluarga yang mana?", "Of which family now?"});
    AddFamilies(&family);
    const auto belongs = person.old.find(field::kFamily);
    const auto* now =
        belongs == person.old.end() ? nullptr : std::get_if<RecordId>(&belongs->second.value);
    const std::string was = now == nullptr ? "" : ToUuidText(*now);
    const std::string moved = FamilyOf(person);
    family.set_value(moved.empty() ? was : moved);
    family.set_changed(!moved.empty());
    for (v1::ChoiceView& choice : *family.mutable_choices()) {
      if (choice.value() == was) choice.set_old(true);
    }
  }

  void DrawFamily(const RecordId& family) {
    const Subject* subject = questions_.SubjectAt("family/" + ToUuidText(family) + "/");
    const std::string number = questions_.OldWords(*subject, field::kNoKk);
    const std::string called = number.empty() ? "" : " " + number;
    Heading({"Keluarga" + called, "Family" + called});
    for (const Subject& person : questions_.subjects()) {
      if (!person.before.starts_with("member/")) continue;
      const auto belongs = person.old.find(field::kFamily);
      const auto* to =
          belongs == person.old.end() ? nullptr : std::get_if<RecordId>(&belongs->second.value);
      if (to != nullptr && *to == family) DrawPersonLine(person);
    }
    for (v1::ItemView& item : questions_.Of(*subject, {"identitas"})) {
      if (item.kind() == v1::ITEM_KIND_TEXT) Append({std::move(item)});
    }
  }

  std::string PresenceOf(const Subject& subject) const {
    const v1::MemberForm* member = MemberIn(form_, PartsOf(subject.before)[1]);
    return member == nullptr ? "" : member->presence();
  }

  void DrawPersonLine(const Subject& subject) {
    const bool is_new = subject.before.starts_with("new/");
    const std::string name = NameOf(subject);
    v1::ItemView& line =
        Add(v1::ITEM_KIND_PERSON, is_new ? "" : subject.before + "presence", {name, name});
    line.set_opens(PageOf(subject));
    std::string told = Told(subject);
    if (!told.empty()) line.set_hint(told.substr(std::string_view(" · ").size()));
    const std::size_t changed = questions_.ChangesOf(subject).size();
    if (is_new) {
      line.set_state(voice_.Say({"baru", "new"}));
    } else if (changed > 0) {
      const std::string count = std::to_string(changed);
      line.set_state(voice_.Say({count + " berubah", count + " changed"}));
    }
    if (is_new) return;
    const auto chosen = client::ValueOf(client::kPresences, PresenceOf(subject));
    for (const client::Word& word : client::kPresences) {
      if (word.value == v1::PRESENCE_BARU) continue;
      AddChoice(&line, std::string(word.id),
                voice_.Say({std::string(word.id), std::string(word.en)}));
      if (chosen == word.value) line.set_value(std::string(word.id));
    }
  }

  void DrawPerson() {
    const Subject& person = *person_;
    Append(questions_.Of(person, kPersonBlocks));
    if (!person.before.starts_with("new/")) return DrawMove(person);
    const std::string number = PartsOf(person.before)[1];
    if (Families() > 1) {
      v1::ItemView& family = Add(v1::ITEM_KIND_ONE_OF, person.before + "family",
                                 {"Masuk keluarga yang mana?", "Of which family?"});
      family.set_value(form_.new_members(std::atoi(number.c_str())).family());
      family.set_required(true);
      AddFamilies(&family);
    }
    Add(v1::ITEM_KIND_REMOVE, "remove/new/" + number,
        {"Batalkan anggota baru ini", "Take this new member back"});
  }

  void DrawHouse() { Append(questions_.Of(questions_.household(), kHouseBlocks)); }

  void DrawAssets() {
    Append(questions_.Of(questions_.household(), kAssetBlocks));
    Heading({"Kartu", "Card"});
    OneOf("card_holder",
          {"Siapa yang memegang kartu bantuan (KKS)?", "Who holds the aid card (KKS)?"},
          client::kCardHolders, form_.card_holder());
  }

  void DrawSummary() {
    std::size_t changes = 0;
    for (const Subject& subject : questions_.subjects()) {
      std::vector<v1::ItemView> changed = questions_.ChangesOf(subject);
      for (v1::ItemView& one : changed) {
        one.set_opens(std::string(kAtPlace) + one.at());
        one.clear_at();
      }
      changes += changed.size();
      Append(std::move(changed));
      DrawPresence(subject, &changes);
      DrawMoved(subject, &changes);
    }
    if (changes == 0 && Completed()) {
      Add(v1::ITEM_KIND_NOTE, "", {"Tidak ada jawaban yang berubah.", "No answer has changed."});
    }
    DrawConfirmed();
    DrawProposal();
    Text("note", {"Catatan untuk kabupaten", "Note for the district"}, form_.note());
  }

  void DrawPresence(const Subject& subject, std::size_t* changes) {
    if (!subject.before.starts_with("member/")) return;
    const auto presence = client::ValueOf(client::kPresences, PresenceOf(subject));
    if (!presence || *presence == v1::PRESENCE_TINGGAL) return;
    v1::ItemView& line = Add(v1::ITEM_KIND_SUMMARY, "", {subject.name, subject.name});
    line.set_words(client::WordFor(client::kPresences, *presence, voice_.language));
    line.set_opens("anggota");
    ++*changes;
  }

  void DrawMoved(const Subject& subject, std::size_t* changes) {
    const std::string to = subject.before.starts_with("member/") ? FamilyOf(subject) : "";
    if (to.empty()) return;
    const auto family = RecordIdFromText(to);
    v1::ItemView& line = Add(v1::ITEM_KIND_SUMMARY, "", {subject.name, subject.name});
    const std::string words = family ? KnownToDevice(device_).NameOf(*family) : FamilyWords(to);
    line.set_words(voice_.Say({"masuk keluarga ", "now of the family "}) + words);
    line.set_opens(PageOf(subject));
    ++*changes;
  }

  void DrawPlace() {
    v1::ItemView& item = Add(v1::ITEM_KIND_PLACE, "place", {"Tempat rumah", "Where the house is"});
    item.set_hint(
        voice_.Say({"Berdirilah di depan rumah. Tempat hanya direkam bila Anda mengambilnya.",
                    "Stand in front of the house. The place is recorded only when taken."}));
    if (!form_.has_place()) return;
    char place[80];
    std::snprintf(place, sizeof place, "%.6f,%.6f,%u", form_.place().latitude(),
                  form_.place().longitude(), form_.place().accuracy_m());
    item.set_value(place);
    std::snprintf(place, sizeof place, "%.5f, %.5f (± %u m)", form_.place().latitude(),
                  form_.place().longitude(), form_.place().accuracy_m());
    item.set_words(place);
  }

  void DrawPictures() {
    DrawPlace();
    const auto photos = device_.PhotosOf(visit_.number());
    for (const client::Word& word : client::kPhotoKinds) {
      if (!IsOfVisits(word.value)) continue;
      v1::ItemView& item =
          Add(v1::ITEM_KIND_PICTURE, std::string(kPhotoPlace) + std::string(word.id),
              {std::string(word.id), std::string(word.en)});
      if (photos.ok()) AddPictures(*photos, word.value, &item);
      if (item.pictures_size() > 0) continue;
      for (const client::Word& why : client::kPhotoMissingReasons) {
        AddChoice(&item, std::string(why.id),
                  voice_.Say({std::string(why.id), std::string(why.en)}));
      }
      const auto said = form_.photos_missing().find(std::string(word.id));
      if (said != form_.photos_missing().end()) item.set_value(said->second);
    }
  }

  static void AddPictures(const std::vector<v1::AttachmentRef>& photos, int kind,
                          v1::ItemView* item) {
    for (const v1::AttachmentRef& photo : photos) {
      if (photo.kind() != kind) continue;
      v1::PictureListed* picture = item->add_pictures();
      picture->set_hash(ToHex(photo.hash()));
      picture->set_taken_ms(photo.taken_ms());
    }
  }

  void DrawConfirmed() {
    std::string blocks;
    for (const Subject& subject : questions_.subjects()) {
      for (const std::string& block : subject.unchanged) {
        blocks +=
            (blocks.empty() ? "" : ", ") + block + (subject.name.empty() ? "" : " " + subject.name);
      }
    }
    if (blocks.empty()) return;
    Add(v1::ITEM_KIND_NOTE, "", {"Masih sama: " + blocks, "Unchanged: " + blocks});
  }

  void DrawProposal() {
    if (!Completed() || visit_.is_new()) return;
    v1::ItemView& status =
        OneOf("propose/status", {"Usulkan status lain?", "Propose another status?"},
              client::kRecordStatuses, form_.propose_status().status());
    status.set_hint(voice_.Say(
        {"Boleh kosong. Kabupaten yang memutuskan.", "May stay empty. The district decides."}));
    if (form_.propose_status().status().empty()) return;
    OneOf("propose/reason", {"Alasannya", "The reason"}, client::kStatusReasons,
          form_.propose_status().reason())
        .set_required(true);
  }

  client::Device& device_;
  const Voice& voice_;
  const VisitDraft& visit_;
  const v1::VisitForm& form_;
  const std::uint32_t today_;
  const Questions questions_;
  v1::VisitOutcome outcome_ = v1::VISIT_OUTCOME_UNSPECIFIED;
  std::vector<Page> pages_;
  std::vector<std::string> returned_;  // comments that stand at no question
  const Subject* person_ = nullptr;    // whose page that is
};

// "photo/rumah/<hash>", touched without a value: that picture is not wanted any more.
Status RemovePicture(client::Device& device, client::DraftNumber number, const std::string& at) {
  const std::vector<std::string> parts = PartsOf(at);
  const auto hash = ContentHash::FromRaw(parts.size() == 3 ? FromHex(parts[2]).value_or("") : "");
  if (!hash) return Status::Invalid("\"" + at + "\" is no picture");
  return device.LetGoPhoto(number, *hash);
}

// The page that making something new leads to.
std::string PageAfter(const v1::AnswerFormRequest& asked, const v1::VisitForm& form) {
  if (asked.at() == "add/member") {
    return "anggota/baru/" + std::to_string(form.new_members_size() - 1);
  }
  if (asked.at().starts_with("remove/")) return "anggota";
  return asked.page();
}

}  // namespace

Result<v1::FormView> OpenVisit(client::Device& device, const Voice& voice,
                               const v1::OpenVisitRequest& asked) {
  v1::VisitForm form;
  RecordId household;
  std::vector<RecordId> records;
  if (!asked.new_village().empty()) {
    if (!VillageCode::Parse(asked.new_village())) {
      return Status::Invalid("\"" + asked.new_village() + "\" is no village code");
    }
    form.mutable_new_household()->set_village(asked.new_village());
    // A household is proposed by a visit that was completed; nothing else may be said of it.
    form.set_outcome(client::WordFor(client::kVisitOutcomes, v1::VISIT_OUTCOME_SELESAI, "id"));
  } else {
    const auto record = RecordIdFromText(asked.record());
    if (!record) return Status::Invalid("\"" + asked.record() + "\" is no record id");
    TILIK_ASSIGN_OR_RETURN(records, HouseholdRecords(device, *record));
    household = records.front();
    TILIK_ASSIGN_OR_RETURN(const std::vector<client::Draft> drafts, device.Drafts());
    for (const client::Draft& draft : drafts) {
      if (draft.form == kVisitForm && draft.subject == household) {
        return DrawVisit(device, voice, draft.number, "");
      }
    }
  }
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft,
                         device.BeginEdit(kVisitForm, household, records));
  TILIK_RETURN_IF_ERROR(device.KeepDraft(draft.number, form.SerializeAsString()));
  return DrawVisit(device, voice, draft.number, "");
}

Result<v1::FormView> DrawVisit(client::Device& device, const Voice& voice,
                               client::DraftNumber number, const std::string& page) {
  TILIK_ASSIGN_OR_RETURN(const VisitDraft visit, VisitDraft::Read(device, number));
  return Drawing(device, voice, visit).Draw(page);
}

Result<v1::FormView> AnswerVisit(client::Device& device, const Voice& voice,
                                 const v1::AnswerFormRequest& asked) {
  const auto number = static_cast<client::DraftNumber>(asked.draft());
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.ResumeEdit(number));
  // "photo/rumah" says why there is none; "photo/rumah/<hash>" is one that was taken.
  if (asked.at().starts_with(kPhotoPlace) && PartsOf(asked.at()).size() == 3) {
    TILIK_RETURN_IF_ERROR(RemovePicture(device, number, asked.at()));
    return DrawVisit(device, voice, number, asked.page());
  }
  v1::VisitForm form;
  if (draft.form != kVisitForm || !form.ParseFromString(draft.content)) {
    return Status::NotFound("this draft is no visit's");
  }
  TILIK_RETURN_IF_ERROR(
      Apply({asked.at(), asked.value(), {asked.values().begin(), asked.values().end()}},
            draft.screen, &form));
  TILIK_RETURN_IF_ERROR(device.KeepDraft(number, form.SerializeAsString()));
  return DrawVisit(device, voice, number, PageAfter(asked, form));
}

Result<v1::SaveFormResponse> SaveVisit(client::Device& device, const Voice& voice,
                                       client::DraftNumber number) {
  v1::SaveFormResponse response;
  TILIK_ASSIGN_OR_RETURN(VisitDraft visit, VisitDraft::Read(device, number));
  Drawing drawing(device, voice, visit);
  if (!drawing.MayBeSaved()) {
    *response.mutable_form() = drawing.Draw(drawing.FirstProblem());
    return response;
  }
  std::optional<client::Captured> captured = visit.Take();
  TILIK_CHECK(captured.has_value(), "what is not refused comes to something");
  std::vector<client::Captured> sets;
  sets.push_back(*std::move(captured));
  std::vector<Finding> warnings;
  for (const VisitDraft::Said& said : visit.said()) {
    warnings.push_back(said.finding);
    warnings.back().variable = said.at;
  }
  TILIK_ASSIGN_OR_RETURN(*response.mutable_saved(),
                         SaveSets(device, std::move(sets), visit.number(), warnings));
  return response;
}

std::optional<v1::PhotoKind> VisitPictureKind(const std::string& at) {
  if (!at.starts_with(kPhotoPlace)) return std::nullopt;
  const auto kind = client::ValueOf(client::kPhotoKinds, at.substr(kPhotoPlace.size()));
  if (!kind || !IsOfVisits(*kind)) return std::nullopt;
  return static_cast<v1::PhotoKind>(*kind);
}

Status KeepVisitPicture(client::Device& device, client::DraftNumber number, const std::string& at,
                        const v1::AttachmentRef&) {
  TILIK_ASSIGN_OR_RETURN(const client::Draft draft, device.ResumeEdit(number));
  v1::VisitForm form;
  if (!form.ParseFromString(draft.content))
    return Status::Corrupt("the draft's content is damaged");
  if (form.mutable_photos_missing()->erase(at.substr(kPhotoPlace.size())) == 0) return {};
  return device.KeepDraft(number, form.SerializeAsString());
}

}  // namespace tilik::screens
