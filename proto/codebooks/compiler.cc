// codebook_compiler OUT.cc FILE.json…: the files of this folder, checked, as bytes in a C++ array.
//
// concepts.json holds the concepts, signals.json what supervisors are told of, crosswalk-*.json a
// crosswalk each, ppks-*.json and psks-*.json a list of register types, every other file a
// codebook. Broken data stops the build with the file and the cause.
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "proto/contract/codebook_rules.h"

namespace tilik {
namespace {

std::string NameOf(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

Status Read(const std::string& path, google::protobuf::Message* message) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Status::Storage(path + ": cannot be read");
  const auto parsed = google::protobuf::util::JsonStringToMessage(text.str(), message);
  if (!parsed.ok()) return Status::Invalid(path + ": " + std::string(parsed.message()));
  return {};
}

Result<v1::CodebookSet> ReadAll(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  v1::CodebookSet set;
  for (const std::string& path : paths) {
    if (NameOf(path) == "concepts.json") {
      TILIK_RETURN_IF_ERROR(Read(path, set.mutable_concepts()));
    } else if (NameOf(path) == "signals.json") {
      TILIK_RETURN_IF_ERROR(Read(path, set.mutable_signals()));
    } else if (NameOf(path).rfind("crosswalk-", 0) == 0) {
      TILIK_RETURN_IF_ERROR(Read(path, set.add_crosswalks()));
    } else if (NameOf(path).rfind("ppks-", 0) == 0 || NameOf(path).rfind("psks-", 0) == 0) {
      TILIK_RETURN_IF_ERROR(Read(path, set.add_lists()));
    } else {
      TILIK_RETURN_IF_ERROR(Read(path, set.add_codebooks()));
    }
  }
  TILIK_RETURN_IF_ERROR(CheckCodebookSet(set));
  return set;
}

Status Write(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << "// Written by codebook_compiler from proto/codebooks.\n"
          "#include \"proto/contract/built_in_codebooks.h\"\n\n"
          "namespace tilik {\n\n"
          "const unsigned char kBuiltInCodebooks[] = {";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i % 24 == 0) file << "\n    ";
    file << static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << ',';
  }
  file << "\n};\nconst std::size_t kBuiltInCodebooksSize = sizeof kBuiltInCodebooks;\n\n"
          "}  // namespace tilik\n";
  file.close();
  return file ? Status() : Status::Storage(path + ": cannot be written");
}

Status Compile(const std::string& out, std::vector<std::string> paths) {
  TILIK_ASSIGN_OR_RETURN(const v1::CodebookSet set, ReadAll(std::move(paths)));
  return Write(out, set.SerializeAsString());
}

}  // namespace
}  // namespace tilik

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: codebook_compiler OUT.cc FILE.json...\n");
    return 2;
  }
  const tilik::Status done = tilik::Compile(argv[1], {argv + 2, argv + argc});
  if (!done.ok()) std::fprintf(stderr, "codebook_compiler: %s\n", done.message().c_str());
  return done.ok() ? 0 : 1;
}
