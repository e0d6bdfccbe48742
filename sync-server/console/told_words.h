// What register.proto tells of records, in the words of the office.
#pragma once

#include <cstdint>
#include <string>

#include "proto/contract/register_lists.h"
#include "tilik/v1/change_set.pb.h"

namespace tilik::console {

std::string UnitWords(v1::UnitType unit);           // "orang", "keluarga"
std::string RegisterWords(const RegisterKey& key);  // "PPKS", "PSKS"
std::string TypeWords(const RegisterKey& key);
std::string ExitWords(v1::ExitReason reason);
std::string GradeWords(v1::GroupGrade grade);
std::string StageWords(v1::HouseStage stage);
std::string AccountStateWords(v1::AccountState state);
std::string UntilWords(std::uint32_t day);  // "2026-03-02"; 0, for good: "seterusnya"

// One fact with all that was said: "PPKS masuk: Lanjut usia terlantar (…)".
std::string ToldWords(const v1::Operation& operation);

}  // namespace tilik::console
