// What every check of a change set's shape is made of: what is wrong and what is unknown is
// collected while its messages are walked (operation.h says what shape is).
//
// The rooms of operations add a CheckShape each, in files of their own: operation.cc for the work
// of officers and of the registry, operation_verification.cc for campaigns, review and pengesahan,
// operation_distribution.cc for aid beside the danom, operation_register.cc for PPKS and PSKS.
#pragma once

#include <string>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/change_set.h"
#include "proto/contract/identity.h"
#include "proto/contract/operation.h"
#include "proto/contract/value.h"

namespace tilik {

class SetShape {
 public:
  Status Verdict() const {
    if (!unknown_.empty()) return Status::Unsupported("change set: " + unknown_);
    if (!wrong_.empty()) return Status::Invalid("change set: " + wrong_);
    return Status();
  }

  // What follows is said of this part of the set: "operation 3: ".
  void At(std::string where) { where_ = std::move(where); }

  void Fact(const v1::FactRef& fact) {
    Known(fact, "the fact");
    Need(fact.link().size() == Link::kSize, "the link of the fact is not 32 bytes");
    Need(fact.operation() < kMaxOperations, "the fact's operation is out of bounds");
  }

  void Values(const google::protobuf::RepeatedPtrField<v1::ValueColumns>& values) {
    for (const v1::ValueColumns& columns : values) Known(columns, "values");
    Result<Answers> answers = ReadColumns(values);
    if (answers.ok()) return;
    if (answers.status().code() == Code::kUnsupported) return Unknown(answers.status().message());
    Need(false, answers.status().message());
  }

  void Fields(const google::protobuf::RepeatedField<std::uint32_t>& fields) {
    for (Field field : fields) OneField(field);
  }
  void OneField(Field field) { Need(field >= 1 && field <= kMaxField, "a field out of bounds"); }

  void Id(std::string_view raw, std::string_view name) {
    std::optional<RecordId> id = RecordId::FromRaw(raw);
    if (!id || id->none()) Need(false, "the id of the " + std::string(name) + " is not 16 bytes");
  }
  void OptionalId(std::string_view raw, std::string_view name) {
    if (!raw.empty()) Id(raw, name);
  }
  void Village(std::uint64_t code) {
    Need(code >= kFirstVillage && code <= kLastVillage, "a village code has ten digits");
  }
  // A district, kecamatan or village.
  void Area(std::uint64_t code) {
    const bool district = code >= kFirstVillage / 1'000'000 && code <= kLastVillage / 1'000'000;
    const bool kecamatan = code >= kFirstVillage / 10'000 && code <= kLastVillage / 10'000;
    Need(district || kecamatan || (code >= kFirstVillage && code <= kLastVillage),
         "an area that is no district, kecamatan or village");
  }
  void Quantity(std::int64_t thousandths) {
    Need(thousandths >= 0 && thousandths <= kMaxQuantity, "a quantity out of bounds");
  }
  void Day(std::uint32_t yyyymmdd) { Need(IsDate(yyyymmdd, false), "a date that does not exist"); }
  void OptionalDay(std::uint32_t yyyymmdd) {
    if (yyyymmdd != 0) Day(yyyymmdd);
  }
  void Enum(int value, bool (*is_valid)(int), std::string_view name) {
    if (!is_valid(value)) Unknown("an unknown " + std::string(name));
  }
  void Known(const google::protobuf::MessageLite& message, std::string_view name) {
    if (UnknownFields::In(message)) Unknown(std::string(name) + " has a field unknown here");
  }

  void Need(bool condition, std::string_view otherwise) {
    if (!condition && wrong_.empty()) wrong_ = where_ + std::string(otherwise);
  }
  void Unknown(const std::string& what) {
    if (unknown_.empty()) unknown_ = where_ + what;
  }

 private:
  static constexpr std::uint64_t kFirstVillage = 11'01'01'0001;
  static constexpr std::uint64_t kLastVillage = 99'99'99'9999;

  // The lite runtime keeps fields it does not know but has no public way to say so, and reflection
  // is not there to walk a message. Naming the protected member through a derived class is the one
  // door both runtimes have.
  class UnknownFields : public google::protobuf::MessageLite {
   public:
    static bool In(const google::protobuf::MessageLite& message) {
      return (message.*(&UnknownFields::_internal_metadata_)).have_unknown_fields();
    }
  };

  std::string where_;
  std::string wrong_;
  std::string unknown_;
};

// Campaigns, review, musdes, pengesahan and penetapan (operation_verification.cc).
void CheckShape(const v1::MusdesResult& result, SetShape& shape);
void CheckShape(const v1::VillageNotVerified& village, SetShape& shape);
void CheckShape(const v1::DefineCampaign& define, SetShape& shape);
void CheckShape(const v1::SetPrelist& prelist, SetShape& shape);
void CheckShape(const v1::ReturnVisit& visit, SetShape& shape);
void CheckShape(const v1::ApproveVisit& visit, SetShape& shape);
void CheckShape(const v1::DrawSample& draw, SetShape& shape);
void CheckShape(const v1::ApproveVillage& approve, SetShape& shape);
void CheckShape(const v1::Ratify& ratify, SetShape& shape);
void CheckShape(const v1::RecordUpload& upload, SetShape& shape);
void CheckShape(const v1::RecordDecree& decree, SetShape& shape);

// Channels and evidence, aid without a list, stock, payers, eligibility
// (operation_distribution.cc).
void CheckShape(const v1::Programme& programme, SetShape& shape);
void CheckShape(const v1::AddEvidence& add, SetShape& shape);
void CheckShape(const v1::HandoverWithoutList& handover, SetShape& shape);
void CheckShape(const v1::StockMovement& movement, SetShape& shape);
void CheckShape(const v1::RecordSp2d& order, SetShape& shape);
void CheckShape(const v1::PayerReport& report, SetShape& shape);
void CheckShape(const v1::SetEligibility& set, SetShape& shape);
void CheckShape(const v1::RememberPlace& remember, SetShape& shape);

// Registers, follow-ups, proxies, accounts (operation_register.cc).
void CheckShape(const v1::EnterRegister& enter, SetShape& shape);
void CheckShape(const v1::ServiceReceived& service, SetShape& shape);
void CheckShape(const v1::LeaveRegister& leave, SetShape& shape);
void CheckShape(const v1::FollowUp& follow_up, SetShape& shape);
void CheckShape(const v1::StandingProxy& proxy, SetShape& shape);
void CheckShape(const v1::AccountNote& note, SetShape& shape);

}  // namespace tilik
