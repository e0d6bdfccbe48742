#include "sync-server/storage/packing.h"

namespace tilik::storage {
namespace {

// The five shapes of a value, in the order of the variant.
enum Shape : std::uint8_t { kAbsent, kCoded, kNumber, kText, kRecord, kShapes };

template <typename Tape, Is<merge::Origin> O>
void WalkOrigin(Tape& tape, O& origin) {
  tape.Id(origin.chain);
  tape.Number(origin.branch);
  tape.Number(origin.seq);
  tape.Digest(origin.link);
  tape.Id(origin.named);
  tape.Time(origin.observed);
  tape.Number(origin.account);
}

}  // namespace

void Packer::Origin(const merge::Origin& origin) {
  auto found = std::find(named_.origins.begin(), named_.origins.end(), origin);
  Put(found == named_.origins.end()
          ? 0
          : static_cast<std::uint64_t>(found - named_.origins.begin()) + 1);
  if (found != named_.origins.end()) return;
  WalkOrigin(*this, origin);
  named_.origins.push_back(origin);
}

void Packer::Stamp(const merge::Stamp& stamp) {
  auto found = std::find(named_.stamps.begin(), named_.stamps.end(), stamp);
  Put(found == named_.stamps.end() ? 0
                                   : static_cast<std::uint64_t>(found - named_.stamps.begin()) + 1);
  if (found != named_.stamps.end()) return;
  Put(stamp.revision);
  Origin(stamp.origin);
  named_.stamps.push_back(stamp);
}

void Packer::Answer(const tilik::Answer& answer) {
  Put(static_cast<std::uint64_t>(answer.value.index()) +
      static_cast<std::uint64_t>(answer.how) * kShapes);
  switch (static_cast<Shape>(answer.value.index())) {
    case kAbsent:
      Number(std::get<Absent>(answer.value));
      break;
    case kCoded:
      Number(std::get<Coded>(answer.value).codebook);
      Number(std::get<Coded>(answer.value).code);
      break;
    case kNumber:
      Signed(std::get<std::int64_t>(answer.value));
      break;
    case kText:
      Text(std::get<std::string>(answer.value));
      break;
    case kRecord:
      Id(std::get<RecordId>(answer.value));
      break;
    case kShapes:
      break;
  }
}

void Packer::AllOf(const Answers& answers) {
  Put(answers.size());
  Field before = 0;
  for (const auto& [field, answer] : answers) {
    Put(field - before);
    Answer(answer);
    before = field;
  }
}

std::uint64_t Unpacker::Get() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 70 && !bytes_.empty(); shift += 7) {
    std::uint8_t next = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    if (shift == 63 && next > 1) break;
    value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
    if (next < 0x80) return value;
  }
  failed_ = true;
  return 0;
}

std::string_view Unpacker::Next(std::uint64_t size) {
  if (failed_ || size > bytes_.size()) {
    failed_ = true;
    return {};
  }
  std::string_view raw = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return raw;
}

std::uint64_t Unpacker::Count() {
  std::uint64_t count = Get();
  if (count <= bytes_.size()) return count;
  failed_ = true;
  return 0;
}

void Unpacker::Origin(merge::Origin& origin) {
  std::uint64_t place = Get();
  if (place > named_.origins.size()) {
    failed_ = true;
  } else if (place > 0) {
    origin = named_.origins[place - 1];
  } else {
    WalkOrigin(*this, origin);
    named_.origins.push_back(origin);
  }
}

void Unpacker::Stamp(merge::Stamp& stamp) {
  std::uint64_t place = Get();
  if (place > named_.stamps.size()) {
    failed_ = true;
  } else if (place > 0) {
    stamp = named_.stamps[place - 1];
  } else {
    Number(stamp.revision);
    Origin(stamp.origin);
    named_.stamps.push_back(stamp);
  }
}

void Unpacker::Answer(tilik::Answer& answer) {
  std::uint64_t shape_and_how = Get();
  answer.how = static_cast<How>(shape_and_how / kShapes);
  if (shape_and_how / kShapes > static_cast<std::uint64_t>(How::kAsWritten)) failed_ = true;
  switch (static_cast<Shape>(shape_and_how % kShapes)) {
    case kAbsent:
      Number(answer.value.emplace<Absent>());
      break;
    case kCoded: {
      Coded& coded = answer.value.emplace<Coded>();
      Number(coded.codebook);
      Number(coded.code);
      break;
    }
    case kNumber:
      Signed(answer.value.emplace<std::int64_t>());
      break;
    case kText:
      Text(answer.value.emplace<std::string>());
      break;
    case kRecord:
      Id(answer.value.emplace<RecordId>());
      break;
    case kShapes:
      break;
  }
}

void Unpacker::AllOf(Answers& answers) {
  answers.clear();
  Field field = 0;
  for (std::uint64_t count = Count(); count > 0 && !failed_; --count) {
    Field step = 0;
    Number(step);
    field += step;
    Answer(answers.emplace_hint(answers.end(), field, tilik::Answer())->second);
  }
}

}  // namespace tilik::storage
