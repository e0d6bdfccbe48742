// The types of PPKS and PSKS as data (proto/codebooks/ppks-*.json, psks-*.json): what a type is
// called, in which units it is counted, for what ages it is meant, and whether it is sensitive.
//
// Immutable once built; may be read from any thread. A list's number and its codes are permanent:
// signed change sets name types by them. A list that this program does not know is newer than it,
// and what is said of it is held until an upgrade.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/contract/value.h"
#include "tilik/v1/codebook.pb.h"

namespace tilik {

// One type of one list, as facts name it.
struct RegisterKey {
  std::uint32_t list = 0;
  std::uint32_t type = 0;

  friend bool operator==(const RegisterKey&, const RegisterKey&) = default;
  friend auto operator<=>(const RegisterKey&, const RegisterKey&) = default;
};

class RegisterLists {
 public:
  // Those compiled into this program.
  static const RegisterLists& BuiltIn();
  explicit RegisterLists(std::vector<v1::TypeList> lists) : lists_(std::move(lists)) {}

  // By number. Null: none, or newer than this program.
  const v1::TypeList* Find(std::uint32_t number) const;
  const v1::RegisterType* TypeOf(const RegisterKey& key) const;
  // Of a register, newest rule first.
  std::vector<const v1::TypeList*> ListsOf(v1::Register of) const;

  // The type that people call so (name, label, or code), of the newest list that has it; a key of
  // zeros when none has.
  RegisterKey TypeNamed(v1::Register of, std::string_view typed) const;
  // "anak balita terlantar, anak terlantar, …" of the newest list.
  std::string AcceptedTypes(v1::Register of) const;

  // A type nobody here knows is sensitive until it is known.
  bool IsSensitive(const RegisterKey& key) const;
  // The type in words of `language`; numbers where this program has no word.
  std::string Words(const RegisterKey& key, std::string_view language) const;

 private:
  std::vector<v1::TypeList> lists_;
};

// In what one record of this kind is counted; each unit is counted by itself.
v1::UnitType UnitOf(v1::RecordKind kind);

}  // namespace tilik
