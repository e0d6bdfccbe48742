// A self-signed certificate for "localhost" and 127.0.0.1, made by OpenSSL for one test run.
#pragma once

#include <string>

namespace tilik::http {

struct Certificate {
  std::string certificate_file;
  std::string key_file;
};

// Writes both PEM files into `directory`.
Certificate MakeCertificate(const std::string& directory);

}  // namespace tilik::http
