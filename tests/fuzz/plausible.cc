#include "tests/fuzz/plausible.h"

#include <map>
#include <string>

#include "tests/fuzz/district_scene.h"

namespace tilik::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDeepest = 5;

bool EndsWith(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

std::uint64_t NumberFor(const std::string& field) {
  static const std::map<std::string, std::uint64_t> numbers = {
      {"village", kFatumnasi},
      {"villages", kFatumnasi},
      {"area", kFatumnasi},
      {"areas", kFatumnasi},
      {"cut_off_day", 20},
      {"list", 70},
      {"quantity", 5'000},
      {"received", 5'000},
      {"amount", 5'000},
      {"codes", 1},
      {"coded_fields", 43 + 1},
      {"number_fields", 43},
      {"text_fields", 41},
      {"record_fields", 40},
      {"absent_fields", 49},
      {"numbers", 19800802},
      {"field", 41},
      {"fields", 41},
      {"wall_ms", static_cast<std::uint64_t>(kNow.ms)},
      {"latitude_e7", static_cast<std::uint64_t>(-97312000)},
      {"longitude_e7", 1242241000}};
  if (const auto found = numbers.find(field); found != numbers.end()) return found->second;
  const bool day = field == "day" || EndsWith(field, "date") || field == "from" ||
                   field == "until" || EndsWith(field, "_from") || EndsWith(field, "_until") ||
                   EndsWith(field, "attempts") || field == "as_of";
  return day ? 20260102 : 1;
}

std::string TextFor(const std::string& field) {
  static const std::map<std::string, std::string> texts = {
      {"programme", "rastra"},     {"period", "2018-01"},   {"danom", "danom"},
      {"campaign", "verivali"},    {"name", "supervisor"},  {"event", "Balai desa"},
      {"codebook", "dtks-2020"},   {"code", "rastra"},      {"unit", "kg"},
      {"ratification", "2026-11"}, {"typed", "Fatumnasi"},  {"texts", "Maria Bere"},
      {"importer", "dtks-csv"},    {"external_key", "rt/1"}};
  const auto found = texts.find(field);
  return found == texts.end() ? "kata" : found->second;
}

void FillField(Message* message, const FieldDescriptor& field, int choice, int depth);

void Fill(Message* message, int choice, int depth) {
  const auto& type = *message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (const auto* oneof = field.real_containing_oneof();
        oneof != nullptr && oneof->field(choice % oneof->field_count()) != &field) {
      continue;
    }
    FillField(message, field, choice, depth);
  }
}

void FillField(Message* message, const FieldDescriptor& field, int choice, int depth) {
  const Reflection& reflection = *message->GetReflection();
  const std::string& name = field.name();
  const bool list = field.is_repeated();
  const std::uint64_t number = NumberFor(name);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth < kDeepest) {
        Fill(list ? reflection.AddMessage(message, &field)
                  : reflection.MutableMessage(message, &field),
             choice, depth + 1);
      }
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      list ? reflection.AddInt32(message, &field, static_cast<std::int32_t>(number))
           : reflection.SetInt32(message, &field, static_cast<std::int32_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      list ? reflection.AddInt64(message, &field, static_cast<std::int64_t>(number))
           : reflection.SetInt64(message, &field, static_cast<std::int64_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      list ? reflection.AddUInt32(message, &field, static_cast<std::uint32_t>(number))
           : reflection.SetUInt32(message, &field, static_cast<std::uint32_t>(number));
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      list ? reflection.AddUInt64(message, &field, number)
           : reflection.SetUInt64(message, &field, number);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      list ? reflection.AddEnumValue(message, &field, 1)
           : reflection.SetEnumValue(message, &field, 1);
      return;
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string text = field.type() == FieldDescriptor::TYPE_BYTES ? "\x01" : TextFor(name);
      list ? reflection.AddString(message, &field, text)
           : reflection.SetString(message, &field, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return;  // false and 0 are what most people say
  }
}

}  // namespace

void FillIn(Message* message, int choice) { Fill(message, choice, 0); }

}  // namespace tilik::fuzz
