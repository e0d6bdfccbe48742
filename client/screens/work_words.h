// What an own change set says, and what became of it, in words.
#pragma once

#include <optional>
#include <string>

#include "client/core/device.h"
#include "client/screens/voice.h"

namespace tilik::screens {

// "kunjungan: selesai", "penyerahan: disaksikan". Sensitive types are not named (told_words.h).
std::string SaidInBrief(const Voice& voice, const v1::Operation& operation);
// As the contract names it; nothing while the district has not said what became of it.
std::optional<v1::OutcomeKind> OutcomeOf(client::Fate fate);
// "sedang diputuskan (perkara 12): alamat berbeda"; empty while nothing is known.
std::string BecameOf(const Voice& voice, const client::OperationView& operation);

}  // namespace tilik::screens
