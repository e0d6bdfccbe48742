// Facts of register.proto for stories: who entered a register, was served, left it, and what else
// is told of records.
#pragma once

#include <string>

#include "proto/contract/told.h"
#include "sync-server/merge/registers.h"
#include "tests/unit/merge/registry_in_memory.h"

namespace tilik::merge {

inline constexpr RegisterKey kElderly{70, 8};
inline constexpr RegisterKey kTrafficked{70, 18};  // sensitive
inline constexpr RegisterKey kTagana{71, 3};

inline v1::Operation Entered(const RecordId& record, const RegisterKey& key, std::uint32_t day) {
  v1::Operation operation;
  operation.mutable_enter_register()->set_record(record.str());
  operation.mutable_enter_register()->set_list(key.list);
  operation.mutable_enter_register()->set_type(key.type);
  operation.mutable_enter_register()->set_day(day);
  return operation;
}

inline v1::Operation Served(const RecordId& record, const RegisterKey& key, std::uint32_t day) {
  v1::Operation operation;
  operation.mutable_service_received()->set_record(record.str());
  operation.mutable_service_received()->set_list(key.list);
  operation.mutable_service_received()->set_type(key.type);
  operation.mutable_service_received()->set_day(day);
  operation.mutable_service_received()->set_kind("permakanan");
  return operation;
}

inline v1::Operation Left(const RecordId& record, const RegisterKey& key, std::uint32_t day,
                          v1::ExitReason reason = v1::EXIT_REASON_MANDIRI) {
  v1::Operation operation;
  operation.mutable_leave_register()->set_record(record.str());
  operation.mutable_leave_register()->set_list(key.list);
  operation.mutable_leave_register()->set_type(key.type);
  operation.mutable_leave_register()->set_day(day);
  operation.mutable_leave_register()->set_reason(reason);
  return operation;
}

inline v1::Operation Graded(const RecordId& group, v1::GroupGrade grade, std::uint32_t day,
                            int members = 0) {
  v1::Operation operation;
  v1::FollowUp& follow_up = *operation.mutable_follow_up();
  follow_up.set_record(group.str());
  follow_up.set_grade(grade);
  follow_up.set_day(day);
  for (int n = 0; n < members; ++n) {
    follow_up.add_members()->set_name("anggota " + std::to_string(n));
  }
  return operation;
}

inline v1::Operation Appointed(const RecordId& record, const std::string& letter,
                               std::uint32_t from, std::uint32_t until) {
  v1::Operation operation;
  v1::StandingProxy& proxy = *operation.mutable_standing_proxy();
  proxy.set_record(record.str());
  proxy.set_name("Yosef Nahak");
  proxy.set_relation("anak");
  proxy.set_letter_number(letter);
  proxy.set_letter_date(from);
  proxy.set_valid_from(from);
  proxy.set_valid_until(until);
  return operation;
}

inline v1::Operation Noted(const RecordId& record, v1::AccountState state, std::uint32_t day,
                           const std::string& number = "",
                           v1::CardHolder holder = v1::CARD_HOLDER_UNSPECIFIED) {
  v1::Operation operation;
  v1::AccountNote& note = *operation.mutable_account_note();
  note.set_record(record.str());
  note.set_provider("BRI");
  note.set_state(state);
  note.set_day(day);
  note.set_number(number);
  note.set_holder(holder);
  return operation;
}

inline v1::Operation CreateElsewhere(v1::RecordKind kind, const RecordId& id,
                                     const std::string& name, std::uint64_t village = kFatumnasi) {
  v1::Operation operation;
  v1::CreateRecord& create = *operation.mutable_create_record();
  create.set_record(id.str());
  create.set_kind(kind);
  create.set_village(village);
  Fill({{field::kNameElsewhere, name}}, create.mutable_values());
  return operation;
}

// A person of no listed family.
inline v1::Operation CreatePerson(const RecordId& id, const std::string& name,
                                  std::uint64_t village = kFatumnasi) {
  v1::Operation operation;
  v1::CreateRecord& create = *operation.mutable_create_record();
  create.set_record(id.str());
  create.set_kind(v1::RECORD_KIND_PERSON);
  create.set_village(village);
  Fill({{field::kName, name}}, create.mutable_values());
  return operation;
}

}  // namespace tilik::merge
