#include "tests/fuzz/message_mutation.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "proto/csv/csv.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace tilik::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::size_t kMaxText = 4096;

void CollectMessages(Message& message, std::vector<Message*>& all) {
  all.push_back(&message);
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      CollectMessages(*reflection.MutableMessage(&message, field), all);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CollectMessages(*reflection.MutableRepeatedMessage(&message, field, i), all);
    }
  }
}

template <typename Number>
Number ChangedNumber(Number number) {
  std::uint8_t bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  LLVMFuzzerMutate(bytes, sizeof number, sizeof number);
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

std::string ChangedText(std::string text, bool utf8) {
  const std::size_t size = std::min(text.size(), kMaxText);
  text.resize(std::min(size * 2 + 16, kMaxText));
  text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, text.size()));
  if (utf8 && !csv::IsUtf8(text)) {
    // A message with such a text would not be read back.
    for (char& letter : text) letter = static_cast<char>(letter & 0x7f);
  }
  return text;
}

}  // namespace

void MessageMutation::Change(Message& message) {
  if (Below(8) == 0 && CopyWithin(message)) return;
  std::vector<Message*> all;
  CollectMessages(message, all);
  for (int tries = 0; tries < 8; ++tries) {
    Message& in = *all[Below(all.size())];
    const int fields = in.GetDescriptor()->field_count();
    if (fields == 0) continue;
    const int chosen = static_cast<int>(Below(static_cast<std::size_t>(fields)));
    return ChangeField(in, *in.GetDescriptor()->field(chosen));
  }
}

void MessageMutation::Cross(const Message& other, Message& message) {
  const std::unique_ptr<Message> copy(other.New());
  copy->CopyFrom(other);
  std::vector<Message*> theirs, ours;
  CollectMessages(*copy, theirs);
  CollectMessages(message, ours);
  const Message& from = *theirs[Below(theirs.size())];
  std::vector<Message*> alike;
  for (Message* one : ours) {
    if (one->GetDescriptor() == from.GetDescriptor()) alike.push_back(one);
  }
  if (alike.empty()) return Change(message);
  Message& into = *alike[Below(alike.size())];
  if (Below(2) == 0) {
    into.CopyFrom(from);
  } else {
    into.MergeFrom(from);
  }
}

bool MessageMutation::CopyWithin(Message& message) {
  const std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  std::vector<Message*> from, to;
  CollectMessages(*copy, from);
  CollectMessages(message, to);
  const std::size_t source = Below(from.size());
  const std::size_t target = Below(to.size());
  if (source == target || from[source]->GetDescriptor() != to[target]->GetDescriptor()) {
    return false;
  }
  to[target]->CopyFrom(*from[source]);
  return true;
}

void MessageMutation::ChangeField(Message& in, const FieldDescriptor& field) {
  if (field.is_repeated()) return ChangeList(in, field);
  ChangeSingle(in, field);
}

void MessageMutation::ChangeList(Message& in, const FieldDescriptor& field) {
  const Reflection& reflection = *in.GetReflection();
  const int size = reflection.FieldSize(in, &field);
  if (size == 0) return AddElement(in, field);
  const int at = static_cast<int>(Below(static_cast<std::size_t>(size)));
  const int other = static_cast<int>(Below(static_cast<std::size_t>(size)));
  switch (Below(6)) {
    case 0:
    case 1:
      return AddElement(in, field);
    case 2:
      reflection.SwapElements(&in, &field, at, size - 1);
      return reflection.RemoveLast(&in, &field);
    case 3:
      return reflection.SwapElements(&in, &field, at, other);
    case 4:
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const std::unique_ptr<Message> twin(reflection.GetRepeatedMessage(in, &field, at).New());
        twin->CopyFrom(reflection.GetRepeatedMessage(in, &field, at));
        return reflection.AddMessage(&in, &field)->CopyFrom(*twin);
      }
      return AddElement(in, field);
    default:
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return ChangeScalar(in, field, at);
      return Change(*reflection.MutableRepeatedMessage(&in, &field, at));
  }
}

