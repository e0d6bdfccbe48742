// One HTTP request, word for word as a test wants it, and all that came back.
#pragma once

#include <string>
#include <vector>

namespace tilik {

struct Knock {
  std::string verb = "GET";
  std::string url;                  // its path is sent as it is, ".." included
  std::vector<std::string> fields;  // "Name: value"; nothing beside them but Host and lengths
  std::string body;                 // of a POST
};

struct Heard {
  long status = 0;  // 0: nobody answered
  std::string head;
  std::string body;
};

Heard Say(const Knock& knock);

}  // namespace tilik
