#include "tests/unit/capture/scene.h"

#include <google/protobuf/util/json_util.h>

#include "proto/contract/codebook.h"

namespace tilik::client {
namespace {

constexpr CodebookNumber kDtks = 1;

Answer Text(const char* text) { return {std::string(text), How::kUnspecified}; }
Answer Code(std::uint32_t code) { return {Coded{kDtks, code}, How::kUnspecified}; }
Answer Number(std::int64_t number) { return {number, How::kUnspecified}; }

v1::Programme ProgrammeOf(const char* code, const char* name, const char* item, const char* unit) {
  v1::Programme programme;
  programme.set_code(code);
  programme.set_name(name);
  programme.mutable_item()->set_code(item);
  programme.mutable_item()->set_unit(unit);
  return programme;
}

template <typename Form>
Form FormOf(const std::string& json) {
  Form form;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &form);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
  return form;
}

}  // namespace

std::vector<RecordId> MemoryOfPhone::Named(v1::RecordKind kind, std::string_view text) const {
  std::vector<RecordId> named;
  const auto [first, last] = std::pair(by_text.begin(), by_text.end());
  for (auto at = first; at != last; ++at) {
    const bool same = at->first == text || ToUuidText(at->second.second) == text;
    if (!same || at->second.first != kind) continue;
    if (named.empty() || named.back() != at->second.second) named.push_back(at->second.second);
  }
  return named;
}

std::string MemoryOfPhone::NameOf(const RecordId& record) const {
  const auto name = names.find(record);
  return name == names.end() ? "" : name->second;
}

std::vector<DanomLine> MemoryOfPhone::LinesOf(const RecordId& recipient) const {
  std::vector<DanomLine> own;
  for (const DanomLine& line : lines) {
    if (line.line.recipient() == recipient.raw()) own.push_back(line);
  }
  return own;
}

std::optional<DanomLine> MemoryOfPhone::LineNamed(const LineId& line) const {
  for (const DanomLine& one : lines) {
    if (one.line.line() == line.raw()) return one;
  }
  return std::nullopt;
}

std::optional<ScreenRecord> MemoryOfPhone::Look(const RecordId& record) const {
  const ScreenRecord* shown = screen->Find(record);
  return shown == nullptr ? std::nullopt : std::make_optional(*shown);
}

