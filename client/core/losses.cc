#include "client/core/losses.h"

namespace tilik::client {

Status Losses::Declare(std::uint64_t first, std::uint64_t last, const std::string& reason) {
  TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> subjects, outbox_.MarkLost(first, last));
  const OwnChain chain = store_.ChainOf(first);
  // A closed chain says nothing more; its gap is closed by a decision at the office.
  if (chain.IsOpen()) {
    Work work;
    v1::DeclareLost* lost = work.operations.emplace_back().mutable_declare_lost();
    lost->set_first_seq(chain.SeqOf(first));
    lost->set_last_seq(chain.SeqOf(last));
    lost->set_reason(reason);
    TILIK_RETURN_IF_ERROR(outbox_.Append(key_, work, clock_.Read()).status());
  }
  for (const RecordId& subject : subjects) TILIK_RETURN_IF_ERROR(records_.Refresh(subject));
  declared_ += last - first + 1;
  return Status();
}

Status Losses::DeclareGone(std::uint64_t contiguous, const std::set<std::uint64_t>& waiting) {
  const OwnChain newest = store_.newest();
  TILIK_ASSIGN_OR_RETURN(std::vector<std::uint64_t> gone,
                         outbox_.GoneAbove(newest.NumberOf(contiguous)));
  std::erase_if(gone, [&](std::uint64_t number) { return waiting.contains(newest.SeqOf(number)); });
  for (std::size_t first = 0; first < gone.size();) {
    std::size_t last = first;
    while (last + 1 < gone.size() && gone[last + 1] == gone[last] + 1) ++last;
    TILIK_RETURN_IF_ERROR(Declare(gone[first], gone[last], "let go after a verified backup"));
    first = last + 1;
  }
  return Status();
}

}  // namespace tilik::client
