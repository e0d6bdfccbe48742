// Codebooks, crosswalks, signal rules and programmes as a file or a district sends them: what is
// refused is refused in words, what is taken can be asked anything.
#include <google/protobuf/util/json_util.h>

#include "proto/contract/codebook.h"
#include "proto/contract/operation.h"
#include "proto/contract/programme.h"
#include "proto/contract/signal_rules.h"
#include "tests/fuzz/message_target.h"

namespace tilik::fuzz {
namespace {

constexpr std::uint32_t kToday = 20261122;

void Ask(const Codebooks& codebooks, const v1::Codebook& book) {
  Answers answers;
  for (const v1::Variable& variable : book.variables()) {
    const Field field = codebooks.FieldOf(variable);
    for (const char* typed : {"1", "2015-03-10", "tidak tahu", "kata"}) {
      const auto value = codebooks.Parse(book.number(), variable, typed);
      if (!value.ok()) continue;
      answers[field] = {*value, How::kAsked};
      codebooks.Words(field, *value, "id");
      std::string why;
      for (const v1::Codebook* other : codebooks.All()) {
        codebooks.Translate(field, *value, other->number(), &why);
      }
    }
  }
  for (const v1::Variable& variable : book.variables()) {
    codebooks.IsAsked(book.number(), variable, answers, kToday);
  }
  for (const int kind : {1, 2, 3, 4}) {
    codebooks.Check(book.number(), static_cast<v1::RecordKind>(kind), answers, kToday);
  }
}

void Build(const CodebookFile& input) {
  v1::CodebookSet set = Codebooks::BuiltInData();
  if (input.has_concepts()) *set.mutable_concepts() = input.concepts();
  // Without the built-in ones, all of which would be checked again: alone it is as good a test.
  set.clear_crosswalks();
  set.mutable_codebooks()->DeleteSubrange(1, set.codebooks_size() - 1);
  if (input.has_concepts()) set.clear_codebooks();
  v1::Codebook book = input.codebook();
  if (!input.codebook_json().empty() &&
      !google::protobuf::util::JsonStringToMessage(input.codebook_json(), &book).ok()) {
    return;
  }
  *set.add_codebooks() = book;
  if (input.has_crosswalk()) {
    *set.add_crosswalks() = input.crosswalk();
    v1::Crosswalk back = input.crosswalk();
    back.set_from(input.crosswalk().to());
    back.set_to(input.crosswalk().from());
    *set.add_crosswalks() = back;
  }
  const auto built = Codebooks::Build(std::move(set));
  if (!built.ok()) {
    TILIK_CHECK(built.status().code() == Code::kInvalid && !built.status().message().empty(),
                "what is wrong with a codebook is said");
    return;
  }
  Ask(**built, book);
}

void ReadProgramme(const std::string& json) {
  v1::Programme programme;
  if (!google::protobuf::util::JsonStringToMessage(json, &programme).ok()) return;
  v1::ChangeSet set;
  set.set_salt(std::string(16, 's'));
  set.set_seq(1);
  *set.add_operations()->mutable_define_programme()->mutable_programme() = programme;
  if (!CheckSet(set).ok()) return;
  const Period period = *Period::Parse("2018-T4.1");
  ChannelFor(programme, 53'02'14'2001, period);
  Pays(programme, 53'02'14'2001, period);
  for (const char* when : {"2018-01", "kapan"}) {
    NeedOf(programme, 53'02'14'2001, when, v1::EVIDENCE_KIND_TANDA_TANGAN);
  }
}

void ReadFiles(const CodebookFile& input) {
  if (input.has_signals()) {
    const Status checked = CheckSignalRules(input.signals());
    TILIK_CHECK(checked.ok() || checked.code() == Code::kInvalid, "rules are right or wrong");
  }
  if (!input.programme_json().empty()) ReadProgramme(input.programme_json());
  if (input.has_codebook() || !input.codebook_json().empty()) Build(input);
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(CodebookFile, tilik::fuzz::ReadFiles)
