#include "proto/contract/operation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "proto/contract/bytes.h"
#include "proto/contract/change_set.h"

namespace tilik {
namespace {

using ::testing::HasSubstr;

const std::string kRecord(16, '\x11');
const std::string kOther(16, '\x22');
const std::string kLink(32, '\x33');
constexpr std::uint64_t kVillage = 53'02'01'2001;

v1::ChangeSet EmptySet() {
  v1::ChangeSet set;
  set.set_salt(std::string(16, 's'));
  set.set_seq(1);
  return set;
}

// Evidence, aid without a list, stock; what payers say, who is eligible.
void AddVerification(v1::ChangeSet& set) {
  auto add = [&set] { return set.add_operations(); };
  v1::MusdesResult* musdes = add()->mutable_musdes_result();
  musdes->set_household(kRecord);
  musdes->set_finding(v1::MUSDES_FINDING_PINDAH);
  musdes->mutable_ground()->set_link(kLink);
  v1::VillageNotVerified* not_verified = add()->mutable_village_not_verified();
  not_verified->set_village(kVillage);
  not_verified->set_campaign("2026-11");
  not_verified->set_reason(v1::NOT_VERIFIED_REASON_AKSES_TERPUTUS);
  v1::Campaign* campaign = add()->mutable_define_campaign()->mutable_campaign();
  campaign->set_name("2026-11");
  campaign->set_period("2026-11");
  campaign->set_cut_off_day(17);
  v1::SetPrelist* prelist = add()->mutable_set_prelist();
  prelist->set_campaign("2026-11");
  prelist->set_village(kVillage);
  v1::ReturnVisit* returned = add()->mutable_return_visit();
  returned->mutable_visit()->set_link(kLink);
  returned->add_comments()->set_text("ukur lagi");
  v1::ApproveVillage* village = add()->mutable_approve_village();
  village->set_campaign("2026-11");
  village->set_village(kVillage);
  v1::Ratify* ratify = add()->mutable_ratify();
  ratify->set_name("2026-11");
  ratify->set_letter_number("470/12");
  ratify->set_signatory("Bupati");
  ratify->set_date(20261120);
  ratify->set_through(7);
  ratify->set_digest(kLink);
  ratify->set_signature(std::string(64, 'x'));
  v1::RecordDecree* decree = add()->mutable_record_decree();
  decree->set_number("262/HUK/2026");
  decree->set_date(20261201);
  decree->set_ratification("2026-11");
  add()->mutable_approve_visit()->mutable_visit()->set_link(kLink);
  v1::DrawSample* sample = add()->mutable_draw_sample();
  sample->set_campaign("2026-11");
  sample->set_village(kVillage);
  sample->set_seed(std::string(16, 's'));
  v1::RecordUpload* upload = add()->mutable_record_upload();
  upload->set_ratification("2026-11");
  upload->set_date(20261125);
}

void AddDistribution(v1::ChangeSet& set) {
  auto add = [&set] { return set.add_operations(); };
  add()->mutable_add_evidence()->set_line(kRecord);
  v1::HandoverWithoutList* unlisted = add()->mutable_handover_without_list();
  unlisted->set_village(kVillage);
  unlisted->set_recipients(40);
  unlisted->add_items()->mutable_item()->set_code("air");
  v1::StockMovement* stock = add()->mutable_stock_movement();
  stock->set_kind(v1::STOCK_KIND_RECEIVED);
  stock->set_village(kVillage);
  stock->mutable_item()->set_code("beras");
  v1::RecordSp2d* order = add()->mutable_record_sp2d();
  order->set_programme("pkh");
  order->set_period("2021-T1");
  order->set_area(5302);
  v1::PayerReport* report = add()->mutable_payer_report();
  report->set_line(kRecord);
  report->set_payer("BRI");
  report->set_result(v1::PAYER_RESULT_GAGAL);
  v1::SetEligibility* eligibility = add()->mutable_set_eligibility();
  eligibility->set_recipient(kRecord);
  eligibility->set_programme("pkh");
  eligibility->set_period("2021-T1");
  eligibility->set_state(v1::ELIGIBILITY_STATE_SUSPENDED);
  v1::RememberPlace* place = add()->mutable_remember_place();
  place->set_typed("Karangrejo");
  place->set_village(kVillage);
}

// PPKS and PSKS, follow-ups, proxies, accounts.
void AddRegisters(v1::ChangeSet& set) {
  auto add = [&set] { return set.add_operations(); };
  v1::EnterRegister* enter = add()->mutable_enter_register();
  enter->set_record(kRecord);
  enter->set_list(70);
  enter->set_type(8);
  v1::ServiceReceived* service = add()->mutable_service_received();
  service->set_record(kRecord);
  service->set_list(70);
  service->set_type(8);
  service->set_kind("permakanan");
  v1::LeaveRegister* leave = add()->mutable_leave_register();
  leave->set_record(kRecord);
  leave->set_list(70);
  leave->set_type(8);
  leave->set_reason(v1::EXIT_REASON_MANDIRI);
  v1::FollowUp* follow_up = add()->mutable_follow_up();
  follow_up->set_record(kRecord);
  follow_up->set_grade(v1::GROUP_GRADE_A);
  follow_up->add_members()->set_name("Maria Bere");
  v1::StandingProxy* proxy = add()->mutable_standing_proxy();
  proxy->set_record(kRecord);
  proxy->set_name("Yosef Nahak");
  proxy->set_letter_number("12/2026");
  proxy->set_letter_date(20260105);
  proxy->set_valid_from(20260105);
  v1::AccountNote* account = add()->mutable_account_note();
  account->set_record(kRecord);
  account->set_provider("BRI");
  account->set_state(v1::ACCOUNT_STATE_FAILED);
}

// One operation of every kind, each as plain as it may be.
v1::ChangeSet OneOfEach() {
  v1::ChangeSet set = EmptySet();
  auto add = [&set] { return set.add_operations(); };
  v1::CreateRecord* create = add()->mutable_create_record();
  create->set_record(kRecord);
  create->set_kind(v1::RECORD_KIND_PERSON);
  create->set_village(kVillage);
  add()->mutable_change_fields()->set_record(kRecord);
  v1::Visit* visit = add()->mutable_visit();
  visit->set_household(kRecord);
  visit->set_outcome(v1::VISIT_OUTCOME_SELESAI);
  add()->mutable_handover()->set_line(kRecord);
  v1::NonDelivery* non_delivery = add()->mutable_non_delivery();
  non_delivery->set_line(kRecord);
  non_delivery->set_reason(v1::NON_DELIVERY_REASON_PINDAH);
  v1::BeritaAcara* berita_acara = add()->mutable_berita_acara();
  berita_acara->set_date(20250131);
  berita_acara->set_village(kVillage);
  v1::ProposeStatus* proposal = add()->mutable_propose_status();
  proposal->set_record(kRecord);
  proposal->set_status(v1::RECORD_STATUS_ASLEEP);
  add()->mutable_retract()->mutable_fact()->set_link(kLink);
  v1::DeclareLost* lost = add()->mutable_declare_lost();
  lost->set_first_seq(4);
  lost->set_last_seq(4);
  v1::Decide* decide = add()->mutable_decide();
  decide->set_case_number(1);
  decide->set_choice(v1::CHOICE_ACCEPT);
  decide->mutable_proposal()->set_link(kLink);
  v1::MergeRecords* merge = add()->mutable_merge_records();
  merge->set_survivor(kRecord);
  merge->set_retired(kOther);
  v1::UnmergeRecords* unmerge = add()->mutable_unmerge_records();
  unmerge->set_survivor(kRecord);
  unmerge->set_retired(kOther);
  add()->mutable_define_programme()->mutable_programme()->set_code("rastra");
  v1::EntitlementLine* line = add()->mutable_define_entitlements()->add_lines();
  line->set_line(kRecord);
  line->set_recipient(kOther);
  line->set_village(kVillage);
  line->set_quantity(10'000);
  add()->mutable_close_entitlement()->set_line(kRecord);
  v1::AdmitEnrolment* admit = add()->mutable_admit_enrolment();
  admit->set_certificate("c");
  admit->set_signature(std::string(64, 'x'));
  add()->mutable_assign_villages()->set_enrolment(kRecord);
  add()->mutable_revoke_enrolment()->set_enrolment(kRecord);

  v1::UnlockEnrolment* unlock = add()->mutable_unlock_enrolment();
  unlock->set_enrolment(kRecord);
  unlock->set_slot(3);
  unlock->set_verifier(std::string(32, 'v'));
  unlock->set_reason("lupa PIN");
  v1::BeginImport* import = add()->mutable_begin_import();
  import->set_file_hash(kLink);
  import->set_as_of(20250101);
  v1::ImportedKey* key = add()->mutable_imported_key();
  key->set_external_key("5302012001000123");
  key->set_record(kRecord);
  v1::CloseGap* close = add()->mutable_close_gap();
  close->set_enrolment(kRecord);
  close->set_first_seq(3);
  close->set_last_seq(4);
  v1::BeginEpoch* begin = add()->mutable_begin_epoch();
  begin->set_epoch(2);
  begin->set_hash(kLink);
  add()->mutable_confirm_enrolment()->set_enrolment(kRecord);
  add()->mutable_countersign()->set_link(kLink);
  v1::OrderDestruction* order = add()->mutable_order_destruction();
  order->add_records(kRecord);
  order->set_letter_number("800/12/2026");
  order->set_letter_date(20260302);
  v1::KeepAccount* account = add()->mutable_keep_account();
  account->set_name("Kepala Dinas");
  account->set_role(v1::ACCOUNT_ROLE_HEAD);
  AddDistribution(set);
  AddVerification(set);
  AddRegisters(set);
  return set;
}

Status Open(const v1::ChangeSet& set) { return OpenBody(set.SerializeAsString()).status(); }

v1::Operation& Find(v1::ChangeSet& set, v1::Operation::KindCase kind) {
  for (v1::Operation& operation : *set.mutable_operations()) {
    if (operation.kind_case() == kind) return operation;
  }
  ADD_FAILURE() << "no operation of kind " << kind;
  return *set.mutable_operations(0);
}

struct Flaw {
  const char* name;
  v1::Operation::KindCase kind;
  std::function<void(v1::Operation&)> make;
};

const std::vector<Flaw>& Flaws() {
  using O = v1::Operation;
  static const std::vector<Flaw>& flaws = *new std::vector<Flaw>{
      {"short record id", O::kCreateRecord,
       [](O& o) { o.mutable_create_record()->set_record("x"); }},
      {"no record id", O::kCreateRecord, [](O& o) { o.mutable_create_record()->clear_record(); }},
      {"id of zeros", O::kCreateRecord,
       [](O& o) { o.mutable_create_record()->set_record(std::string(16, '\0')); }},
      {"no kind", O::kCreateRecord, [](O& o) { o.mutable_create_record()->clear_kind(); }},
      {"no village", O::kCreateRecord, [](O& o) { o.mutable_create_record()->clear_village(); }},
      {"district for village", O::kCreateRecord,
       [](O& o) { o.mutable_create_record()->set_village(5302); }},
      {"unreadable values", O::kCreateRecord,
       [](O& o) { o.mutable_create_record()->add_values()->add_codes(1); }},
      {"long record id", O::kChangeFields,
       [](O& o) { o.mutable_change_fields()->set_record(std::string(17, 'x')); }},
      {"exception for field 0", O::kChangeFields,
       [](O& o) { o.mutable_change_fields()->add_exceptions()->add_fields(0); }},
      {"values malformed", O::kChangeFields,
       [](O& o) { o.mutable_change_fields()->add_values()->add_text_fields(1); }},
      {"no household", O::kVisit, [](O& o) { o.mutable_visit()->clear_household(); }},
      {"no outcome", O::kVisit, [](O& o) { o.mutable_visit()->clear_outcome(); }},
      {"30 February", O::kVisit, [](O& o) { o.mutable_visit()->set_next_date(20250230); }},
      {"came on no day", O::kVisit,
       [](O& o) { o.mutable_visit()->add_earlier_attempts(20250230); }},
      {"asked nothing blind", O::kVisit, [](O& o) { o.mutable_visit()->add_asked_blind(0); }},
      {"no photo of nothing", O::kVisit, [](O& o) { o.mutable_visit()->add_photos_missing(); }},
      {"no photo for no reason", O::kVisit,
       [](O& o) { o.mutable_visit()->add_photos_missing()->set_kind(v1::PHOTO_KIND_KTP); }},
      {"overruled nothing", O::kVisit, [](O& o) { o.mutable_visit()->add_overruled(); }},
      {"half an other", O::kVisit, [](O& o) { o.mutable_visit()->set_other_household("half"); }},
      {"short respondent", O::kVisit,
       [](O& o) { o.mutable_visit()->mutable_respondent()->set_person("x"); }},
      {"presence of nobody", O::kVisit, [](O& o) { o.mutable_visit()->add_presences(); }},
      {"negative handover", O::kHandover, [](O& o) { o.mutable_handover()->set_received(-1); }},
      {"endless handover", O::kHandover,
       [](O& o) { o.mutable_handover()->set_received(kMaxQuantity + 1); }},
      {"negative deduction", O::kHandover,
       [](O& o) { o.mutable_handover()->add_deductions()->set_quantity(-5); }},
      {"no line", O::kHandover, [](O& o) { o.mutable_handover()->clear_line(); }},
      {"short replacement", O::kHandover, [](O& o) { o.mutable_handover()->set_replacement("x"); }},
      {"month 13", O::kHandover, [](O& o) { o.mutable_handover()->set_day(20251301); }},
      {"no reason", O::kNonDelivery, [](O& o) { o.mutable_non_delivery()->clear_reason(); }},
      {"negative rest", O::kNonDelivery, [](O& o) { o.mutable_non_delivery()->set_quantity(-1); }},
      {"undated minutes", O::kBeritaAcara, [](O& o) { o.mutable_berita_acara()->clear_date(); }},
      {"short scan hash", O::kBeritaAcara, [](O& o) { o.mutable_berita_acara()->set_scan("x"); }},
      {"no status", O::kProposeStatus, [](O& o) { o.mutable_propose_status()->clear_status(); }},
      {"no fact", O::kRetract, [](O& o) { o.mutable_retract()->clear_fact(); }},
      {"fact 512", O::kRetract,
       [](O& o) { o.mutable_retract()->mutable_fact()->set_operation(kMaxOperations); }},
      {"lost backwards", O::kDeclareLost, [](O& o) { o.mutable_declare_lost()->set_last_seq(3); }},
      {"lost from 0", O::kDeclareLost, [](O& o) { o.mutable_declare_lost()->set_first_seq(0); }},
      {"no choice", O::kDecide, [](O& o) { o.mutable_decide()->clear_choice(); }},
      {"no case", O::kDecide, [](O& o) { o.mutable_decide()->clear_case_number(); }},
      {"accepts nothing", O::kDecide, [](O& o) { o.mutable_decide()->clear_proposal(); }},
      {"merged with itself", O::kMergeRecords,
       [](O& o) { o.mutable_merge_records()->set_retired(kRecord); }},
      {"takes field 0", O::kMergeRecords,
       [](O& o) { o.mutable_merge_records()->add_take_from_retired(0); }},
      {"no survivor", O::kUnmergeRecords,
       [](O& o) { o.mutable_unmerge_records()->clear_survivor(); }},
      {"no programme", O::kDefineProgramme,
       [](O& o) { o.mutable_define_programme()->clear_programme(); }},
      {"negative line", O::kDefineEntitlements,
       [](O& o) { o.mutable_define_entitlements()->mutable_lines(0)->set_quantity(-1); }},
      {"line for nobody", O::kDefineEntitlements,
       [](O& o) { o.mutable_define_entitlements()->mutable_lines(0)->clear_recipient(); }},
      {"closes nothing", O::kCloseEntitlement,
       [](O& o) { o.mutable_close_entitlement()->clear_line(); }},
      {"empty certificate", O::kAdmitEnrolment,
       [](O& o) { o.mutable_admit_enrolment()->clear_certificate(); }},
      {"short signature", O::kAdmitEnrolment,
       [](O& o) { o.mutable_admit_enrolment()->set_signature("x"); }},
      {"village 1", O::kAssignVillages, [](O& o) { o.mutable_assign_villages()->add_villages(1); }},
      {"revokes nobody", O::kRevokeEnrolment,
       [](O& o) { o.mutable_revoke_enrolment()->clear_enrolment(); }},
      {"slot nought", O::kUnlockEnrolment,
       [](O& o) { o.mutable_unlock_enrolment()->clear_slot(); }},
      {"short verifier", O::kUnlockEnrolment,
       [](O& o) { o.mutable_unlock_enrolment()->set_verifier("x"); }},
      {"unlocks for no reason", O::kUnlockEnrolment,
       [](O& o) { o.mutable_unlock_enrolment()->clear_reason(); }},
      {"file without hash", O::kBeginImport,
       [](O& o) { o.mutable_begin_import()->clear_file_hash(); }},
      {"file of no day", O::kBeginImport, [](O& o) { o.mutable_begin_import()->clear_as_of(); }},
      {"no external key", O::kImportedKey,
       [](O& o) { o.mutable_imported_key()->clear_external_key(); }},
      {"short values hash", O::kImportedKey,
       [](O& o) { o.mutable_imported_key()->set_values_hash("x"); }},
      {"short branch", O::kDecide, [](O& o) { o.mutable_decide()->set_branch("x"); }},
      {"gap backwards", O::kCloseGap, [](O& o) { o.mutable_close_gap()->set_last_seq(2); }},
      {"epoch 0", O::kBeginEpoch, [](O& o) { o.mutable_begin_epoch()->clear_epoch(); }},
      {"log without hash", O::kBeginEpoch, [](O& o) { o.mutable_begin_epoch()->clear_hash(); }},
      {"confirms nobody", O::kConfirmEnrolment,
       [](O& o) { o.mutable_confirm_enrolment()->clear_enrolment(); }},
      {"signs nothing", O::kCountersign, [](O& o) { o.mutable_countersign()->clear_link(); }},
      {"destroys nothing", O::kOrderDestruction,
       [](O& o) { o.mutable_order_destruction()->clear_records(); }},
      {"no letter", O::kOrderDestruction,
       [](O& o) { o.mutable_order_destruction()->clear_letter_number(); }},
      {"letter of no day", O::kOrderDestruction,
       [](O& o) { o.mutable_order_destruction()->clear_letter_date(); }},
      {"nameless account", O::kKeepAccount, [](O& o) { o.mutable_keep_account()->clear_name(); }},
      {"account without role", O::kKeepAccount,
       [](O& o) { o.mutable_keep_account()->clear_role(); }},
      {"found on no ground", O::kMusdesResult,
       [](O& o) { o.mutable_musdes_result()->clear_ground(); }},
      {"not verified for no reason", O::kVillageNotVerified,
       [](O& o) { o.mutable_village_not_verified()->clear_reason(); }},
      {"cut off on day 32", O::kDefineCampaign,
       [](O& o) { o.mutable_define_campaign()->mutable_campaign()->set_cut_off_day(32); }},
      {"half a household", O::kSetPrelist,
       [](O& o) { o.mutable_set_prelist()->add_households("half"); }},
      {"returned without a word", O::kReturnVisit,
       [](O& o) { o.mutable_return_visit()->clear_comments(); }},
      {"approves nowhere", O::kApproveVillage,
       [](O& o) { o.mutable_approve_village()->clear_village(); }},
      {"version without digest", O::kRatify, [](O& o) { o.mutable_ratify()->clear_digest(); }},
      {"undated decree", O::kRecordDecree, [](O& o) { o.mutable_record_decree()->clear_date(); }},
      {"approves nothing", O::kApproveVisit,
       [](O& o) { o.mutable_approve_visit()->clear_visit(); }},
      {"chosen seed", O::kDrawSample, [](O& o) { o.mutable_draw_sample()->set_seed("mine"); }},
      {"uploaded on no day", O::kRecordUpload,
       [](O& o) { o.mutable_record_upload()->clear_date(); }},
      {"evidence of nothing", O::kAddEvidence,
       [](O& o) { o.mutable_add_evidence()->clear_line(); }},
      {"nobody received", O::kHandoverWithoutList,
       [](O& o) { o.mutable_handover_without_list()->clear_recipients(); }},
      {"one recipient counted twice", O::kHandoverWithoutList,
       [](O& o) { o.mutable_handover_without_list()->set_recipient(kRecord); }},
      {"nothing handed out", O::kHandoverWithoutList,
       [](O& o) { o.mutable_handover_without_list()->clear_items(); }},
      {"no movement", O::kStockMovement, [](O& o) { o.mutable_stock_movement()->clear_kind(); }},
      {"less than nothing", O::kStockMovement,
       [](O& o) { o.mutable_stock_movement()->set_quantity(-1); }},
      {"no area", O::kRecordSp2D, [](O& o) { o.mutable_record_sp2d()->set_area(530); }},
      {"no payer", O::kPayerReport, [](O& o) { o.mutable_payer_report()->clear_payer(); }},
      {"no result", O::kPayerReport, [](O& o) { o.mutable_payer_report()->clear_result(); }},
      {"eligible since never", O::kSetEligibility,
       [](O& o) { o.mutable_set_eligibility()->clear_period(); }},
      {"place without a name", O::kRememberPlace,
       [](O& o) { o.mutable_remember_place()->clear_typed(); }},
  };
  return flaws;
}

TEST(CheckSet, TakesOneOfEachKind) {
  Status status = Open(OneOfEach());
  EXPECT_TRUE(status.ok()) << status.message();
  EXPECT_EQ(OneOfEach().operations_size(),
            v1::Operation::descriptor()->FindOneofByName("kind")->field_count())
      << "a new operation belongs into this test, and into operation.cc";
}

TEST(CheckSet, NamesTheOperationThatIsWrong) {
  for (const Flaw& flaw : Flaws()) {
    v1::ChangeSet set = OneOfEach();
    flaw.make(Find(set, flaw.kind));
    Status status = Open(set);
    EXPECT_EQ(status.code(), Code::kInvalid) << flaw.name;
    EXPECT_THAT(status.message(), HasSubstr("operation ")) << flaw.name;
  }
}

TEST(CheckSet, NeedsSaltAndSeq) {
  v1::ChangeSet set = EmptySet();
  set.set_salt(std::string(15, 's'));
  EXPECT_THAT(Open(set).message(), HasSubstr("salt"));
  set = EmptySet();
  set.clear_seq();
  EXPECT_THAT(Open(set).message(), HasSubstr("seq"));
  set = EmptySet();
  set.mutable_clock()->set_boot_id(std::string(17, 'b'));
  EXPECT_THAT(Open(set).message(), HasSubstr("boot id"));
}

TEST(CheckSet, BoundsOperationsAndAttachments) {
  v1::ChangeSet set = EmptySet();
  for (int i = 0; i < kMaxOperations; ++i) {
    set.add_operations()->mutable_change_fields()->set_record(kRecord);
  }
  for (int i = 0; i < kMaxAttachments; ++i) set.add_attachments()->set_hash(kLink);
  EXPECT_TRUE(Open(set).ok());

  v1::ChangeSet crowded = set;
  crowded.add_operations()->mutable_change_fields()->set_record(kRecord);
  EXPECT_THAT(Open(crowded).message(), HasSubstr("too many operations"));
  set.add_attachments()->set_hash(kLink);
  EXPECT_THAT(Open(set).message(), HasSubstr("too many attachments"));
}

TEST(CheckSet, LooksAtAttachments) {
  v1::ChangeSet set = EmptySet();
  set.add_attachments()->set_hash("short");
  EXPECT_THAT(Open(set).message(), HasSubstr("attachment 0"));
  set.mutable_attachments(0)->set_hash(kLink);
  set.mutable_attachments(0)->set_record("short");
  EXPECT_THAT(Open(set).message(), HasSubstr("attachment 0"));
}

TEST(NewerThanThisProgram, AnOperationOfAnUnknownKind) {
  v1::ChangeSet set = EmptySet();
  set.add_operations();
  EXPECT_EQ(Open(set).code(), Code::kUnsupported);

  v1::Operation* operation = set.mutable_operations(0);
  operation->GetReflection()->MutableUnknownFields(operation)->AddLengthDelimited(99, "vote");
  EXPECT_EQ(Open(set).code(), Code::kUnsupported);
}

// Adds a field nobody knows to `message` and to every message inside it, one at a time, and calls
// `visit` after each.
void ForEachUnknownField(google::protobuf::Message& message,
                         const std::function<void(const std::string& where)>& visit) {
  const google::protobuf::Reflection* reflection = message.GetReflection();
  reflection->MutableUnknownFields(&message)->AddVarint(536'870'911, 1);
  visit(message.GetDescriptor()->name());
  reflection->MutableUnknownFields(&message)->Clear();
  const google::protobuf::Descriptor* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor->field(i);
    if (field->message_type() == nullptr) continue;
    if (field->is_repeated()) {
      int last = reflection->FieldSize(message, field);
      ForEachUnknownField(*reflection->AddMessage(&message, field), visit);
      while (reflection->FieldSize(message, field) > last) reflection->RemoveLast(&message, field);
      for (int n = 0; n < last; ++n) {
        ForEachUnknownField(*reflection->MutableRepeatedMessage(&message, field, n), visit);
      }
    } else if (field->containing_oneof() == nullptr || reflection->HasField(message, field)) {
      bool had = reflection->HasField(message, field);
      ForEachUnknownField(*reflection->MutableMessage(&message, field), visit);
      if (!had) reflection->ClearField(&message, field);
    }
  }
}

TEST(NewerThanThisProgram, AnUnknownFieldAnywhere) {
  int visited = 0;
  v1::ChangeSet set = OneOfEach();
  ForEachUnknownField(set, [&](const std::string& where) {
    EXPECT_EQ(Open(set).code(), Code::kUnsupported) << where;
    ++visited;
  });
  EXPECT_TRUE(Open(set).ok());
  EXPECT_GT(visited, 50);
}

// Sets every enum of every message, one at a time, to a number nobody knows.
void ForEachUnknownEnum(google::protobuf::Message& message,
                        const std::function<void(const std::string& where)>& visit) {
  const google::protobuf::Reflection* reflection = message.GetReflection();
  const google::protobuf::Descriptor* descriptor = message.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = descriptor->field(i);
    // The columns of values are value_test's.
    if (descriptor->name() == "ValueColumns") continue;
    if (field->enum_type() != nullptr && field->is_repeated()) {
      reflection->AddEnumValue(&message, field, 7777);
      visit(field->full_name());
      reflection->RemoveLast(&message, field);
    } else if (field->enum_type() != nullptr) {
      int known = reflection->GetEnumValue(message, field);
      reflection->SetEnumValue(&message, field, 7777);
      visit(field->full_name());
      reflection->SetEnumValue(&message, field, known);
    } else if (field->message_type() != nullptr && field->is_repeated()) {
      int last = reflection->FieldSize(message, field);
      ForEachUnknownEnum(*reflection->AddMessage(&message, field), visit);
      while (reflection->FieldSize(message, field) > last) reflection->RemoveLast(&message, field);
      for (int n = 0; n < last; ++n) {
        ForEachUnknownEnum(*reflection->MutableRepeatedMessage(&message, field, n), visit);
      }
    } else if (field->message_type() != nullptr && reflection->HasField(message, field)) {
      ForEachUnknownEnum(*reflection->MutableMessage(&message, field), visit);
    }
  }
}

TEST(NewerThanThisProgram, AnUnknownEnumAnywhere) {
  int visited = 0;
  v1::ChangeSet set = OneOfEach();
  ForEachUnknownEnum(set, [&](const std::string& where) {
    EXPECT_EQ(Open(set).code(), Code::kUnsupported) << where;
    ++visited;
  });
  EXPECT_GT(visited, 15);
}

TEST(NewerThanThisProgram, OutweighsWhatIsWrong) {
  v1::ChangeSet set = OneOfEach();
  set.mutable_operations(0)->mutable_create_record()->set_village(1);
  EXPECT_EQ(Open(set).code(), Code::kInvalid);
  set.add_operations();
  EXPECT_EQ(Open(set).code(), Code::kUnsupported);
}

}  // namespace
}  // namespace tilik
