// Whatever people type: numbers of people and families, dates, periods, regions, quantities, codes
// read over a phone call, ids. What is understood is written one way, and read back as the same.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "proto/contract/bytes.h"
#include "proto/contract/codebook.h"
#include "proto/contract/folding.h"
#include "proto/contract/identity.h"
#include "proto/contract/operation.h"
#include "proto/contract/period.h"
#include "proto/contract/region.h"
#include "proto/contract/typed_text.h"
#include "proto/contract/unlock_code.h"
#include "proto/csv/csv.h"
#include "proto/regions/regions.h"
#include "sync-server/importer/quantity.h"

namespace tilik::fuzz {
namespace {

constexpr std::uint32_t kToday = 20261122;
// Names are compared with 83,762 villages.
constexpr std::size_t kMaxPlaceName = 24;

void ReadNumbersOfPeople(std::string_view text) {
  if (const Result<Nik> nik = Nik::Parse(text); nik.ok()) {
    TILIK_CHECK(nik->digits().size() == 16, "a NIK has sixteen digits");
    TILIK_CHECK(Nik::Parse(nik->digits()).value() == *nik, "a NIK reads as itself");
    TILIK_CHECK(nik->birth_day() >= 1 && nik->birth_day() <= 31 && nik->birth_month() >= 1 &&
                    nik->birth_month() <= 12,
                "a NIK holds a birthday");
    CompareNik(*nik, 19850314, nik->sex(), Regions::BuiltIn().KecamatanExists(nik->region()));
  }
  if (const Result<NoKk> no_kk = NoKk::Parse(text); no_kk.ok()) {
    TILIK_CHECK(NoKk::Parse(no_kk->digits()).value() == *no_kk, "a No KK reads as itself");
  }
}

void ReadTimes(std::string_view text) {
  if (const auto date = DateInText(text); date.has_value()) {
    TILIK_CHECK(IsDate(*date, true), "a date that was read exists");
    YearsBetween(*date, kToday);
    DateInWords(*date, "id");
  }
  const std::optional<Period> canonical = Period::Parse(text);
  const std::optional<Period> meant = Period::InText(text);
  for (const auto& period : {canonical, meant}) {
    if (!period.has_value()) continue;
    TILIK_CHECK(Period::Parse(period->Text()) == period, "a period reads as itself");
    TILIK_CHECK(IsDate(period->first_day(), false) && IsDate(period->last_day(), false) &&
                    period->first_day() < period->last_day(),
                "a period has a first and a last day");
  }
  TILIK_CHECK(!canonical || text == canonical->Text(), "a period is written in one way");
  NotAfter(text, "2018-01");
  NotAfter("2018-T4", text);
}

template <int Digits>
void ReadRegion(std::string_view text) {
  const auto code = RegionCode<Digits>::Parse(text);
  if (!code.has_value()) return;
  TILIK_CHECK(RegionCode<Digits>::Parse(code->Text()) == code, "a region reads as itself");
  TILIK_CHECK(RegionCode<Digits>::FromNumber(code->number()) == code, "a region is its number");
  Regions::BuiltIn().NameOf(*code);
}

void ReadPlaces(std::string_view text) {
  ReadRegion<2>(text);
  ReadRegion<4>(text);
  ReadRegion<6>(text);
  ReadRegion<10>(text);
  if (text.size() > kMaxPlaceName) return;
  for (const auto& found : Regions::BuiltIn().Search<10>(text, 5302)) {
    TILIK_CHECK(!found.name.empty(), "a suggestion has a name");
  }
}

void ReadSpokenCodes(std::string_view text) {
  if (const auto request = ReadUnlockRequest(text); request.has_value()) {
    TILIK_CHECK(ReadUnlockRequest(TextOf(*request)) == request, "a request reads as itself");
  }
  if (const auto secret = ReadUnlockCode(text); secret.ok()) {
    TILIK_CHECK(ReadUnlockCode(UnlockCodeOf(*secret))->bytes() == secret->bytes(),
                "an unlock code reads as itself");
  }
  if (const auto id = RecordIdFromText(text); id.has_value()) {
    TILIK_CHECK(RecordIdFromText(ToUuidText(*id)) == id, "an id reads as itself");
  }
  if (const auto raw = FromHex(text); raw.has_value()) {
    TILIK_CHECK(FromHex(ToHex(*raw)) == raw, "hexadecimal reads as itself");
  }
}

void ReadQuantities(std::string_view text) {
  importer::QuantityReading reading;
  const auto each = [&](auto&& take) {
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t end = std::min(text.find('\n', from), text.size());
      take(text.substr(from, end - from));
      from = end + 1;
    }
  };
  each([&](std::string_view cell) { reading.Note(cell); });
  each([&](std::string_view cell) {
    for (const importer::Quantity& read : {reading.Read(cell), reading.ReadRupiah(cell)}) {
      TILIK_CHECK(read.thousandths >= 0 && read.thousandths <= kMaxQuantity,
                  "a quantity fits a sum of many");
    }
  });
  if (const auto number = WholeNumber(text); number.has_value()) NumberInWords(*number, "id");
}

void ReadWords(std::string_view text) {
  AbsenceInText(text);
  if (const auto tidy = TidyText(text); tidy.has_value()) {
    TILIK_CHECK(TidyText(*tidy) == tidy, "what is tidy stays so");
  }
  const std::string folded = Fold(text);
  // A letter that breaks off takes the byte behind it along, once.
  TILIK_CHECK(Fold(folded) == folded || !csv::IsUtf8(text), "what is folded stays so");
}

// As an answer to a question of the codebooks, the first byte choosing which.
void ReadAnswer(std::size_t which, bool as_written, std::string_view text) {
  const Codebooks& codebooks = Codebooks::BuiltIn();
  const std::vector<const v1::Codebook*> all = codebooks.All();
  const v1::Codebook& book = *all[which % all.size()];
  if (book.variables_size() == 0) return;
  const int count = book.variables_size();
  const v1::Variable& variable =
      book.variables(static_cast<int>(which / all.size() % static_cast<std::size_t>(count)));
  const Field field = codebooks.FieldOf(variable);
  const Result<Value> value = codebooks.Parse(book.number(), variable, text, as_written, "id");
  if (!value.ok()) {
    TILIK_CHECK(!value.status().message().empty(), "a refusal names what is accepted");
    return;
  }
  codebooks.Words(field, *value, "id");
  codebooks.Words(field, *value, "en");
  TILIK_CHECK(codebooks.Same(field, *value, *value), "a value means what it means");
  Answers answers;
  answers[field] = {*value, as_written ? How::kAsWritten : How::kAsked};
  const v1::Concept* concept_of = codebooks.ConceptOf(field);
  codebooks.Check(book.number(), concept_of->kind(), answers, kToday);
  for (const v1::Codebook* other : all) {
    std::string why;
    const auto there = codebooks.Translate(field, *value, other->number(), &why);
    if (there.has_value()) codebooks.Words(field, *there, "id");
  }
  google::protobuf::RepeatedPtrField<v1::ValueColumns> columns;
  WriteColumns(answers, &columns);
  TILIK_CHECK(ReadColumns(columns).value() == answers, "an answer travels as itself");
}

}  // namespace
}  // namespace tilik::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tilik::fuzz;
  if (size < 3) return -1;
  const std::size_t which = data[0] | static_cast<std::size_t>(data[1]) << 8;
  const bool as_written = (data[2] & 1) != 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  ReadNumbersOfPeople(text);
  ReadTimes(text);
  if ((data[2] & 6) == 2) ReadPlaces(text);
  ReadSpokenCodes(text);
  ReadQuantities(text);
  ReadWords(text);
  ReadAnswer(which, as_written, text);
  return 0;
}
