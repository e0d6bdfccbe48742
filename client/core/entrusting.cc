#include "client/core/entrusting.h"

namespace tilik::client {
namespace {

constexpr char kToCarry[] =
    "SELECT seq FROM outbox WHERE (answered = 0 OR ?) AND lost = 0 AND body IS NOT NULL "
    "ORDER BY entrusted_ms, seq";
constexpr char kEntrust[] =
    "UPDATE outbox SET entrusted_ms = ?, courier = ? WHERE seq = ? AND answered = 0";
constexpr char kEntrustedTo[] =
    "SELECT courier, entrusted_ms FROM outbox WHERE seq = ? AND answered = 0 AND "
    "entrusted_ms <> 0";
constexpr char kStillEntrusted[] =
    "SELECT courier, min(entrusted_ms) OVER () FROM outbox WHERE answered = 0 AND lost = 0 AND "
    "entrusted_ms <> 0 ORDER BY entrusted_ms DESC LIMIT 1";

Result<std::optional<Entrusted>> ReadEntrusted(sqlite::Statement& row) {
  TILIK_ASSIGN_OR_RETURN(bool found, row.Step());
  if (!found) return std::optional<Entrusted>();
  return std::optional(Entrusted{std::string(row.Text(0)), {row.Int(1)}});
}

}  // namespace

Result<std::vector<std::uint64_t>> Entrusting::ToCarry(bool all_held) {
  sqlite::Statement row = store_.database().Prepare(kToCarry);
  row.Bind(1, all_held ? 1 : 0);
  return ReadNumbers(std::move(row));
}

Status Entrusting::Entrust(const std::vector<std::uint64_t>& seqs, const Entrusted& to) {
  for (std::uint64_t seq : seqs) {
    TILIK_RETURN_IF_ERROR(store_.database()
                              .Prepare(kEntrust)
                              .Bind(1, to.at.ms)
                              .BindText(2, to.courier)
                              .Bind(3, seq)
                              .Run());
  }
  return Status();
}

Result<std::optional<Entrusted>> Entrusting::To(std::uint64_t seq) {
  sqlite::Statement row = store_.database().Prepare(kEntrustedTo);
  return ReadEntrusted(row.Bind(1, seq));
}

Result<std::optional<Entrusted>> Entrusting::Still() {
  sqlite::Statement row = store_.database().Prepare(kStillEntrusted);
  return ReadEntrusted(row);
}

}  // namespace tilik::client
