#include "proto/csv/csv.h"

#include <algorithm>
#include <istream>
#include <ostream>

namespace tilik::csv {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;

std::string Folded(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

// Bytes after the first one that the sequence beginning with `lead` needs, or -1.
int Followers(unsigned char lead) {
  if (lead < 0x80) return 0;
  if (lead >= 0xC2 && lead <= 0xDF) return 1;
  if (lead >= 0xE0 && lead <= 0xEF) return 2;
  if (lead >= 0xF0 && lead <= 0xF4) return 3;
  return -1;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int followers = Followers(lead);
    if (followers < 0 || i + static_cast<std::size_t>(followers) >= text.size()) return false;
    for (int n = 1; n <= followers; ++n) {
      const auto byte = static_cast<unsigned char>(text[i + static_cast<std::size_t>(n)]);
      const bool first = n == 1;
      const unsigned low = first && lead == 0xE0 ? 0xA0 : first && lead == 0xF0 ? 0x90 : 0x80;
      const unsigned high = first && lead == 0xED ? 0x9F : first && lead == 0xF4 ? 0x8F : 0xBF;
      if (byte < low || byte > high) return false;
    }
    i += 1 + static_cast<std::size_t>(followers);
  }
  return true;
}

Reader::Reader(std::istream& in, const Limits& limits) : in_(in), limits_(limits) {}

bool Reader::Fill() {
  if (!in_.good()) return false;
  buffer_.erase(0, row_start_);
  row_start_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kChunkBytes);
  in_.read(buffer_.data() + held, kChunkBytes);
  buffer_.resize(held + static_cast<std::size_t>(in_.gcount()));
  return buffer_.size() > held;
}

// The byte `offset` after the row's first, or -1 at the end of the file.
int Reader::At(std::size_t offset) {
  while (row_start_ + offset >= buffer_.size()) {
    if (!Fill()) return -1;
  }
  return static_cast<unsigned char>(buffer_[row_start_ + offset]);
}

bool Reader::AtLineEnd() {
  const int c = At(at_);
  if (c == '\r') return At(at_ + 1) == '\n' || At(at_ + 1) < 0;
  return c < 0 || c == '\n';
}

// Passes over the byte order mark and takes the separator that the header uses more often.
void Reader::Start() {
  started_ = true;
  if (At(0) == 0xEF && At(1) == 0xBB && At(2) == 0xBF) row_start_ += 3;
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  bool quoted = false;
  bool blank = true;
  for (std::size_t offset = 0; offset < limits_.row_bytes; ++offset) {
    const int c = At(offset);
    if (c < 0 || (c == '\n' && !quoted && !blank)) break;
    if (c != '\n' && c != '\r') blank = false;
    if (c == '"') quoted = !quoted;
    if (!quoted && c == ',') ++commas;
    if (!quoted && c == ';') ++semicolons;
  }
  separator_ = semicolons > commas ? ';' : ',';
}

void Reader::SkipBlankLines() {
  for (at_ = 0; At(0) >= 0 && AtLineEnd(); ++line_) row_start_ += At(0) == '\r' ? 2 : 1;
}

// Goes to the line after the row's first, keeping no more than one chunk of it.
void Reader::SkipLine() {
  for (std::size_t end; (end = buffer_.find('\n', row_start_)) == std::string::npos;) {
    row_start_ = buffer_.size();
    if (!Fill()) return;
  }
  row_start_ = buffer_.find('\n', row_start_) + 1;
}

// The three below return what is wrong, or nothing.
std::string Reader::ReadQuoted() {
  const std::uint64_t opened = line_;
  const std::size_t begin = text_.size();
  for (++at_;; ++at_) {
    const int c = At(at_);
    if (c < 0) return "a quote is opened on line " + std::to_string(opened) + " and never closed";
    if (c == '"' && At(at_ + 1) != '"') break;
    if (c == '"') ++at_;
    if (c == '\n') ++line_;
    if (text_.size() - begin == limits_.cell_bytes) return "the cell is too long";
    text_ += static_cast<char>(c);
  }
  ++at_;
  if (!AtLineEnd() && At(at_) != separator_) return "text follows a closing quote";
  return {};
}

std::string Reader::ReadCell() {
  const std::size_t begin = text_.size();
  spans_.push_back({begin, begin, line_});
  if (At(at_) == '"') {
    if (std::string flaw = ReadQuoted(); !flaw.empty()) return flaw;
  } else {
    for (; !AtLineEnd() && At(at_) != separator_; ++at_) {
      if (text_.size() - begin == limits_.cell_bytes) return "the cell is too long";
      text_ += static_cast<char>(At(at_));
    }
  }
  spans_.back().end = text_.size();
  const std::string_view cell = std::string_view(text_).substr(begin);
  if (cell.find('\0') != std::string_view::npos) return "the cell holds a NUL byte";
  if (!IsUtf8(cell)) return "the cell is not UTF-8 text";
  return {};
}

std::string Reader::ReadRow() {
  for (at_ = 0;; ++at_) {
    if (spans_.size() == limits_.row_cells) return "the row has too many cells";
    if (std::string flaw = ReadCell(); !flaw.empty()) return flaw;
    if (at_ > limits_.row_bytes) return "the row is too long";
    if (AtLineEnd()) break;
  }
  if (width_ != 0 && spans_.size() != width_) {
    return "the row has " + std::to_string(spans_.size()) + " cells where the header has " +
           std::to_string(width_);
  }
  return {};
}

Result<bool> Reader::Next(Row* row) {
  row->clear();
  if (!started_) Start();
  SkipBlankLines();
  if (in_.bad()) return Status::Storage("the file cannot be read any further");
  if (At(0) < 0) return false;

  const std::uint64_t first_line = line_;
  text_.clear();
  spans_.clear();
  if (const std::string flaw = ReadRow(); !flaw.empty()) {
    error_line_ = spans_.back().line;
    error_column_ = spans_.size();
    line_ = first_line + 1;
    SkipLine();
    return Status::Invalid("line " + std::to_string(error_line_) + ", column " +
                           std::to_string(error_column_) + ": " + flaw);
  }
  if (in_.bad()) return Status::Storage("the file cannot be read any further");
  for (const Span& span : spans_) {
    row->push_back({std::string_view(text_).substr(span.begin, span.end - span.begin), span.line});
  }
  if (width_ == 0) width_ = row->size();
  row_start_ += at_ + (At(at_) < 0 ? 0 : At(at_) == '\r' ? 2 : 1);
  ++line_;
  return true;
}

Header::Header(const Row& row) {
  for (const Cell& cell : row) names_.emplace_back(cell.text);
}

std::optional<std::size_t> Header::Find(std::string_view name) const {
  const std::string wanted = Folded(name);
  const auto found = std::find_if(names_.begin(), names_.end(), [&](const std::string& candidate) {
    return Folded(candidate) == wanted;
  });
  if (found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

Writer& Writer::Cell(std::string_view text) {
  if (!first_) row_ += separator_;
  first_ = false;
  if (text.find_first_of("\"\r\n,;") == std::string_view::npos) {
    row_ += text;
    return *this;
  }
  row_ += '"';
  for (const char c : text) {
    if (c == '"') row_ += '"';
    row_ += c;
  }
  row_ += '"';
  return *this;
}

void Writer::EndRow() {
  row_ += "\r\n";
  out_.write(row_.data(), static_cast<std::streamsize>(row_.size()));
  row_.clear();
  first_ = true;
}

void Writer::Row(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) Cell(cell);
  EndRow();
}

}  // namespace tilik::csv
