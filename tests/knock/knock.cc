#include "tests/knock/knock.h"

#include <curl/curl.h>

namespace tilik {
namespace {

// Longer than any answer takes under sanitizers on a loaded machine.
constexpr long kPatience_s = 120;

std::size_t Append(char* data, std::size_t one, std::size_t size, void* text) {
  static_cast<std::string*>(text)->append(data, one * size);
  return one * size;
}

}  // namespace

Heard Say(const Knock& knock) {
  Heard heard;
  CURL* curl = curl_easy_init();
  curl_slist* fields = curl_slist_append(nullptr, "Expect:");
  for (const std::string& field : knock.fields) fields = curl_slist_append(fields, field.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, knock.url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, knock.verb.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &heard.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Append);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &heard.head);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kPatience_s);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (knock.verb == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (knock.verb == "POST") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, knock.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(knock.body.size()));
  }
  curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &heard.status);
  curl_slist_free_all(fields);
  curl_easy_cleanup(curl);
  return heard;
}

}  // namespace tilik
