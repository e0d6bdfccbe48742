// What the one who watches over the server reads at /healthz.
#pragma once

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <string>

namespace tilik::scenario {

inline std::string HealthOf(const std::string& server) {
  std::string words;
  CURL* curl = curl_easy_init();
  const std::string url = server + "/healthz";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(
      curl, CURLOPT_WRITEFUNCTION, +[](char* text, std::size_t one, std::size_t size, void* to) {
        static_cast<std::string*>(to)->append(text, one * size);
        return one * size;
      });
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &words);
  EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
  curl_easy_cleanup(curl);
  return words;
}

}  // namespace tilik::scenario
