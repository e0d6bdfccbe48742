#include "tests/scale/rice_district.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>

#include "proto/regions/regions.h"

namespace tilik::scale {
namespace {

constexpr int kMonths = 12;
constexpr int kSetsPerPush = 250;
constexpr Instant kNewYear{1'514'736'000'000};  // 2018-01-01 in WITA

std::string MakeFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "tilik-rice-XXXXXX").string();
  TILIK_CHECK(mkdtemp(path.data()) != nullptr, "a temporary folder can be made");
  return path;
}

sync::DistrictKeys MakeKeys(const std::string& folder, Random& random) {
  return *sync::MakeKeyFile(folder + "/keys", random);
}

void Must(const Status& status) { TILIK_CHECK(status.ok(), status.message()); }

std::string Period(int month) {
  char text[16];
  std::snprintf(text, sizeof text, "2018-%02d", month + 1);
  return text;
}

}  // namespace

// One enrolment's chain, as a phone keeps it.
struct RiceDistrict::Officer {
  SigningKey key;
  ChainId chain;
  std::uint64_t next_seq = 1;
  Link head;
};

RiceDistrict::RiceDistrict(std::uint64_t district, int families, std::int64_t kilograms)
    : folder_(MakeFolder()), keys_(MakeKeys(folder_, random_)), kilograms_(kilograms) {
  storage::SqliteOptions options;
  options.directory = folder_ + "/data";
  options.key = keys_.database_key;
  storage::District founded;
  founded.code = district;
  founded.name = "Rastra";
  founded.public_key = keys_.district.public_key();
  std::filesystem::create_directories(options.directory);
  store_ = *storage::SqliteRegistryStore::Create(options, founded);
  FoundRegistry(families, kilograms);
  Enrol();
}

