#include "client/core/claims.h"

#include <algorithm>
#include <map>

#include "tilik/v1/distribution.pb.h"

namespace tilik::client {
namespace {

constexpr char kLines[] = "SELECT line, village, row FROM entitlement ORDER BY line";
constexpr char kHandedOut[] =
    "SELECT said FROM own_operation WHERE subject = ? AND hides = 0 AND retracted = 0";
constexpr char kNewest[] =
    "SELECT made_ms FROM claims_read WHERE enrolment = ? AND danom = ? AND village = ?";
constexpr char kRead[] =
    "INSERT OR REPLACE INTO claims_read (enrolment, danom, village, made_ms) VALUES (?, ?, ?, ?)";
constexpr char kTakeBack[] = "DELETE FROM claim WHERE line = ? AND enrolment = ?";
constexpr char kClaim[] =
    "INSERT OR REPLACE INTO claim (line, enrolment, officer, made_ms) VALUES (?, ?, ?, ?)";
constexpr char kInVillage[] =
    "SELECT c.line, c.officer, c.made_ms FROM claim c JOIN entitlement e ON e.line = c.line "
    "WHERE e.village = ? ORDER BY c.made_ms";
constexpr char kOnLine[] = "SELECT officer, made_ms FROM claim WHERE line = ? ORDER BY made_ms";

Result<bool> IsHandedOut(sqlite::Database& database, const LineId& line) {
  sqlite::Statement row = database.Prepare(kHandedOut);
  row.Bind(1, line);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return false;
    v1::Operation said;
    const std::string_view bytes = row.Blob(0);
    if (!said.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return Status::Corrupt("an own operation is damaged");
    }
    if (said.has_handover()) return true;
  }
}

}  // namespace

Result<std::vector<DanomHere>> Claims::Danoms() {
  std::map<std::pair<std::string, std::uint64_t>, std::vector<LineId>> lines;
  {
    sqlite::Statement row = store_.database().Prepare(kLines);
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
      if (!found) break;
      v1::EntitlementLine line;
      const std::string_view bytes = row.Blob(2);
      if (!line.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return Status::Corrupt("a stored danom line is damaged");
      }
      lines[{line.danom(), row.UInt(1)}].push_back(row.Fixed<LineId>(0));
    }
  }
  std::vector<DanomHere> danoms;
  for (auto& [named, own] : lines) {
    DanomHere danom{named.first, named.second, std::move(own), {}};
    for (const LineId& line : danom.lines) {
      TILIK_ASSIGN_OR_RETURN(bool served, IsHandedOut(store_.database(), line));
      danom.served.push_back(served);
    }
    danoms.push_back(std::move(danom));
  }
  return danoms;
}

Result<std::string> Claims::Make(const SigningKey& key, std::string_view name,
                                 std::uint64_t village, Instant now) {
  TILIK_ASSIGN_OR_RETURN(std::vector<DanomHere> danoms, Danoms());
  for (const DanomHere& danom : danoms) {
    if (danom.danom != name || danom.village != village) continue;
    if (danom.lines.size() > kMaxClaimedLines) {
      return Status::Invalid("a danom of one village with more than " +
                             std::to_string(kMaxClaimedLines) + " lines");
    }
    v1::Claims claims;
    *claims.mutable_certificate() = store_.state().certificate();
    claims.set_danom(danom.danom);
    claims.set_village(village);
    claims.set_made_ms(now.ms);
    ClaimLines(danom.lines, danom.served, claims);
    return WriteClaims(claims, key);
  }
  return Status::NotFound("this danom is not on this device");
}

Result<ClaimsTaken> Claims::Take(std::string_view text) {
  TILIK_ASSIGN_OR_RETURN(ReadClaims read, OpenClaims(store_.district(), text));
  const v1::Claims& claims = read.claims;
  const std::string& enrolment = read.by.enrolment();
  if (enrolment == store_.enrolment().raw()) {
    return Status::Invalid("this text was made by this very phone");
  }
  TILIK_ASSIGN_OR_RETURN(std::vector<DanomHere> danoms, Danoms());
  const auto danom = std::find_if(danoms.begin(), danoms.end(), [&](const DanomHere& one) {
    return one.danom == claims.danom() && one.village == claims.village();
  });
  if (danom == danoms.end()) return Status::NotFound("that danom is not on this device");
  if (DanomDigest(danom->lines).raw() != claims.digest()) {
    return Status::Conflict("the two phones hold different versions of this danom");
  }
  ClaimsTaken taken;
  taken.officer = read.by.officer();
  taken.danom = claims.danom();
  taken.village = claims.village();

  TILIK_ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(store_.database()));
  {
    sqlite::Statement row = store_.database().Prepare(kNewest);
    TILIK_ASSIGN_OR_RETURN(
        bool found,
        row.BindBlob(1, enrolment).BindText(2, claims.danom()).Bind(3, claims.village()).Step());
    taken.older = found && row.Int(0) > claims.made_ms();
  }
  for (std::size_t i = 0; i < danom->lines.size(); ++i) {
    const bool served = IsServed(claims, i);
    taken.served += served ? 1 : 0;
    if (taken.older) continue;
    sqlite::Statement row = store_.database().Prepare(served ? kClaim : kTakeBack);
    row.Bind(1, danom->lines[i]).BindBlob(2, enrolment);
    if (served) row.BindText(3, taken.officer).Bind(4, claims.made_ms());
    TILIK_RETURN_IF_ERROR(row.Run());
  }
  if (taken.older) return taken;
  TILIK_RETURN_IF_ERROR(store_.database()
                            .Prepare(kRead)
                            .BindBlob(1, enrolment)
                            .BindText(2, claims.danom())
                            .Bind(3, claims.village())
                            .Bind(4, claims.made_ms())
                            .Run());
  TILIK_RETURN_IF_ERROR(transaction.Commit());
  return taken;
}

Result<std::vector<ClaimOnLine>> Claims::On(const LineId& line) {
  std::vector<ClaimOnLine> claims;
  sqlite::Statement row = store_.database().Prepare(kOnLine);
  row.Bind(1, line);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return claims;
    claims.push_back({std::string(row.Text(0)), Instant{row.Int(1)}});
  }
}

Result<std::map<LineId, std::vector<ClaimOnLine>>> Claims::In(std::uint64_t village) {
  std::map<LineId, std::vector<ClaimOnLine>> claims;
  sqlite::Statement row = store_.database().Prepare(kInVillage);
  row.Bind(1, village);
  while (true) {
    TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
    if (!found) return claims;
    claims[row.Fixed<LineId>(0)].push_back({std::string(row.Text(1)), Instant{row.Int(2)}});
  }
}

}  // namespace tilik::client
