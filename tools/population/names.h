// Names as people of the region carry them: baptismal names and clans in NTT, Muslim and Javanese
// names elsewhere, one-word names, titles; and how clerks misspell them.
#pragma once

#include <string>

#include "proto/contract/identity.h"
#include "tools/population/chance.h"
#include "tools/population/facts.h"

namespace tilik::population {

// The clan of a line, handed from a father to his children; empty where people have none.
std::string Clan(Chance& chance, People people, bool muslim);

// In capitals, as registries print names. `adult` decides on titles.
std::string FullName(Chance& chance, People people, bool muslim, Sex sex, const std::string& clan,
                     bool adult);

// The same name as another document spells it; always different from `name`.
std::string Misspelt(Chance& chance, const std::string& name);

std::string Street(Chance& chance);

}  // namespace tilik::population