RiceDistrict::~RiceDistrict() {
  store_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void RiceDistrict::FoundRegistry(int families, std::int64_t kilograms) {
  const std::vector<VillageCode> villages =
      Regions::BuiltIn().VillagesIn(*DistrictCode::FromNumber(store_->district().code));
  IdMaker ids(random_);
  for (int first = 0; first < families; first += kSetsPerPush) {
    std::unique_ptr<storage::Writer> writer = *store_->BeginWrite();
    sync::Ingest ingest(Codebooks::BuiltIn(), store_->district(), *writer);
    sync::AccountChain office =
        *sync::AccountChain::Open("kantor", keys_, store_->district(), *writer, random_, kNewYear);
    if (first == 0) {
      v1::Operation define;
      v1::Programme* rastra = define.mutable_define_programme()->mutable_programme();
      rastra->set_code("rastra");
      rastra->set_name("Beras Sejahtera");
      rastra->set_unit_type(v1::UNIT_TYPE_FAMILY);
      rastra->mutable_item()->set_code("beras");
      rastra->mutable_item()->set_unit("kg");
      office.Add({define}, kNewYear);
    }
    for (int n = first; n < std::min(families, first + kSetsPerPush); ++n) {
      const std::uint64_t village =
          villages[static_cast<std::size_t>(n) % villages.size()].number();
      recipients_.push_back(ids.Next(kNewYear));
      v1::Operation create;
      create.mutable_create_record()->set_record(recipients_.back().str());
      create.mutable_create_record()->set_kind(v1::RECORD_KIND_HOUSEHOLD);
      create.mutable_create_record()->set_village(village);
      v1::Operation entitle;
      lines_.emplace_back();
      for (int month = 0; month < kMonths; ++month) {
        lines_.back().push_back(LineId::FromRaw(ids.Next(kNewYear).raw()).value());
        v1::EntitlementLine* line = entitle.mutable_define_entitlements()->add_lines();
        line->set_line(lines_.back().back().str());
        line->set_danom("rastra 2018");
        line->set_programme("rastra");
        line->set_period(Period(month));
        line->set_recipient(recipients_.back().str());
        line->set_village(village);
        line->set_quantity(kilograms * 1000);
      }
      office.Add({create, entitle}, kNewYear);
    }
    Must(office.Flush(ingest, kNewYear));
    Must(writer->Commit());
  }
}

void RiceDistrict::Enrol() {
  officer_ = std::make_unique<Officer>(Officer{SigningKey::Make(random_), ChainId(), 1, Link()});
  IdMaker ids(random_);
  officer_->chain = ChainId::FromRaw(ids.Next(kNewYear).raw()).value();
  v1::Certificate certificate;
  certificate.set_district(keys_.district.public_key().str());
  certificate.set_enrolment(officer_->chain.str());
  certificate.set_officer("Juru salur");
  certificate.set_public_key(officer_->key.public_key().str());
  certificate.set_issued_ms(kNewYear.ms);
  v1::SignedCertificate signed_certificate = keys_.district.Certify(certificate);
  v1::Operation admit;
  admit.mutable_admit_enrolment()->set_certificate(signed_certificate.certificate());
  admit.mutable_admit_enrolment()->set_signature(signed_certificate.signature());
  v1::Operation assign;
  assign.mutable_assign_villages()->set_enrolment(officer_->chain.str());
  assign.mutable_assign_villages()->set_revision(1);
  for (VillageCode village :
       Regions::BuiltIn().VillagesIn(*DistrictCode::FromNumber(store_->district().code))) {
    assign.mutable_assign_villages()->add_villages(village.number());
  }
  std::unique_ptr<storage::Writer> writer = *store_->BeginWrite();
  sync::Ingest ingest(Codebooks::BuiltIn(), store_->district(), *writer);
  sync::AccountChain office =
      *sync::AccountChain::Open("kantor", keys_, store_->district(), *writer, random_, kNewYear);
  office.Add({admit, assign}, kNewYear);
  Must(office.Flush(ingest, kNewYear));
  Must(writer->Commit());
}

void RiceDistrict::Push(std::vector<std::vector<v1::Operation>> sets) {
  for (std::size_t first = 0; first < sets.size(); first += kSetsPerPush) {
    v1::PushRequest request;
    request.set_first_seq(officer_->next_seq);
    request.set_previous_link(officer_->head.str());
    for (std::size_t i = first; i < std::min(sets.size(), first + kSetsPerPush); ++i) {
      v1::ChangeSet set;
      std::string salt(16, '\0');
      random_.Fill(salt.data(), salt.size());
      set.set_salt(salt);
      set.set_oldest_epoch(1);
      set.set_seq(officer_->next_seq);
      set.mutable_session()->set_epoch(1);
      set.mutable_clock()->set_wall_ms(kNewYear.ms);
      for (v1::Operation& operation : sets[i]) *set.add_operations() = std::move(operation);
      SealedSet sealed = Seal(officer_->chain, officer_->head, set);
      officer_->head = sealed.link;
      ++officer_->next_seq;
      request.add_bodies(std::move(sealed.body));
    }
    request.set_head_signature(officer_->key.SignLink(officer_->head).str());
    sync::PreparedPush push =
        *sync::PreparePush(officer_->chain, officer_->key.public_key(), request);
    std::unique_ptr<storage::Writer> writer = *store_->BeginWrite();
    sync::Ingest ingest(Codebooks::BuiltIn(), store_->district(), *writer);
    Result<std::vector<ReceiptFacts>> receipts = ingest.Take(std::move(push), kNewYear);
    Must(receipts.status());
    Must(writer->Commit());
  }
}

void RiceDistrict::VerivaliRemoves(int first, int count) {
  std::vector<std::vector<v1::Operation>> proposals;
  for (int n = first; n < first + count; ++n) {
    v1::Operation propose;
    propose.mutable_propose_status()->set_record(recipients_[static_cast<std::size_t>(n)].str());
    propose.mutable_propose_status()->set_base_revision(1);
    propose.mutable_propose_status()->set_status(v1::RECORD_STATUS_NOT_ELIGIBLE);
    propose.mutable_propose_status()->set_reason(v1::STATUS_REASON_MAMPU);
    proposals.push_back({propose});
  }
  Push(std::move(proposals));

  std::vector<merge::CaseFile> cases = *(*store_->BeginRead())->Cases(/*open_only=*/true, 0, count);
  TILIK_CHECK(static_cast<int>(cases.size()) == count,
              "every removal waits for a decision of its own");
  std::unique_ptr<storage::Writer> writer = *store_->BeginWrite();
  sync::Ingest ingest(Codebooks::BuiltIn(), store_->district(), *writer);
  sync::AccountChain supervisor = *sync::AccountChain::Open("supervisor", keys_, store_->district(),
                                                            *writer, random_, kNewYear);
  // A removal takes two people.
  std::vector<v1::Operation> signatures;
  for (const merge::CaseFile& file : cases) {
    v1::Operation decide;
    decide.mutable_decide()->set_case_number(file.number);
    decide.mutable_decide()->set_case_counter(file.counter);
    decide.mutable_decide()->set_record_revision(1);
    decide.mutable_decide()->set_choice(v1::CHOICE_ACCEPT);
    decide.mutable_decide()->mutable_proposal()->set_link(file.proposals.front().origin.link.str());
    decide.mutable_decide()->set_reason("berita acara musdes");
    supervisor.Add({decide}, kNewYear);
    v1::Operation sign;
    sign.mutable_countersign()->set_link(supervisor.head().str());
    signatures.push_back(std::move(sign));
  }
  Must(supervisor.Flush(ingest, kNewYear));
  sync::AccountChain head = *sync::AccountChain::Open("kepala dinas", keys_, store_->district(),
                                                      *writer, random_, kNewYear);
  for (v1::Operation& sign : signatures) head.Add({std::move(sign)}, kNewYear);
  Must(head.Flush(ingest, kNewYear));
  Must(writer->Commit());
}

void RiceDistrict::HandOut(int first, int last, int from, int to) {
  std::vector<std::vector<v1::Operation>> sets;
  for (int n = first; n < last; ++n) {
    std::vector<v1::Operation> rapel;
    for (int month = from; month < to; ++month) {
      v1::Operation operation;
      v1::Handover* handover = operation.mutable_handover();
      handover->set_line(
          lines_[static_cast<std::size_t>(n)][static_cast<std::size_t>(month)].str());
      handover->set_received(kilograms_ * 1000);
      handover->set_mode(v1::HANDOVER_MODE_DISERAHKAN);
      handover->set_receiver(v1::RECEIVER_SENDIRI);
      rapel.push_back(std::move(operation));
    }
    sets.push_back(std::move(rapel));
  }
  Push(std::move(sets));
}

void RiceDistrict::NotHandedOut(int first, int last, int from, int to,
                                v1::NonDeliveryReason reason) {
  std::vector<std::vector<v1::Operation>> sets;
  for (int n = first; n < last; ++n) {
    std::vector<v1::Operation> operations;
    for (int month = from; month < to; ++month) {
      v1::Operation operation;
      operation.mutable_non_delivery()->set_line(
          lines_[static_cast<std::size_t>(n)][static_cast<std::size_t>(month)].str());
      operation.mutable_non_delivery()->set_reason(reason);
      operations.push_back(std::move(operation));
    }
    sets.push_back(std::move(operations));
  }
  Push(std::move(sets));
}

v1::RecapLine RiceDistrict::Total() {
  std::unique_ptr<storage::Reader> reader = *store_->BeginRead();
  v1::RecapTable table = console::MakeRecap(*reader->Recap("rastra"), {}, *reader->Programmes(),
                                            {console::AreaLevel::kDistrict, /*by_period=*/false});
  TILIK_CHECK(table.totals_size() == 1, "one programme, one total");
  return table.totals(0);
}

}  // namespace tilik::scale
