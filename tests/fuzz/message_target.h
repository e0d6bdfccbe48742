// A target whose input is a message of fuzz_input.proto.
//
//   TILIK_FUZZ_MESSAGE(Bundle, ReadBundle)
//
// at the end of a file makes it a program that calls ReadBundle(const Bundle&) for ever.
#pragma once

#include <google/protobuf/stubs/logging.h>

#include <cstdint>
#include <string>

#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/message_mutation.h"

namespace tilik::fuzz {

template <typename Input>
Input ReadInput(const std::uint8_t* data, std::size_t size) {
  const google::protobuf::LogSilencer quiet;
  Input input;
  // What is left of a message that breaks off is an input too.
  static_cast<void>(input.ParsePartialFromArray(data, static_cast<int>(size)));
  return input;
}

// The input's size as it now is; what has grown too large is left as it was.
template <typename Input>
std::size_t WriteInput(const Input& input, std::uint8_t* data, std::size_t size,
                       std::size_t max_size) {
  const std::size_t wanted = input.ByteSizeLong();
  if (wanted > max_size) return size;
  input.SerializeToArray(data, static_cast<int>(wanted));
  return wanted;
}

template <typename Input>
std::size_t MutateInput(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  Input input = ReadInput<Input>(data, size);
  MessageMutation(seed).Change(input);
  return WriteInput(input, data, size, max_size);
}

template <typename Input>
std::size_t CrossInputs(const std::uint8_t* one, std::size_t one_size, const std::uint8_t* other,
                        std::size_t other_size, std::uint8_t* out, std::size_t max_size,
                        unsigned seed) {
  Input input = ReadInput<Input>(one, one_size);
  MessageMutation(seed).Cross(ReadInput<Input>(other, other_size), input);
  return WriteInput(input, out, 0, max_size);
}

}  // namespace tilik::fuzz

#define TILIK_FUZZ_MESSAGE(Input, Run)                                                         \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {          \
    Run(tilik::fuzz::ReadInput<tilik::fuzz::Input>(data, size));                               \
    return 0;                                                                                  \
  }                                                                                            \
  extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,         \
                                                 std::size_t max_size, unsigned seed) {        \
    return tilik::fuzz::MutateInput<tilik::fuzz::Input>(data, size, max_size, seed);           \
  }                                                                                            \
  extern "C" std::size_t LLVMFuzzerCustomCrossOver(                                            \
      const std::uint8_t* one, std::size_t one_size, const std::uint8_t* other,                \
      std::size_t other_size, std::uint8_t* out, std::size_t max_size, unsigned seed) {        \
    return tilik::fuzz::CrossInputs<tilik::fuzz::Input>(one, one_size, other, other_size, out, \
                                                        max_size, seed);                       \
  }
