// The shape of what campaigns, review, musdes, pengesahan and penetapan say.
#include "proto/contract/set_shape.h"

namespace tilik {
namespace {

// What people name a campaign, a version or a letter.
constexpr std::size_t kMaxName = 200;
// A part of a prelist or decree; the largest village that a plan lists has 955 families.
constexpr int kMaxListed = 5'000;
constexpr std::size_t kMaxComments = 200;
constexpr std::size_t kMaxCommentBytes = 2'000;
constexpr std::size_t kSeedBytes = 16;

void Name(const std::string& name, std::string_view what, SetShape& shape) {
  shape.Need(!name.empty() && name.size() <= kMaxName,
             std::string(what) + " without a name, or with one of impossible length");
}

void OptionalHash(const std::string& hash, std::string_view what, SetShape& shape) {
  shape.Need(hash.empty() || hash.size() == ContentHash::kSize,
             "the hash of the " + std::string(what) + " is not 32 bytes");
}

}  // namespace

void CheckShape(const v1::MusdesResult& result, SetShape& shape) {
  shape.Known(result, "musdes_result");
  shape.Id(result.household(), "household");
  shape.Enum(result.finding(), v1::MusdesFinding_IsValid, "finding");
  shape.Need(result.finding() != v1::MUSDES_FINDING_UNSPECIFIED, "a musdes result of no finding");
  shape.Enum(result.ability(), v1::Ability_IsValid, "ability");
  shape.OptionalId(result.other_household(), "other household");
  shape.Fact(result.ground());
}

void CheckShape(const v1::VillageNotVerified& village, SetShape& shape) {
  shape.Known(village, "village_not_verified");
  shape.Village(village.village());
  Name(village.campaign(), "a campaign", shape);
  shape.Enum(village.reason(), v1::NotVerifiedReason_IsValid, "reason");
  shape.Need(village.reason() != v1::NOT_VERIFIED_REASON_UNSPECIFIED,
             "a village not verified for no reason");
}

void CheckShape(const v1::DefineCampaign& define, SetShape& shape) {
  const v1::Campaign& campaign = define.campaign();
  shape.Known(define, "define_campaign");
  shape.Known(campaign, "the campaign");
  Name(campaign.name(), "a campaign", shape);
  const std::string& period = campaign.period();
  const bool month = period.size() == 7 && period[4] == '-';
  shape.Need(month, "a campaign's period is a month: 2026-11");
  shape.Need(campaign.cut_off_day() >= 1 && campaign.cut_off_day() <= 31,
             "a cut-off day that no month has");
  for (std::uint64_t village : campaign.villages()) shape.Village(village);
}

void CheckShape(const v1::SetPrelist& prelist, SetShape& shape) {
  shape.Known(prelist, "set_prelist");
  Name(prelist.campaign(), "a campaign", shape);
  shape.Village(prelist.village());
  shape.Need(prelist.households_size() <= kMaxListed, "a prelist of impossible length");
  for (const std::string& household : prelist.households()) shape.Id(household, "household");
}

void CheckShape(const v1::ReturnVisit& visit, SetShape& shape) {
  shape.Known(visit, "return_visit");
  shape.Fact(visit.visit());
  shape.Need(visit.comments_size() >= 1, "a visit returned without a word");
  shape.Need(static_cast<std::size_t>(visit.comments_size()) <= kMaxComments, "too many comments");
  for (const v1::QuestionComment& comment : visit.comments()) {
    shape.Known(comment, "a comment");
    shape.OptionalId(comment.record(), "record");
    if (comment.field() != 0) shape.OneField(comment.field());
    shape.Need(!comment.text().empty() && comment.text().size() <= kMaxCommentBytes,
               "a comment of impossible length");
  }
}

void CheckShape(const v1::ApproveVisit& visit, SetShape& shape) {
  shape.Known(visit, "approve_visit");
  shape.Fact(visit.visit());
}

void CheckShape(const v1::DrawSample& draw, SetShape& shape) {
  shape.Known(draw, "draw_sample");
  Name(draw.campaign(), "a campaign", shape);
  shape.Village(draw.village());
  shape.Need(draw.seed().size() == kSeedBytes, "a seed that is not 16 bytes");
}

void CheckShape(const v1::ApproveVillage& approve, SetShape& shape) {
  shape.Known(approve, "approve_village");
  Name(approve.campaign(), "a campaign", shape);
  shape.Village(approve.village());
}

void CheckShape(const v1::Ratify& ratify, SetShape& shape) {
  shape.Known(ratify, "ratify");
  Name(ratify.name(), "a version", shape);
  Name(ratify.letter_number(), "a letter", shape);
  Name(ratify.signatory(), "a signatory", shape);
  shape.Day(ratify.date());
  OptionalHash(ratify.scan(), "scan", shape);
  shape.Need(ratify.through() >= 1, "a version of an empty log");
  shape.Need(ratify.digest().size() == ContentHash::kSize, "a digest that is not 32 bytes");
  shape.Need(ratify.signature().size() == Signature::kSize, "a signature that is not 64 bytes");
}

void CheckShape(const v1::RecordUpload& upload, SetShape& shape) {
  shape.Known(upload, "record_upload");
  Name(upload.ratification(), "a version", shape);
  shape.Day(upload.date());
}

void CheckShape(const v1::RecordDecree& decree, SetShape& shape) {
  shape.Known(decree, "record_decree");
  Name(decree.number(), "a decree", shape);
  Name(decree.ratification(), "a version", shape);
  shape.Day(decree.date());
  OptionalHash(decree.file_hash(), "file", shape);
  shape.Need(decree.answers_size() <= kMaxListed, "a part of a decree of impossible length");
  for (const v1::DecreedProposal& answer : decree.answers()) {
    shape.Known(answer, "an answer");
    shape.Fact(answer.proposal());
  }
}

}  // namespace tilik
