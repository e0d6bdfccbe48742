#include "client/core/capture_items.h"

#include "client/core/capture_quantity.h"
#include "proto/contract/folding.h"
#include "proto/contract/region.h"

namespace tilik::client {
namespace {

// The unit an amount is written in: what follows its number, "Rp" where money leads.
std::string UnitOf(const std::string& amount) {
  if (Fold(amount).substr(0, 2) == "rp") return "Rp";
  const std::size_t number = amount.find_first_of("0123456789");
  const std::size_t end = amount.find_first_not_of("0123456789., ", number);
  if (number == amount.npos || end == amount.npos) return {};
  return amount.substr(end, amount.find_last_not_of(' ') + 1 - end);
}

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::optional<v1::ItemQuantity> ReadItem(const std::string& at, const std::string& name,
                                         const std::string& amount,
                                         const std::vector<v1::Programme>& programmes,
                                         Findings& findings) {
  v1::ItemQuantity read;
  v1::Item& item = *read.mutable_item();
  for (const v1::Programme& programme : programmes) {
    const v1::Item& known = programme.item();
    if (Fold(known.code()) == Fold(name) || Fold(known.name()) == Fold(name)) item = known;
  }
  if (item.code().empty()) {
    item.set_unit(UnitOf(amount));
    item.set_code(item.unit() == "Rp" ? "IDR" : LowerCase(name));
    item.set_name(name);
  }
  if (item.unit().empty() || name.empty()) {
    findings.Error(at, {"sebut barang dan satuannya, seperti \"paket sembako\": \"40 paket\"",
                        "name the goods and their unit, like \"paket sembako\": \"40 paket\""});
    return std::nullopt;
  }
  Wording why;
  const std::optional<std::int64_t> quantity = ParseQuantity(amount, item, &why);
  if (!quantity) {
    findings.Error(at, why);
    return std::nullopt;
  }
  read.set_quantity(*quantity);
  return read;
}

std::uint64_t ReadVillage(const std::string& at, const std::string& typed, const Known& known,
                          Findings& findings) {
  const std::vector<std::uint64_t> assigned = known.Villages();
  if (typed.empty() && assigned.size() == 1) return assigned.front();
  const std::optional<VillageCode> code = VillageCode::Parse(typed);
  if (!code) {
    findings.Error(at, {"kode desa belum diisi atau tidak sah; tulis seperti 53.02.01.2001",
                        "the village code is missing or wrong; write it like 53.02.01.2001"});
    return 0;
  }
  if (!known.IsAssigned(code->number())) {
    findings.Warn(at, {"bukan desa penugasan Anda; tetap disimpan",
                       "not a village assigned to you; saved all the same"});
  }
  return code->number();
}

}  // namespace tilik::client
