#include "sync-server/command/office_work.h"

#include "sync-server/command/command.h"

namespace tilik::command {

void AddAccountOption(Command command, std::string& account) {
  command.Option("--as", account, "akun yang menandatangani; bawaan: akun pertama");
}

Result<bool> SignOrRefuse(Desk& desk, v1::Operation operation, Link* link) {
  std::vector<v1::Operation> one;
  one.push_back(std::move(operation));
  TILIK_ASSIGN_OR_RETURN(Desk::Signed done, desk.Sign(std::move(one)));
  if (link != nullptr) *link = done.link;
  const v1::Outcome& outcome = done.outcomes.front();
  if (outcome.kind() == v1::OUTCOME_KIND_REFUSED) return Status::Invalid(outcome.reason());
  return outcome.kind() == v1::OUTCOME_KIND_HELD;
}

}  // namespace tilik::command