void MessageMutation::ChangeSingle(Message& in, const FieldDescriptor& field) {
  const Reflection& reflection = *in.GetReflection();
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (reflection.HasField(in, &field) && Below(is_message ? 4 : 8) == 0) {
    return reflection.ClearField(&in, &field);
  }
  if (is_message) return Change(*reflection.MutableMessage(&in, &field));
  ChangeScalar(in, field, -1);
}

void MessageMutation::AddElement(Message& in, const FieldDescriptor& field) {
  const Reflection& reflection = *in.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Change(*reflection.AddMessage(&in, &field));
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.AddInt32(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.AddInt64(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      reflection.AddUInt32(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection.AddUInt64(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      reflection.AddDouble(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
      reflection.AddFloat(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection.AddBool(&in, &field, false);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      reflection.AddEnumValue(&in, &field, 0);
      break;
    case FieldDescriptor::CPPTYPE_STRING:
      reflection.AddString(&in, &field, "");
      break;
  }
  ChangeScalar(in, field, reflection.FieldSize(in, &field) - 1);
}

void MessageMutation::ChangeScalar(Message& in, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *in.GetReflection();
  const bool single = index < 0;
  // One number is changed into its neighbour as often as into anything else: revisions, seqs and
  // days are worth most near to what they were.
  const auto change = [&](auto number) {
    if (Below(2) == 0) {
      const auto step = static_cast<decltype(number)>(1 + Below(3));
      return Below(2) == 0 ? static_cast<decltype(number)>(static_cast<std::uint64_t>(number) +
                                                           static_cast<std::uint64_t>(step))
                           : static_cast<decltype(number)>(static_cast<std::uint64_t>(number) -
                                                           static_cast<std::uint64_t>(step));
    }
    return ChangedNumber(number);
  };
#define TILIK_CHANGE(Type)                                                                 \
  if (single) {                                                                            \
    reflection.Set##Type(&in, &field, change(reflection.Get##Type(in, &field)));           \
  } else {                                                                                 \
    reflection.SetRepeated##Type(&in, &field, index,                                       \
                                 change(reflection.GetRepeated##Type(in, &field, index))); \
  }                                                                                        \
  break
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      TILIK_CHANGE(Int32);
    case FieldDescriptor::CPPTYPE_INT64:
      TILIK_CHANGE(Int64);
    case FieldDescriptor::CPPTYPE_UINT32:
      TILIK_CHANGE(UInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      TILIK_CHANGE(UInt64);
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: {
      // Whole and small: the parsers' own business with others is tested through JSON.
      const double number = static_cast<double>(Below(20'000)) / 100 - 100;
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
        single ? reflection.SetDouble(&in, &field, number)
               : reflection.SetRepeatedDouble(&in, &field, index, number);
      } else {
        const float less = static_cast<float>(number);
        single ? reflection.SetFloat(&in, &field, less)
               : reflection.SetRepeatedFloat(&in, &field, index, less);
      }
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      single ? reflection.SetBool(&in, &field, !reflection.GetBool(in, &field))
             : reflection.SetRepeatedBool(&in, &field, index,
                                          !reflection.GetRepeatedBool(in, &field, index));
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      // One in sixteen is newer than this program.
      const auto known = static_cast<std::size_t>(field.enum_type()->value_count());
      const int value = Below(16) == 0
                            ? static_cast<int>(Below(200))
                            : field.enum_type()->value(static_cast<int>(Below(known)))->number();
      single ? reflection.SetEnumValue(&in, &field, value)
             : reflection.SetRepeatedEnumValue(&in, &field, index, value);
      break;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool utf8 = field.type() == FieldDescriptor::TYPE_STRING;
      std::string scratch;
      const std::string& was =
          single ? reflection.GetStringReference(in, &field, &scratch)
                 : reflection.GetRepeatedStringReference(in, &field, index, &scratch);
      std::string text = ChangedText(was, utf8);
      single ? reflection.SetString(&in, &field, std::move(text))
             : reflection.SetRepeatedString(&in, &field, index, std::move(text));
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
#undef TILIK_CHANGE
}

}  // namespace tilik::fuzz
