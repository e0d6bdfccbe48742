// The files that the officers' app is made of, as its build left them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "proto/contract/status.h"

namespace tilik::native {

struct AppFile {
  std::string type;  // "text/html; charset=utf-8"
  std::string bytes;
  bool named_by_content = false;  // never changes under this name
};

class AppFiles {
 public:
  // All of a folder, at most 64 MiB. kNotFound: there is no index.html in it.
  static Result<AppFiles> Read(const std::string& folder);

  // By path ("/assets/app-3f0a.js"); "/" is the page itself. nullptr: none.
  const AppFile* Find(std::string_view path) const;

 private:
  std::map<std::string, AppFile, std::less<>> files_;
};

}  // namespace tilik::native
