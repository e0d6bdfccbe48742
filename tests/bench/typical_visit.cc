#include "tests/bench/typical_visit.h"

#include <map>
#include <numeric>

#include "proto/contract/calendar.h"
#include "proto/contract/identity.h"

namespace tilik::bench {
namespace {

using client::Screen;
using client::ScreenRecord;
using WrittenAnswers = google::protobuf::Map<std::string, google::protobuf::Value>;

// How often each code is the answer; weights[i] belongs to first_code + i.
struct Question {
  const char* variable;
  int first_code;
  std::vector<int> weights;
};

const Question kStaLahan = {"sta_lahan", 1, {85, 8, 4, 3}};
const Question kKondisiDinding = {"kondisi_dinding", 1, {45, 55}};
const Question kKondisiAtap = {"kondisi_atap", 1, {50, 50}};
const Question kDaya = {"daya", 1, {55, 30, 5, 1, 1, 8}};
const Question kKloset = {"kloset", 1, {35, 15, 45, 5}};

// Asked in every house.
const std::vector<Question> kHouse = {
    {"sta_bangunan", 1, {90, 2, 7, 0, 1}},
    {"luas_lantai", 18, {2, 1, 1, 4, 1, 1, 6, 1, 1, 3, 1, 1, 10,
                         1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 1, 4}},
    {"lantai", 1, {1, 5, 1, 2, 2, 45, 2, 2, 38, 2}},
    {"dinding", 1, {38, 4, 12, 22, 4, 18, 2}},
    {"atap", 1, {1, 1, 3, 2, 2, 66, 1, 1, 22, 1}},
    {"jumlah_kamar", 1, {20, 45, 25, 10}},
    {"sumber_airminum", 1, {1, 4, 8, 5, 6, 16, 10, 22, 14, 8, 5, 1}},
    {"cara_peroleh_airminum", 1, {12, 10, 78}},
    {"sumber_penerangan", 1, {62, 12, 26}},
    {"bb_masak", 1, {1, 1, 6, 1, 8, 1, 1, 80, 1}},
    {"fasbab", 1, {68, 14, 4, 14}},
    {"buang_tinja", 1, {25, 3, 55, 3, 10, 4}},
    {"ada_tabung_gas", 1, {10, 90}},
    {"ada_telepon", 1, {55, 45}},
    {"ada_tv", 1, {30, 70}},
    {"ada_emas", 1, {5, 95}},
    {"ada_sepeda", 1, {12, 88}},
    {"ada_motor", 1, {28, 72}},
    {"rumah_lain", 1, {8, 92}},
    {"jumlah_sapi", 0, {55, 20, 12, 8, 5}},
    {"jumlah_babi", 0, {30, 25, 20, 15, 10}},
    {"sta_art_usaha", 1, {15, 85}},
};

const Question kKartu = {"ada_kartu_identitas", 0, {30, 70}};
const Question kPenyakit = {"penyakit_kronis", 0, {78, 6, 6, 3, 1, 1, 2, 1, 1, 1}};
const Question kIjazah = {"ijazah", 0, {25, 40, 15, 15, 1, 4}};
const Question kKelas = {"kelas_tertinggi", 1, {15, 15, 15, 15, 15, 15, 2, 8}};
const Question kBekerja = {"sta_bekerja", 1, {68, 32}};
const Question kJam = {"jumlah_jamkerja", 14, {4, 1, 1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 1, 1, 9,
                                               1, 1, 1, 1, 1, 1, 6, 1, 1, 1, 1, 9, 1, 3}};
const Question kUsaha = {
    "lapangan_usaha", 1, {60, 8, 5, 3, 1, 6, 1, 1, 3, 1, 4, 6, 1, 2, 1, 1, 2, 1, 2, 1, 2}};
const Question kStatusKerja = {"status_pekerjaan", 1, {30, 25, 2, 8, 2, 12, 6, 15}};

// Audits found 11 % of NIK wrong and 6 % missing (domain.md §2.12); half of them are put right.
constexpr std::uint64_t kPersonsPerNewNik = 12;
constexpr std::uint64_t kHouseholdsPerNewAddress = 5;
constexpr int kSchoolAge = 7;
constexpr int kAdultAge = 18;
constexpr int kDraws = 6;  // the last one stands, whatever the registry says

std::int64_t Draw(const Question& question, Chance& chance) {
  const int sum = std::accumulate(question.weights.begin(), question.weights.end(), 0);
  int left = static_cast<int>(chance() % static_cast<std::uint64_t>(sum));
  std::size_t place = 0;
  while (left >= question.weights[place]) left -= question.weights[place++];
  return question.first_code + static_cast<std::int64_t>(place);
}

std::optional<std::int64_t> NumberIn(const ScreenRecord& record, Field field) {
  const auto found = record.values.find(field);
  if (found == record.values.end()) return std::nullopt;
  if (const auto* coded = std::get_if<Coded>(&found->second.value)) return coded->code;
  if (const auto* number = std::get_if<std::int64_t>(&found->second.value)) return *number;
  return std::nullopt;
}

// Fills in the answers about one record.
class Asked {
 public:
  Asked(const Codebooks& codebooks, const ScreenRecord& record, Chance& chance,
        WrittenAnswers* answers)
      : codebooks_(codebooks), record_(record), chance_(chance), answers_(*answers) {}

