#include "client/native/app_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace tilik::native {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxAppBytes = 64 << 20;
constexpr char kPage[] = "/index.html";

struct Type {
  std::string_view ending;
  const char* type;
};
constexpr Type kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
};

const char* TypeOf(std::string_view path) {
  for (const Type& one : kTypes) {
    if (path.ends_with(one.ending)) return one.type;
  }
  return "application/octet-stream";
}

}  // namespace

Result<AppFiles> AppFiles::Read(const std::string& folder) {
  AppFiles read;
  std::size_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    std::ifstream in(at->path(), std::ios::binary);
    AppFile file;
    file.bytes.assign(std::istreambuf_iterator<char>(in), {});
    if (in.bad()) return Status::Storage(at->path().string() + " cannot be read");
    bytes += file.bytes.size();
    if (bytes > kMaxAppBytes) return Status::Invalid(folder + " is no app: more than 64 MiB");
    const std::string path = "/" + fs::relative(at->path(), folder, error).generic_string();
    file.type = TypeOf(path);
    file.named_by_content = path.starts_with("/assets/");
    read.files_.emplace(path, std::move(file));
  }
  if (error) return Status::NotFound(folder + ": " + error.message());
  if (read.Find("/") == nullptr) return Status::NotFound(folder + " has no index.html");
  return read;
}

const AppFile* AppFiles::Find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? std::string_view(kPage) : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace tilik::native
