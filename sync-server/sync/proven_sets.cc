#include "sync-server/sync/proven_sets.h"

namespace tilik::sync {

Result<ProvenSets> ProveSets(storage::Reader& reader, const ChainId& chain,
                             v1::PushRequest& request) {
  TILIK_ASSIGN_OR_RETURN(std::optional<storage::ChainRow> row, reader.Chain(chain));
  if (!row.has_value()) return Status::NotFound("this enrolment is not known here");
  TILIK_ASSIGN_OR_RETURN(PreparedPush push, PreparePush(chain, row->public_key, request));
  return ProvenSets{*std::move(row), std::move(push)};
}

v1::Receipt MakeReceipt(const SigningKey& district, const ReceiptFacts& facts) {
  v1::Receipt receipt;
  receipt.set_epoch(facts.epoch);
  receipt.set_seq(facts.seq);
  receipt.set_arrival(facts.arrival);
  receipt.set_time_ms(static_cast<std::uint64_t>(facts.time.ms));
  receipt.set_signature(district.SignReceipt(facts).str());
  return receipt;
}

}  // namespace tilik::sync
