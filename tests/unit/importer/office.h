// An office that imports files into a real store, and an officer who visits between two imports.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync-server/importer/importer.h"
#include "sync-server/storage/sqlite_store.h"
#include "sync-server/sync/district_keys.h"

namespace tilik::importer {

using Cells = std::map<std::string, std::string>;  // column → text

// All columns that any row names, in the order of the names.
std::string CsvOf(const std::vector<Cells>& rows);

// A row of rumah_tangga.csv in 53.02.01.1001 unless `cells` says otherwise, and of anggota.csv.
Cells HouseholdOf(const std::string& idbdt, const Cells& cells = {});
Cells PersonOf(const std::string& idartbdt, const std::string& idbdt, const Cells& cells = {});

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void Fill(void* out, std::size_t size) override;

 private:
  std::uint64_t state_;
};

class Office {
 public:
  Office();
  ~Office();

  Result<RegistryReport> TryImport(const std::string& households, const std::string& persons,
                                   std::uint32_t as_of);
  RegistryReport Import(const std::string& households, const std::string& persons,
                        std::uint32_t as_of = 20251101);
  DanomReport ImportDanomOf(const std::string& danom);
  CivilReport ImportCivilOf(const std::string& civil, std::uint32_t as_of = 20251215);
  Status TryCivil(std::istream& civil);
  CivilReport PreviewCivilOf(const std::string& civil, std::uint32_t as_of = 20251215);
  DanomReport PreviewDanomOf(const std::string& danom);
  // With decisions: rows of line,decision,value.
  Result<DanomReport> TryDanom(const std::string& danom, const std::string& fixes);

  // An officer sees the record as it now is and answers `variable` with `typed`, observed on `day`.
  void VisitFinds(const RecordId& record, const std::string& variable, const std::string& typed,
                  std::uint32_t day);

  // The one record of that key; the test fails when there is none or another.
  RecordId Household(const std::string& idbdt);
  RecordId Person(const std::string& idartbdt);
  merge::RecordState Record(const RecordId& id);
  // What the registry holds, in words: "Keramik", "(tidak ada)".
  std::string Says(const RecordId& record, const std::string& variable);
  RecordId FamilyOf(const RecordId& person) { return Record(person).parent; }
  std::vector<merge::CaseFile> OpenCases(merge::CaseKind kind);
  storage::Reader::Counts Count();
  std::vector<RecordId> Members(const RecordId& parent);
  std::unique_ptr<storage::Reader> Read();

  // Whoever imports next goes through this store instead.
  void Through(storage::RegistryStore& store) { through_ = &store; }
  void Directly() { through_ = store_.get(); }
  storage::RegistryStore& store() { return *store_; }
  const std::string& scratch() const { return scratch_; }

 private:
  Run RunOf(std::uint32_t as_of);
  RecordId FindOne(const std::string& text, v1::RecordKind kind);
  void AdmitOfficer();

  std::string directory_;
  std::string scratch_;
  SeededRandom random_{7};
  Instant now_;
  std::unique_ptr<sync::DistrictKeys> keys_;
  std::unique_ptr<storage::SqliteRegistryStore> store_;
  storage::RegistryStore* through_ = nullptr;
  std::unique_ptr<SigningKey> officer_key_;
  ChainId officer_;
  std::uint64_t officer_seq_ = 0;
  Link officer_head_;
};

}  // namespace tilik::importer
