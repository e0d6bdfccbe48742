#include "tests/matching/district_people.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "proto/contract/identity.h"
#include "sync-server/importer/families.h"
#include "sync-server/merge/matching.h"
#include "tests/unit/population/made_registry.h"

namespace tilik::matching {
namespace {

using population::MadeRegistry;
using population::Row;

RecordId IdNumbered(std::uint64_t number) {
  RecordId id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.data()[15 - i] = static_cast<std::uint8_t>(number >> (8 * i) & 0xFF);
  }
  return id;
}

bool IsNoData(const std::string& cell) { return cell.empty() || cell == "-" || cell == "0"; }

void Put(merge::RecordState& record, Field field, Value value) {
  merge::SlotState& slot = record.slots[field];
  slot.answers[field] = Answer{std::move(value)};
}

class District {
 public:
  explicit District(const MadeRegistry& made) {
    for (const Row& row : made.households) village_[row.at("IDBDT")] = VillageOf(row);
    std::vector<const Row*> household;
    for (const Row& row : made.people) {
      if (!household.empty() && household.front()->at("IDBDT") != row.at("IDBDT")) {
        Write(household);
        household.clear();
      }
      household.push_back(&row);
    }
    if (!household.empty()) Write(household);
  }

  const merge::WorkingSet& registry() const { return registry_; }
  const std::map<std::string, RecordId>& people() const { return people_; }
  const std::string& KeyOf(const RecordId& person) const { return keys_.at(person); }

 private:
  static std::uint64_t VillageOf(const Row& row) {
    return std::stoull(row.at("KDPROP") + row.at("KDKAB") + row.at("KDKEC") + row.at("KDDESA"));
  }

  // As the importer reads a household's rows.
  void Write(const std::vector<const Row*>& rows) {
    std::vector<importer::Membership> memberships;
    for (const Row* row : rows) {
      const auto cell = [&](const char* column) {
        return IsNoData(row->at(column)) ? std::string() : row->at(column);
      };
      memberships.push_back({cell("NIK"), cell("NoKK"), std::stoll("0" + cell("NUK"))});
    }
    merge::Delta delta;
    for (const importer::FamilyGroup& group : importer::ReadFamilies(memberships).families) {
      merge::RecordState& family = New(v1::RECORD_KIND_FAMILY, *rows.front());
      if (group.no_kk.has_value()) Put(family, field::kNoKk, group.no_kk->value);
      for (std::size_t member : group.members) {
        const RecordId family_id = family.id;
        merge::RecordState& person = New(v1::RECORD_KIND_PERSON, *rows[member]);
        person.parent = family_id;
        Fill(person, *rows[member]);
        people_[rows[member]->at("IDARTBDT")] = person.id;
        keys_[person.id] = rows[member]->at("IDARTBDT");
        merge::HistoryRow said;
        said.record = person.id;
        said.changes.push_back({field::kName, merge::SlotChange::Kind::kApplied, {}, {}});
        delta.history.push_back(std::move(said));
        delta.records.insert(person.id);
      }
    }
    const auto nothing_to_load = [](const merge::Keys&) { return Status(); };
    const Status searched =
        merge::SearchDuplicates(merge::SetContext(), nothing_to_load, registry_, delta);
    TILIK_CHECK(searched.ok(), "everything is in memory");
  }

  merge::RecordState& New(v1::RecordKind kind, const Row& row) {
    const RecordId id = IdNumbered(++last_id_);
    merge::RecordState& record = registry_.records[id];
    record.id = id;
    record.kind = kind;
    record.revision = 1;
    record.village = village_.at(row.at("IDBDT"));
    return record;
  }

