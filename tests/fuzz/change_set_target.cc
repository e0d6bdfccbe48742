// Bodies of change sets, as anybody may sign them: what opens is well shaped all through, and means
// the same however often it is written down and opened again.
#include "proto/contract/change_set.h"
#include "proto/contract/operation.h"
#include "proto/contract/told.h"
#include "proto/contract/value.h"
#include "sync-server/merge/naming.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/naming.h"

namespace tilik::fuzz {
namespace {

using Columns = google::protobuf::RepeatedPtrField<v1::ValueColumns>;

void ReadAndWrite(const Columns& columns) {
  const Result<Answers> answers = ReadColumns(columns);
  if (!answers.ok()) return;
  TILIK_CHECK(answers->size() <= kMaxAnswers, "a record carries no more answers than it may");
  Columns written;
  WriteColumns(*answers, &written);
  TILIK_CHECK(ReadColumns(written).value() == *answers, "answers travel as themselves");
}

void OpenSet(const Body& input) {
  v1::ChangeSet set = input.set();
  Names names;
  names.Resolve(&set);
  for (const v1::Operation& operation : set.operations()) {
    ReadAndWrite(operation.create_record().values());
    ReadAndWrite(operation.change_fields().values());
  }
  const std::string body = Damaged(set.SerializeAsString(), input.damage());
  const Result<v1::ChangeSet> opened = OpenBody(body);
  if (!opened.ok()) {
    const Code code = opened.status().code();
    TILIK_CHECK(code == Code::kInvalid || code == Code::kUnsupported,
                "a body is wrong or newer than this program");
    return;
  }
  TILIK_CHECK(opened->operations_size() <= kMaxOperations, "a body keeps to its bounds");
  merge::Names named;
  for (const v1::Operation& operation : opened->operations()) {
    merge::AddNames(operation, named);
    RecordToldOf(operation);
    DayTold(operation);
    KeyTold(operation);
  }
  const Result<v1::ChangeSet> again = OpenBody(opened->SerializeAsString());
  TILIK_CHECK(again.ok() && again->SerializeAsString() == opened->SerializeAsString(),
              "what was opened opens again as the same");
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Body, tilik::fuzz::OpenSet)
