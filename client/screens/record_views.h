// What is known of a record, in words.
#pragma once

#include <vector>

#include "client/core/device.h"
#include "client/screens/voice.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

// The codebook whose questions a record is shown by, whoever asked them.
inline constexpr char kShownBy[] = "dtks-2020";

// A household with its families and persons, in this order; a record that belongs to none, by
// itself. kNotFound.
Result<std::vector<client::RecordView>> Together(client::Device& device, const RecordId& record);

// What a record shows of a field that is a text; empty for none.
std::string TextOf(const client::RecordView& shown, Field field);

v1::RecordView InWords(client::Device& device, const Voice& voice, const client::RecordView& shown);

// What this recipient is entitled to, and what of it this phone or others in the hall handed out.
std::vector<v1::EntitlementView> EntitlementsOf(client::Device& device, const RecordId& recipient);

}  // namespace tilik::screens