  std::int64_t Ask(const Question& question) {
    const v1::Concept* asked = codebooks_.ConceptNamed(question.variable);
    TILIK_CHECK(asked != nullptr, "typical questions are in the codebook");
    const std::optional<std::int64_t> before = NumberIn(record_, asked->number());
    std::int64_t answer = Draw(question, chance_);
    for (int draw = 1; draw < kDraws && answer == before; ++draw) answer = Draw(question, chance_);
    Write(question.variable, answer);
    return answer;
  }
  void Write(const char* variable, std::int64_t answer) {
    answers_[variable].set_number_value(static_cast<double>(answer));
  }

 private:
  const Codebooks& codebooks_;
  const ScreenRecord& record_;
  Chance& chance_;
  WrittenAnswers& answers_;
};

void AskAboutHouse(Asked house) {
  std::map<std::string, std::int64_t> said;
  for (const Question& question : kHouse) said[question.variable] = house.Ask(question);
  if (said["sta_bangunan"] == 1) house.Ask(kStaLahan);
  if (said["dinding"] <= 3) house.Ask(kKondisiDinding);
  if (said["atap"] <= 7) house.Ask(kKondisiAtap);
  if (said["sumber_penerangan"] == 1) house.Ask(kDaya);
  if (said["fasbab"] <= 3) house.Ask(kKloset);
}

void AskAboutPerson(Asked person, int age) {
  constexpr int kSd = 1, kSmp = 4, kSma = 7;
  person.Ask(kPenyakit);
  if (age < kSchoolAge) {
    person.Ask(kKartu);
    person.Write("partisipasi_sekolah", 0);
    return;
  }
  person.Write("partisipasi_sekolah", age < kAdultAge ? 1 : 2);
  person.Write("pendidikan_tertinggi", age < 13 ? kSd : age < 16 ? kSmp : kSma);
  person.Ask(kKelas);
  person.Ask(kIjazah);
  if (age < kAdultAge) {
    person.Ask(kKartu);
  } else if (person.Ask(kBekerja) == 1) {
    person.Ask(kJam);
    person.Ask(kUsaha);
    person.Ask(kStatusKerja);
  }
}

std::string Padded(std::uint64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

// A NIK that fits the birth date, as a KTP that was found at last shows it.
std::string NewNik(const ScreenRecord& person, Chance& chance) {
  const auto born =
      static_cast<std::uint64_t>(NumberIn(person, field::kBirthDate).value_or(19'800'101));
  const std::uint64_t woman = NumberIn(person, field::kSex) == 2 ? 40 : 0;
  const std::uint64_t day = std::max<std::uint64_t>(born % 100, 1) + woman;
  const std::uint64_t month = std::max<std::uint64_t>(born / 100 % 100, 1);
  return "530201" + Padded(day, 2) + Padded(month, 2) + Padded(born / 10'000 % 100, 2) +
         Padded(chance() % 9'999 + 1, 4);
}

std::string NewAddress(Chance& chance) {
  static constexpr const char* kHamlets[] = {"Oelnunuh", "Nuamolo", "Fatukoto", "Oe'ekam",
                                             "Kuanfatu", "Noemuke", "Tubuhue",  "Bisene"};
  return "RT " + Padded(chance() % 18 + 1, 3) + " RW " + Padded(chance() % 6 + 1, 3) + " Dusun " +
         kHamlets[chance() % std::size(kHamlets)];
}

int AgeOf(const ScreenRecord& person, std::uint32_t today) {
  constexpr int kUnknown = 30;
  const std::optional<std::int64_t> birth = NumberIn(person, field::kBirthDate);
  return birth ? YearsBetween(static_cast<std::uint32_t>(*birth), today) : kUnknown;
}

std::uint32_t TodayOn(client::Device& device) {
  const ClockReading now = device.clock().Read();
  return DayOf(now.wall, now.utc_offset_minutes);
}

// A typical form names records by id and changes no NIK, so nothing more needs to be known.
class NothingBesideTheScreen final : public client::Known {
 public:
  std::vector<RecordId> Named(v1::RecordKind, std::string_view) const override { return {}; }
  std::string NameOf(const RecordId&) const override { return {}; }
  std::vector<client::DanomLine> LinesOf(const RecordId&) const override { return {}; }
  std::optional<client::DanomLine> LineNamed(const LineId&) const override { return {}; }
  std::vector<v1::Programme> Programmes() const override { return {}; }
  bool IsAssigned(std::uint64_t) const override { return true; }
  std::vector<std::uint64_t> Villages() const override { return {}; }
  std::optional<client::ScreenRecord> Look(const RecordId&) const override { return {}; }
};

// Answers in the order of their names: a protobuf map has none of its own.
std::map<std::string, std::string> Sorted(const WrittenAnswers& answers) {
  std::map<std::string, std::string> sorted;
  for (const auto& [variable, answer] : answers) {
    sorted[variable] = answer.kind_case() == google::protobuf::Value::kStringValue
                           ? answer.string_value()
                           : std::to_string(static_cast<std::int64_t>(answer.number_value()));
  }
  return sorted;
}

std::string Tag(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">";
}

std::string Tags(const WrittenAnswers& answers) {
  std::string tags;
  for (const auto& [variable, answer] : Sorted(answers)) tags += Tag(variable, answer);
  return tags;
}

}  // namespace

TypicalVisit MakeTypicalVisit(client::Device& device, const RecordId& household, Chance& chance) {
  const client::HouseholdView view = *device.ShowHousehold(household);
  std::vector<RecordId> records = {view.household.record.id};
  for (const client::RecordView& family : view.families) records.push_back(family.record.id);
  for (const client::RecordView& person : view.persons) records.push_back(person.record.id);

  TypicalVisit visit;
  visit.scene.household = household;
  visit.scene.screen = *device.Look(records);
  visit.form.set_outcome("selesai");
  visit.form.set_duration_s(static_cast<std::uint32_t>(480 + chance() % 900));
  (*visit.form.mutable_documents())["KTP"] = chance() % 5 == 0 ? "tidak dibawa" : "ditunjukkan";
  (*visit.form.mutable_documents())["KK"] = chance() % 4 == 0 ? "tidak punya" : "ditunjukkan";
  visit.form.mutable_place()->set_latitude(-9.67 - static_cast<double>(chance() % 200'000) / 1e7);
  visit.form.mutable_place()->set_longitude(124.2 + static_cast<double>(chance() % 200'000) / 1e7);
  visit.form.mutable_place()->set_accuracy_m(static_cast<std::uint32_t>(4 + chance() % 12));
  visit.form.add_seen("lantai");
  visit.form.add_seen("dinding");
  visit.form.add_seen("atap");
  AskAboutHouse({device.codebooks(), *visit.scene.screen.Find(household), chance,
                 visit.form.mutable_answers()});
  if (chance() % kHouseholdsPerNewAddress == 0) {
    (*visit.form.mutable_answers())["alamat"].set_string_value(NewAddress(chance));
  }
  const std::uint32_t today = TodayOn(device);
  for (const client::RecordView& person : view.persons) {
    const ScreenRecord& shown = *visit.scene.screen.Find(person.record.id);
    v1::MemberForm* member = visit.form.add_members();
    member->set_person(ToUuidText(shown.id));
    member->set_presence("tinggal");
    AskAboutPerson({device.codebooks(), shown, chance, member->mutable_answers()},
                   AgeOf(shown, today));
    if (chance() % kPersonsPerNewNik == 0) {
      (*member->mutable_answers())["nik"].set_string_value(NewNik(shown, chance));
    }
  }
  visit.form.mutable_respondent()->set_person(ToUuidText(view.persons.front().record.id));
  visit.form.mutable_respondent()->set_relation("kepala");
  visit.form.mutable_respondent()->set_adult(true);
  return visit;
}

client::Work Capture(client::Device& device, const TypicalVisit& visit) {
  const NothingBesideTheScreen known;
  client::Findings findings;
  auto captured = client::CaptureVisit(
      visit.form, visit.scene,
      {device.codebooks(), known, [&] { return device.NewRecordId(); }, TodayOn(device)}, findings);
  std::string refusal = "capture takes a typical visit";
  for (const Finding& finding : findings.list()) {
    if (finding.kind == Finding::Kind::kError) {
      refusal += "; " + finding.variable + ": " + finding.message;
    }
  }
  TILIK_CHECK(captured.has_value(), refusal);
  client::Work work;
  work.operations = std::move(captured->operations);
  work.place = captured->place;
  return work;
}

ValueCount CountValues(const TypicalVisit& visit, const client::Work& work) {
  ValueCount count;
  for (const v1::Operation& operation : work.operations) {
    if (!operation.has_change_fields()) continue;
    const v1::ChangeFields& change = operation.change_fields();
    const ScreenRecord& shown = *visit.scene.screen.Find(*RecordId::FromRaw(change.record()));
    const Answers answers = *ReadColumns(change.values());
    for (const auto& [field, answer] : answers) {
      const auto before = shown.values.find(field);
      ++count.values;
      if (before == shown.values.end() || before->second.value != answer.value) ++count.changed;
    }
  }
  return count;
}

std::string OpenRosaXml(const TypicalVisit& visit, Chance& chance) {
  RecordId instance;
  for (std::size_t i = 0; i < RecordId::kSize; ++i) instance.data()[i] = chance() & 0xff;
  std::string xml =
      "<?xml version='1.0' ?><data id=\"verivali\" version=\"2025110100\" "
      "xmlns:orx=\"http://openrosa.org/xforms\"><orx:meta>" +
      Tag("orx:instanceID", "uuid:" + ToUuidText(instance)) +
      Tag("orx:deviceID", "collect:pQ2sL8xYt0aVbN1m") +
      Tag("orx:timeStart", "2026-11-22T09:14:31.482+08:00") +
      Tag("orx:timeEnd", "2026-11-22T09:26:07.115+08:00") + "</orx:meta>";
  xml += Tag("household", ToUuidText(visit.scene.household)) +
         Tag("outcome", visit.form.outcome()) +
         Tag("respondent", visit.form.respondent().person()) +
         Tag("ktp", visit.form.documents().at("KTP")) + Tag("kk", visit.form.documents().at("KK")) +
         Tag("place", std::to_string(visit.form.place().latitude()) + " " +
                          std::to_string(visit.form.place().longitude()) + " 512 " +
                          std::to_string(visit.form.place().accuracy_m()));
  xml += Tag("house", Tags(visit.form.answers()));
  for (const v1::MemberForm& member : visit.form.members()) {
    xml += Tag("member", Tag("person", member.person()) + Tag("presence", member.presence()) +
                             Tags(member.answers()));
  }
  return xml + "</data>";
}

std::string BareJson(const TypicalVisit& visit) {
  const auto list = [](const WrittenAnswers& answers) {
    std::string values;
    for (const auto& [variable, answer] : Sorted(answers)) {
      values += (values.empty() ? "" : ",") + answer;
    }
    return "[" + values + "]";
  };
  std::string json = list(visit.form.answers());
  for (const v1::MemberForm& member : visit.form.members()) json += "," + list(member.answers());
  return "[" + json + "]\n";
}

}  // namespace tilik::bench
