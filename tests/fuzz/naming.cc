#include "tests/fuzz/naming.h"

#include <algorithm>
#include <set>

#include "proto/contract/change_set.h"

namespace tilik::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A name this long or longer is an id already.
constexpr std::size_t kIdBytes = 16;

bool OneOf(const std::string& name, const std::set<std::string>& names) {
  return names.count(name) > 0;
}

template <typename Id>
Id Numbered(std::uint8_t n, std::uint8_t kind) {
  Id id;
  std::fill(id.data(), id.data() + id.size(), n);
  id.data()[0] = 1;
  id.data()[1] = kind;
  id.data()[6] = 0x70;
  id.data()[8] = 0x80;
  return id;
}

}  // namespace

RecordId NumberedRecord(std::uint8_t n) { return Numbered<RecordId>(n, 1); }
LineId NumberedLine(std::uint8_t n) { return Numbered<LineId>(n, 2); }

std::string Names::IdFor(const std::string& field, const std::string& name) const {
  static const std::set<std::string> links_of = {"link", "branch", "previous_link", "last_link"};
  static const std::set<std::string> chains_of = {"enrolment", "chain", "unlocked"};
  static const std::set<std::string> hashes = {"hash",   "file_hash", "values_hash", "scan",
                                               "photos", "digest",    "verifier"};
  static const std::set<std::string> as_they_are = {
      "salt", "boot_id", "certificate", "signature", "seed", "public_key", "bytes", "body", "said"};
  if (name.empty() || OneOf(field, as_they_are)) return name;
  const auto n = static_cast<std::uint8_t>(name[0]);
  if (field == "records") {  // of ValueColumns: one after the other; elsewhere one alone
    std::string ids;
    if (name.size() % kIdBytes == 0) return name;
    for (const char each : name) ids += NumberedRecord(static_cast<std::uint8_t>(each)).raw();
    return ids;
  }
  if (name.size() >= kIdBytes) return name;
  if (OneOf(field, links_of)) return links.empty() ? name : links[n % links.size()].str();
  if (OneOf(field, chains_of)) return chains.empty() ? name : chains[n % chains.size()].str();
  if (OneOf(field, hashes)) return HashOf(name).str();
  if (field == "line") return NumberedLine(n).str();
  return NumberedRecord(n).str();
}

void Names::Resolve(Message* message) const {
  const Reflection& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(*message, &set);
  for (const FieldDescriptor* field : set) {
    const int size = field->is_repeated() ? reflection.FieldSize(*message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Resolve(field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, i)
                                     : reflection.MutableMessage(message, field));
      } else if (field->type() == FieldDescriptor::TYPE_BYTES && field->is_repeated()) {
        reflection.SetRepeatedString(
            message, field, i,
            IdFor(field->name(), reflection.GetRepeatedString(*message, field, i)));
      } else if (field->type() == FieldDescriptor::TYPE_BYTES) {
        reflection.SetString(message, field,
                             IdFor(field->name(), reflection.GetString(*message, field)));
      }
    }
  }
}

}  // namespace tilik::fuzz