Scene::Scene() {
  phone.screen = &scene.screen;
  Show(household, v1::RECORD_KIND_HOUSEHOLD,
       {{field::kVillage, Number(kFatumnasi)},
        {field::kAddress, Text("RT 003 Dusun Oelbubuk")},
        {field::kHeadName, Text("Yosef Nahak")},
        {field::kIdbdt, Text("530201200100017")},
        {FieldNamed("sta_bangunan"), Code(1)},
        {FieldNamed("sta_lahan"), Code(1)},
        {FieldNamed("luas_lantai"), Number(36)},
        {FieldNamed("lantai"), Code(9)},
        {FieldNamed("dinding"), Code(3)},
        {FieldNamed("kondisi_dinding"), Code(2)},
        {FieldNamed("sumber_penerangan"), Code(3)}});
  Show(family, v1::RECORD_KIND_FAMILY,
       {{field::kHousehold, {household, How::kUnspecified}},
        {field::kNoKk, Text("5302011203100004")}});
  Show(yosef, v1::RECORD_KIND_PERSON,
       {{field::kFamily, {family, How::kUnspecified}},
        {field::kName, Text("Yosef Nahak")},
        {field::kNik, Text("5302010107750001")},
        {field::kIdartbdt, Text("53020120010001701")},
        {field::kBirthDate, Number(19750701)},
        {field::kSex, Code(1)},
        {field::kRelationToHead, Code(1)}});
  Show(maria, v1::RECORD_KIND_PERSON,
       {{field::kFamily, {family, How::kUnspecified}},
        {field::kName, Text("Maria Bere")},
        {field::kNik, Text("5302014208800002")},
        {field::kBirthDate, Number(19800802)},
        {field::kSex, Code(2)},
        {field::kRelationToHead, Code(2)}});
  Show(anton, v1::RECORD_KIND_PERSON,
       {{field::kFamily, {family, How::kUnspecified}},
        {field::kName, Text("Anton Nahak")},
        {field::kBirthDate, Number(20150310)},
        {field::kSex, Code(1)},
        {field::kRelationToHead, Code(3)}});
  scene.household = household;
  phone.by_text = {{"530201200100017", {v1::RECORD_KIND_HOUSEHOLD, household}},
                   {"530201200100018", {v1::RECORD_KIND_HOUSEHOLD, neighbours}},
                   {"5302011203100004", {v1::RECORD_KIND_FAMILY, family}},
                   {"5302010107750001", {v1::RECORD_KIND_PERSON, yosef}},
                   {"5302014208800002", {v1::RECORD_KIND_PERSON, maria}},
                   {"5302011005900009", {v1::RECORD_KIND_PERSON, stranger}}};
  phone.names = {{household, "Yosef Nahak"}, {maria, "Maria Bere"}, {stranger, "Petrus Taek"}};
  phone.programmes = {ProgrammeOf("rastra", "Rastra", "beras", "kg"),
                      ProgrammeOf("sembako", "Sembako", "IDR", "Rp")};
  const auto entitle = [&](std::uint8_t line, const char* programme, const char* period,
                           std::int64_t quantity) {
    DanomLine& danom = phone.lines.emplace_back();
    danom.line.set_line(Line(line).str());
    danom.line.set_programme(programme);
    danom.line.set_period(period);
    danom.line.set_recipient(household.str());
    danom.line.set_village(kFatumnasi);
    danom.line.set_quantity(quantity);
  };
  entitle(1, "rastra", "2018-01", 10'000);
  entitle(2, "rastra", "2018-02", 10'000);
  entitle(3, "sembako", "2026-10", 200'000'000);
}

void Scene::Show(const RecordId& id, v1::RecordKind kind, const Answers& answers) {
  ScreenRecord& record = scene.screen.records[id];
  record.id = id;
  record.kind = kind;
  record.village = kFatumnasi;
  record.at = {1, 5};
  record.values = answers;
  record.status = v1::RECORD_STATUS_ACTIVE;
}

CaptureContext Scene::Context() {
  return {Codebooks::BuiltIn(), phone, [this] { return Id(next_id_++); }, kToday};
}

std::optional<Captured> Scene::Visit(const std::string& json) {
  findings = Findings();
  return CaptureVisit(FormOf<v1::VisitForm>(json), scene, Context(), findings);
}

std::vector<Captured> Scene::HandOut(const std::string& json) {
  findings = Findings();
  return CaptureHandover(FormOf<v1::HandoverForm>(json), Context(), findings);
}

std::string Scene::Said(const std::string& at, std::string_view language) const {
  for (const Finding& finding : findings.list()) {
    if (finding.variable == at) return language == "en" ? finding.message : finding.message_id;
  }
  return "";
}

bool Scene::IsRefusedAt(const std::string& at) const {
  for (const Finding& finding : findings.list()) {
    if (finding.variable == at && finding.kind == Finding::Kind::kError) return true;
  }
  return false;
}

std::string Scene::AllSaid() const {
  std::string all;
  for (const Finding& finding : findings.list()) {
    all += finding.variable + ": " + finding.message_id + " / " + finding.message + "\n";
  }
  return all;
}

Answers Scene::ChangesOf(const Captured& captured, const RecordId& record) {
  for (const v1::Operation& operation : captured.operations) {
    if (operation.change_fields().record() == record.raw()) {
      return *ReadColumns(operation.change_fields().values());
    }
  }
  return {};
}

Answers Scene::CreatedWith(const Captured& captured, const RecordId& record) {
  for (const v1::Operation& operation : captured.operations) {
    if (operation.create_record().record() == record.raw()) {
      return *ReadColumns(operation.create_record().values());
    }
  }
  return {};
}

const v1::Visit& Scene::VisitOf(const Captured& captured) {
  for (const v1::Operation& operation : captured.operations) {
    if (operation.has_visit()) return operation.visit();
  }
  return v1::Visit::default_instance();
}

std::vector<v1::ProposeStatus> Scene::ProposalsOf(const Captured& captured) {
  std::vector<v1::ProposeStatus> proposals;
  for (const v1::Operation& operation : captured.operations) {
    if (operation.has_propose_status()) proposals.push_back(operation.propose_status());
  }
  return proposals;
}

std::uint32_t Scene::CodeOf(const Answers& answers, Field field) {
  const auto answer = answers.find(field);
  const Coded* coded =
      answer == answers.end() ? nullptr : std::get_if<Coded>(&answer->second.value);
  return coded == nullptr ? 0 : coded->code;
}

Field Scene::FieldNamed(std::string_view name) const {
  const v1::Concept* found = Codebooks::BuiltIn().ConceptNamed(name);
  return found == nullptr ? 0 : found->number();
}

RecordId Scene::Id(std::uint8_t last) const {
  std::array<std::uint8_t, 16> bytes{1, 2, 3, 4, 5, 6, 0x70, 8, 0x80};
  bytes[15] = last;
  return RecordId(bytes);
}

LineId Scene::Line(std::uint8_t last) const {
  return *LineId::FromRaw(Id(static_cast<std::uint8_t>(200 + last)).raw());
}

}  // namespace tilik::client