  static void Fill(merge::RecordState& person, const Row& row) {
    const std::pair<const char*, Field> texts[] = {
        {"Nama", field::kName}, {"NIK", field::kNik}, {"Nama_Ibu_Kandung", field::kMotherName}};
    for (const auto& [column, field] : texts) {
      if (!IsNoData(row.at(column))) Put(person, field, row.at(column));
    }
    std::string birth = row.at("TglLahir");
    birth.erase(std::remove(birth.begin(), birth.end(), '-'), birth.end());
    if (!IsNoData(birth)) Put(person, field::kBirthDate, std::int64_t{std::stoll(birth)});
    if (!IsNoData(row.at("JnsKel"))) {
      Put(person, field::kSex, Coded{1, static_cast<std::uint32_t>(std::stoul(row.at("JnsKel")))});
    }
  }

  merge::WorkingSet registry_;
  std::map<std::string, std::uint64_t> village_;
  std::map<std::string, RecordId> people_;
  std::map<RecordId, std::string> keys_;
  std::uint64_t last_id_ = 0;
};

using KeyPair = std::pair<std::string, std::string>;

KeyPair PairOf(const std::string& one, const std::string& other) {
  return {std::min(one, other), std::max(one, other)};
}

// Who stands in the n-th place of a household stands there in its copies.
std::set<KeyPair> ListedTwice(const MadeRegistry& made, const District& district) {
  std::map<std::string, std::vector<std::string>> listings;  // by the first listing's IDBDT
  for (const auto& [copy, row] : made.TruthOf("rumah_tangga_ganda")) {
    std::vector<std::string>& all = listings[row.at("terkait")];
    if (all.empty()) all.push_back(row.at("terkait"));
    all.push_back(copy);
  }
  std::set<KeyPair> pairs;
  for (const auto& [first, households] : listings) {
    for (int place = 1; place < 40; ++place) {
      const std::string suffix = (place < 10 ? "0" : "") + std::to_string(place);
      for (std::size_t i = 0; i < households.size(); ++i) {
        for (std::size_t j = i + 1; j < households.size(); ++j) {
          const KeyPair pair = PairOf(households[i] + suffix, households[j] + suffix);
          const auto& people = district.people();
          if (people.count(pair.first) > 0 && people.count(pair.second) > 0) pairs.insert(pair);
        }
      }
    }
  }
  return pairs;
}

bool HaveOneNik(const KeyPair& pair, const District& district) {
  const auto& profiles = district.registry().profiles;
  const std::string& nik = profiles.at(district.people().at(pair.first)).nik;
  return Nik::Parse(nik).ok() && nik == profiles.at(district.people().at(pair.second)).nik;
}

std::string InWords(const KeyPair& pair, const merge::WorkingSet& registry,
                    const District& district) {
  const merge::PersonProfile& one = registry.profiles.at(district.people().at(pair.first));
  const merge::PersonProfile& other = registry.profiles.at(district.people().at(pair.second));
  const auto shown = [](const merge::PersonProfile& person) {
    return person.name + " " + std::to_string(person.birth) + " " + person.nik + " ibu " +
           person.mother;
  };
  return shown(one) + " / " + shown(other) + ": " + merge::Compare(one, other).Words();
}

}  // namespace

Quality QualityIn(const char* district_code, int households, std::uint64_t seed) {
  const MadeRegistry made = population::Make(population::OrderFor(district_code, households, seed));
  const District district(made);
  const std::set<KeyPair> truth = ListedTwice(made, district);
  Quality quality;
  quality.people = district.people().size();
  quality.listed_twice = truth.size();
  std::set<KeyPair> asked;
  for (const auto& [key, number] : district.registry().open_cases) {
    asked.insert(PairOf(district.KeyOf(key.record), district.KeyOf(key.other)));
  }
  for (const KeyPair& pair : asked) {
    const bool twice = truth.count(pair) > 0;
    quality.found += twice;
    if (!twice && HaveOneNik(pair, district)) {
      ++quality.with_one_nik;
      continue;
    }
    ++quality.asked;
    if (!twice) quality.wrong.push_back(InWords(pair, district.registry(), district));
  }
  for (const KeyPair& pair : truth) {
    if (asked.count(pair) == 0)
      quality.missed.push_back(InWords(pair, district.registry(), district));
  }
  return quality;
}

}  // namespace tilik::matching
