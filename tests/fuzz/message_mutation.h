// Changes a message as a person would who knows its schema: a field set, cleared, copied from
// elsewhere in the message, a list made longer or shorter. Contents of fields are libFuzzer's own
// mutations, so what it learned from comparisons reaches every depth.
//
// Changing bytes of an encoded set instead would mostly break a length and never leave the parser.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <random>

namespace tilik::fuzz {

class MessageMutation {
 public:
  explicit MessageMutation(unsigned seed) : chance_(seed) {}

  // One change, anywhere in `message`.
  void Change(google::protobuf::Message& message);
  // Some part of `other` takes the place of a like part of `message`.
  void Cross(const google::protobuf::Message& other, google::protobuf::Message& message);

 private:
  using Message = google::protobuf::Message;
  using FieldDescriptor = google::protobuf::FieldDescriptor;

  std::size_t Below(std::size_t bound) { return bound == 0 ? 0 : chance_() % bound; }
  bool CopyWithin(Message& message);
  void ChangeField(Message& in, const FieldDescriptor& field);
  void ChangeList(Message& in, const FieldDescriptor& field);
  void ChangeSingle(Message& in, const FieldDescriptor& field);
  // The element at `index`, or the field itself when it is no list.
  void ChangeScalar(Message& in, const FieldDescriptor& field, int index);
  void AddElement(Message& in, const FieldDescriptor& field);

  std::minstd_rand chance_;
};

}  // namespace tilik::fuzz
