#include "proto/contract/register_lists.h"

#include <algorithm>

#include "proto/contract/codebook.h"
#include "proto/contract/folding.h"

namespace tilik {

const RegisterLists& RegisterLists::BuiltIn() {
  static const RegisterLists kBuiltIn = [] {
    const v1::CodebookSet set = Codebooks::BuiltInData();
    return RegisterLists({set.lists().begin(), set.lists().end()});
  }();
  return kBuiltIn;
}

const v1::TypeList* RegisterLists::Find(std::uint32_t number) const {
  for (const v1::TypeList& list : lists_) {
    if (list.number() == number) return &list;
  }
  return nullptr;
}

const v1::RegisterType* RegisterLists::TypeOf(const RegisterKey& key) const {
  const v1::TypeList* list = Find(key.list);
  if (list == nullptr) return nullptr;
  for (const v1::RegisterType& type : list->types()) {
    if (type.code() == key.type) return &type;
  }
  return nullptr;
}

std::vector<const v1::TypeList*> RegisterLists::ListsOf(v1::Register of) const {
  std::vector<const v1::TypeList*> lists;
  for (const v1::TypeList& list : lists_) {
    if (list.of() == of) lists.push_back(&list);
  }
  std::sort(lists.begin(), lists.end(),
            [](const v1::TypeList* a, const v1::TypeList* b) { return a->number() > b->number(); });
  return lists;
}

RegisterKey RegisterLists::TypeNamed(v1::Register of, std::string_view typed) const {
  const std::string wanted = Fold(typed);
  if (wanted.empty()) return {};
  for (const v1::TypeList* list : ListsOf(of)) {
    for (const v1::RegisterType& type : list->types()) {
      const bool same = wanted == Fold(type.name()) || wanted == Fold(type.label().id()) ||
                        wanted == Fold(type.label().en()) || wanted == std::to_string(type.code());
      if (same) return {list->number(), type.code()};
    }
  }
  return {};
}

std::string RegisterLists::AcceptedTypes(v1::Register of) const {
  std::string accepted;
  const std::vector<const v1::TypeList*> lists = ListsOf(of);
  if (lists.empty()) return accepted;
  for (const v1::RegisterType& type : lists.front()->types()) {
    std::string name = type.name();
    std::replace(name.begin(), name.end(), '-', ' ');
    accepted += (accepted.empty() ? "" : ", ") + name;
  }
  return accepted;
}

bool RegisterLists::IsSensitive(const RegisterKey& key) const {
  const v1::RegisterType* type = TypeOf(key);
  return type == nullptr || type->sensitive();
}

std::string RegisterLists::Words(const RegisterKey& key, std::string_view language) const {
  const v1::RegisterType* type = TypeOf(key);
  if (type == nullptr) return std::to_string(key.list) + "/" + std::to_string(key.type);
  return language == "en" ? type->label().en() : type->label().id();
}

v1::UnitType UnitOf(v1::RecordKind kind) {
  switch (kind) {
    case v1::RECORD_KIND_PERSON:
      return v1::UNIT_TYPE_PERSON;
    case v1::RECORD_KIND_FAMILY:
      return v1::UNIT_TYPE_FAMILY;
    case v1::RECORD_KIND_HOUSEHOLD:
      return v1::UNIT_TYPE_HOUSEHOLD;
    case v1::RECORD_KIND_GROUP:
      return v1::UNIT_TYPE_GROUP;
    case v1::RECORD_KIND_INSTITUTION:
      return v1::UNIT_TYPE_INSTITUTION;
    case v1::RECORD_KIND_HOUSE:
      return v1::UNIT_TYPE_HOUSE;
    case v1::RECORD_KIND_LOCATION:
      return v1::UNIT_TYPE_LOCATION;
    default:
      return v1::UNIT_TYPE_UNSPECIFIED;
  }
}

}  // namespace tilik
