#include "tests/fuzz/district_scene.h"

#include "proto/contract/change_set.h"
#include "sync-server/sync/account_chain.h"

namespace tilik::fuzz {
namespace {

constexpr std::int64_t kMinute = 60'000;

std::string Raw(std::uint8_t n) { return NumberedRecord(n).str(); }

sync::DistrictKeys MadeKeys(Chance& chance) {
  const auto bytes = [&] {
    std::string key(32, '\0');
    chance.Fill(key.data(), key.size());
    return key;
  };
  return {bytes(), bytes(), bytes(), bytes(), SigningKey::Make(chance)};
}

storage::District Named(const SigningKey& key) {
  storage::District district;
  district.code = 5302;
  district.name = "Timor Tengah Selatan";
  district.public_key = key.public_key();
  return district;
}

using Said = std::map<Field, Value>;

void Create(v1::ChangeSet& set, std::uint8_t n, v1::RecordKind kind, const Said& said) {
  v1::CreateRecord& create = *set.add_operations()->mutable_create_record();
  create.set_record(Raw(n));
  create.set_kind(kind);
  create.set_village(kFatumnasi);
  Answers answers;
  for (const auto& [field, value] : said) answers[field] = {value, How::kUnspecified};
  WriteColumns(answers, create.mutable_values());
}

void CreateHousehold(v1::ChangeSet& set, std::uint8_t n, const std::string& head) {
  Create(set, n, v1::RECORD_KIND_HOUSEHOLD,
         {{field::kVillage, std::int64_t{kFatumnasi}}, {field::kHeadName, head}});
}

void CreatePerson(v1::ChangeSet& set, std::uint8_t n, std::uint8_t family, const std::string& name,
                  const std::string& nik, std::int64_t born) {
  Create(set, n, v1::RECORD_KIND_PERSON,
         {{field::kFamily, NumberedRecord(family)},
          {field::kName, name},
          {field::kNik, nik},
          {field::kBirthDate, born},
          {field::kSex, Coded{1, 1}}});
}

void Entitle(v1::ChangeSet& set, std::uint8_t n, std::uint8_t recipient, const char* period) {
  v1::EntitlementLine& line = *set.add_operations()->mutable_define_entitlements()->add_lines();
  line.set_line(NumberedLine(n).str());
  line.set_danom("danom");
  line.set_programme("rastra");
  line.set_period(period);
  line.set_recipient(Raw(recipient));
  line.set_village(kFatumnasi);
  line.set_quantity(10'000);
}

}  // namespace

SealedSet Hand::Make(v1::ChangeSet set, std::size_t back, std::uint64_t skipped) {
  auto [seq, previous] = made[made.size() - 1 - back % made.size()];
  if (skipped > 0) {
    seq += skipped;
    previous = Link::FromRaw(HashOf(previous.raw()).raw()).value();
  }
  set.set_seq(seq + 1);
  SealedSet sealed = Seal(chain, previous, set);
  made.push_back({sealed.seq, sealed.link});
  return sealed;
}

v1::PushRequest PushOf(const Hand& hand, const std::vector<SealedSet>& sets) {
  v1::PushRequest push;
  push.set_first_seq(sets.front().seq);
  push.set_previous_link(sets.front().previous.str());
  for (const SealedSet& set : sets) push.add_bodies(set.body);
  push.set_head_signature(hand.key->SignLink(sets.back().link).str());
  return push;
}

DistrictScene::DistrictScene(const storage::SqliteOptions& options)
    : keys_(MadeKeys(chance_)), now_{kNow.ms - 600 * kMinute} {
  auto store = storage::SqliteRegistryStore::Create(options, Named(keys_.district));
  TILIK_CHECK(store.ok(), store.status().message());
  store_ = *std::move(store);
  auto writer = store_->BeginWrite();
  TILIK_CHECK(writer.ok(), "a new store can be written");
  AddHands(**writer);
  Found(**writer);
  TILIK_CHECK((*writer)->Commit().ok(), "the scene is set");
}

void DistrictScene::AddHands(storage::Writer& writer) {
  const auto add = [&](const char* name, bool account) -> storage::ChainRow {
    storage::ChainRow row;
    Hand& hand = hands_.emplace_back();
    hand.name = name;
    hand.account = account;
    if (account) {
      row.kind = storage::ChainKind::kAccount;
      hand.chain = sync::AccountChainId(name, 1);
      hand.key = &keys_.district;
    } else {
      hand.chain = ChainId::FromRaw(Raw(static_cast<std::uint8_t>(100 + hands_.size()))).value();
      officers_.push_back(std::make_unique<SigningKey>(SigningKey::Make(chance_)));
      hand.key = officers_.back().get();
      row.assignment = {kFatumnasi};
    }
    row.state.chain = hand.chain;
    row.state.branches.emplace_back();
    row.public_key = hand.key->public_key();
    row.person = name;
    row.issued = now_;
    names_.chains.push_back(hand.chain);
    return row;
  };
  const auto save = [&](const storage::ChainRow& row) {
    TILIK_CHECK(writer.SaveChain(row).ok(), "a chain is kept");
  };
  save(add("Dorkas Selan", false));
  storage::ChainRow elias = add("Elias Tefa", false);
  elias.assignment.insert(kNenas);
  save(elias);
  storage::ChainRow revoked = add("Yusuf Boimau", false);
  revoked.revoked = true;
  save(revoked);
  storage::ChainRow unconfirmed = add("Ina Nabu", false);
  unconfirmed.unconfirmed = true;
  save(unconfirmed);
  for (const char* name : {sync::kOfficeAccount, "supervisor", "kepala"}) save(add(name, true));
}

v1::SignedCertificate DistrictScene::CertificateOf(const Hand& hand) const {
  v1::Certificate certificate;
  certificate.set_district(keys_.district.public_key().str());
  certificate.set_enrolment(hand.chain.str());
  certificate.set_officer(hand.name);
  certificate.set_public_key(hand.key->public_key().str());
  certificate.set_issued_ms(now_.ms);
  return keys_.district.Certify(certificate);
}

void DistrictScene::Tell(storage::Writer& writer, std::size_t hand, v1::ChangeSet set) {
  set.set_salt(std::string(16, 's'));
  set.set_oldest_epoch(1);
  set.mutable_clock()->set_wall_ms(now_.ms);
  const SealedSet sealed = hands_[hand].Make(std::move(set));
  names_.links.push_back(sealed.link);
  v1::PushRequest push = PushOf(hands_[hand], {sealed});
  auto prepared = sync::PreparePush(hands_[hand].chain, hands_[hand].key->public_key(), push);
  TILIK_CHECK(prepared.ok() && prepared->bodies.front().ok(), "what is told is well shaped");
  sync::Ingest ingest(Codebooks::BuiltIn(), store_->district(), writer);
  now_.ms += kMinute;
  TILIK_CHECK(ingest.Take(*std::move(prepared), now_).ok(), "what is told is taken");
}

void DistrictScene::Found(storage::Writer& writer) {
  v1::ChangeSet accounts;
  const auto keep = [&](const char* name, v1::AccountRole role) {
    v1::KeepAccount& account = *accounts.add_operations()->mutable_keep_account();
    account.set_name(name);
    account.set_role(role);
  };
  keep("supervisor", v1::ACCOUNT_ROLE_SUPERVISOR);
  keep("kepala", v1::ACCOUNT_ROLE_HEAD);
  Tell(writer, kOffice, accounts);

  v1::ChangeSet people;
  CreateHousehold(people, 1, "Yosef Nahak");
  Create(people, 2, v1::RECORD_KIND_FAMILY,
         {{field::kHousehold, NumberedRecord(1)}, {field::kNoKk, std::string("5302011203100004")}});
  CreatePerson(people, 3, 2, "Yosef Nahak", "5302010107750001", 19750701);
  CreatePerson(people, 4, 2, "Maria Bere", "5302014208800002", 19800802);
  CreateHousehold(people, 5, "Yosep Nahak");
  Create(people, 6, v1::RECORD_KIND_FAMILY, {{field::kHousehold, NumberedRecord(5)}});
  CreatePerson(people, 7, 6, "Yosep Nahak", "5302010107750001", 19750701);
  CreateHousehold(people, 8, "Petrus Taek");
  Create(people, 9, v1::RECORD_KIND_GROUP, {{field::kNameElsewhere, std::string("KUBE Mawar")}});
  Create(people, 10, v1::RECORD_KIND_HOUSE, {{field::kResidents, NumberedRecord(1)}});
  Tell(writer, kOffice, people);

  v1::ChangeSet aid;
  v1::Programme& rastra = *aid.add_operations()->mutable_define_programme()->mutable_programme();
  rastra.set_code("rastra");
  rastra.set_name("Rastra");
  rastra.set_unit_type(v1::UNIT_TYPE_HOUSEHOLD);
  rastra.mutable_item()->set_code("beras");
  rastra.mutable_item()->set_unit("kg");
  Entitle(aid, 1, 1, "2018-01");
  Entitle(aid, 2, 1, "2018-02");
  Entitle(aid, 3, 5, "2018-01");
  Entitle(aid, 4, 8, "2018-01");
  v1::Campaign& campaign = *aid.add_operations()->mutable_define_campaign()->mutable_campaign();
  campaign.set_name("verivali");
  campaign.set_period("2026-11");
  campaign.set_cut_off_day(20);
  campaign.set_codebook("dtks-2020");
  campaign.add_villages(kFatumnasi);
  Tell(writer, kOffice, aid);

  v1::ChangeSet day;
  v1::Visit& visit = *day.add_operations()->mutable_visit();
  visit.set_household(Raw(1));
  visit.set_outcome(v1::VISIT_OUTCOME_SELESAI);
  visit.set_campaign("verivali");
  visit.set_duration_s(600);
  v1::Handover& handover = *day.add_operations()->mutable_handover();
  handover.set_line(NumberedLine(1).str());
  handover.set_received(10'000);
  handover.set_receiver(v1::RECEIVER_SENDIRI);
  Tell(writer, kDorkas, day);

  v1::ChangeSet letter;
  v1::Ratify& ratify = *letter.add_operations()->mutable_ratify();
  ratify.set_name("2026-11");
  ratify.set_letter_number("470/12");
  ratify.set_date(20261120);
  ratify.set_signatory("Bupati");
  ratify.set_through(names_.links.size());
  ratify.set_digest(std::string(ContentHash::kSize, 'd'));
  ratify.set_signature(std::string(Signature::kSize, 's'));
  Tell(writer, kSupervisor, letter);
  v1::ChangeSet second;
  second.add_operations()->mutable_countersign()->set_link(names_.links.back().str());
  Tell(writer, kHead, second);
}

DistrictScene& SceneInMemory() {
  // Neither goes away before the program does: no order between them at its end.
  static auto* disk = new simulation::Disk(1);
  static auto* scene = [] {
    storage::SqliteOptions options;
    options.directory = "/office";
    options.vfs = disk->name();
    return new DistrictScene(options);
  }();
  return *scene;
}

}  // namespace tilik::fuzz
