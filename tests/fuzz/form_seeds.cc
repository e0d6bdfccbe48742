// The forms of the examples, and of each kind one that says everything.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <sstream>

#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/seeds.h"

namespace tilik::fuzz {
namespace {

std::string Example(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

void WriteFormSeeds(const std::filesystem::path& folder) {
  Seeds seeds(folder, "form");
  for (const auto& entry : std::filesystem::directory_iterator(TILIK_EXAMPLES)) {
    const std::string json = Example(entry.path());
    Form form;
    google::protobuf::Message* read = nullptr;
    if (entry.path().filename().string().rfind("visit", 0) == 0) read = form.mutable_visit();
    if (entry.path().filename().string().rfind("handover", 0) == 0) read = form.mutable_handover();
    if (read == nullptr) continue;
    Form as_text = form;
    as_text.set_json(json);
    seeds.Add(as_text);
    if (google::protobuf::util::JsonStringToMessage(json, read).ok()) seeds.Add(form);
  }
  const int kinds = Form::descriptor()->oneof_decl(0)->field_count();
  for (int kind = 0; kind < kinds; ++kind) {
    Form form;
    FillIn(&form, kind);
    form.clear_json();
    seeds.Add(form);
  }
}

}  // namespace tilik::fuzz
