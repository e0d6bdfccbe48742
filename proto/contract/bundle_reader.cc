#include "proto/contract/bundle_reader.h"

#include <algorithm>

namespace tilik {
namespace {

constexpr std::size_t kWindowBytes = 256 * 1024;
constexpr std::size_t kMaxSealed = kMaxFrameContent + 1 + kFrameTagBytes;
constexpr std::uint64_t kVainBytes = 64 * 1024 * 1024;
// Frames of one bundle for somebody else that are told apart in memory.
constexpr std::size_t kMaxShut = 65'536;

std::size_t ThreeAt(std::string_view bytes, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
  return std::size_t{byte(0)} << 16 | std::size_t{byte(1)} << 8 | byte(2);
}

void Join(ByteRange range, std::vector<ByteRange>* ranges) {
  if (!ranges->empty() && ranges->back().to == range.from) {
    ranges->back().to = range.to;
  } else {
    ranges->push_back(range);
  }
}

// The stretch of one frame, `n` frames into `stretch`.
v1::BundleStretch FrameOf(const v1::BundleStretch& stretch, std::uint32_t n) {
  v1::BundleStretch one = stretch;
  one.set_frames(1);
  if (one.has_first_seq()) one.set_first_seq(stretch.first_seq() + n);
  if (one.has_piece()) {
    one.mutable_piece()->set_offset(stretch.piece().offset() + n * kPhotoPieceBytes);
  }
  return one;
}

}  // namespace

std::string NameOf(const MissingFrame& missing) {
  const v1::BundleStretch& what = missing.what;
  switch (what.what_case()) {
    case v1::BundleStretch::kFirstSeq:
      return "simpanan " + std::to_string(what.first_seq());
    case v1::BundleStretch::kPiece:
      return "foto " + ToHex(what.piece().hash()).substr(0, 8) + " bita " +
             std::to_string(what.piece().offset());
    case v1::BundleStretch::kWord:
      if (what.word() == "request") return "permintaan";
      if (what.word() == "receipts") return "tanda terima";
      if (what.word() == "page") return "data baru";
      if (what.word() == "photos") return "keadaan foto";
      return "keadaan kabupaten";
    case v1::BundleStretch::WHAT_NOT_SET:
      break;
  }
  return "bagian " + std::to_string(missing.index);
}

Result<std::string_view> BundleReader::Look(std::uint64_t at, std::size_t least) {
  const std::uint64_t window_end = window_at_ + window_.size();
  const bool inside =
      at >= window_at_ && (at + least <= window_end || (window_ends_file_ && at <= window_end));
  if (!inside) {
    const std::size_t asked = std::max(least, kWindowBytes);
    TILIK_ASSIGN_OR_RETURN(window_, source_(at, asked));
    window_at_ = at;
    window_ends_file_ = window_.size() < asked;
    end_ = std::max(end_, at + window_.size());
  }
  return std::string_view(window_).substr(at - window_at_);
}

Result<std::optional<std::uint64_t>> BundleReader::FindMagic(std::uint64_t at) {
  while (true) {
    TILIK_ASSIGN_OR_RETURN(std::string_view bytes, Look(at, kFrameMagic.size()));
    const std::size_t found = bytes.find(kFrameMagic);
    if (found != std::string_view::npos) return std::optional(at + found);
    if (bytes.size() < kFrameMagic.size()) return std::optional<std::uint64_t>();
    at += bytes.size() - kFrameMagic.size() + 1;
  }
}

Result<std::optional<FrameHeader>> BundleReader::HeaderAt(std::uint64_t at) {
  std::optional<FrameHeader> none;
  TILIK_ASSIGN_OR_RETURN(std::string_view bytes, Look(at, kFrameHeaderBytes));
  if (bytes.size() < kFrameHeaderBytes) return none;
  FrameHeader header;
  header.length = ThreeAt(bytes, kFrameMagic.size());
  header.index = static_cast<std::uint32_t>(ThreeAt(bytes, kFrameMagic.size() + 3));
  header.bundle = *BundleId::FromRaw(bytes.substr(kFrameMagic.size() + 6, BundleId::kSize));
  if (header.length <= kFrameTagBytes || header.length > kMaxSealed) return none;
  TILIK_ASSIGN_OR_RETURN(bytes, Look(at, kFrameHeaderBytes + header.length));
  if (bytes.size() < kFrameHeaderBytes + header.length) return none;
  return std::optional(header);
}

BundleReader::Door* BundleReader::DoorOf(const BundleId& bundle) {
  auto known = doors_.find(bundle);
  if (known != doors_.end()) return &known->second;
  if (doors_.size() >= kMaxDoors) return nullptr;
  Door& door = doors_[bundle];
  door.key = BundleKey::Make(receiver_, bundle, bundle, receiver_.public_key());
  return &door;
}

Result<std::optional<OpenedFrame>> BundleReader::Try(const FrameHeader& header, std::uint64_t at) {
  std::optional<OpenedFrame> none;
  Door* door = DoorOf(header.bundle);
  if (door == nullptr) {
    gave_up_ = true;
    return none;
  }
  const std::uint64_t end = at + kFrameHeaderBytes + header.length;
  TILIK_ASSIGN_OR_RETURN(std::string_view bytes, Look(at, kFrameHeaderBytes + header.length));
  Result<v1::BundleFrame> frame =
      door->key ? door->key->Open(header, bytes.substr(kFrameHeaderBytes, header.length))
                : Result<v1::BundleFrame>(Status::Corrupt("no key makes this bundle id"));
  if (!frame.ok()) {
    in_vain_ += header.length;
    gave_up_ = in_vain_ > 4 * end_ + kVainBytes;
    if (door->shut.size() < kMaxShut) door->shut.push_back({at, end});
    return none;
  }
  at_ = end;
  Join({at, end}, &read_);
  if (!door->opened.insert(header.index).second) return none;
  if (frame->has_index()) door->index = frame->index();
  return std::optional(OpenedFrame{header.bundle, header.index, *std::move(frame),
                                   std::string(bytes.substr(0, end - at))});
}

Result<std::optional<OpenedFrame>> BundleReader::Next() {
  std::optional<OpenedFrame> none;
  while (!gave_up_) {
    TILIK_ASSIGN_OR_RETURN(std::optional<std::uint64_t> magic, FindMagic(at_));
    if (!magic) break;
    at_ = *magic;
    TILIK_ASSIGN_OR_RETURN(std::optional<FrameHeader> header, HeaderAt(at_));
    const std::uint64_t tried = at_;
    if (header) {
      TILIK_ASSIGN_OR_RETURN(std::optional<OpenedFrame> opened, Try(*header, at_));
      if (opened) return opened;
    }
    if (at_ == tried) ++at_;
  }
  // How long the file is, when it was left early.
  while (gave_up_) {
    TILIK_ASSIGN_OR_RETURN(std::string_view rest, Look(end_, 1));
    if (rest.empty()) break;
  }
  return none;
}

std::vector<ByteRange> BundleReader::Damage() const {
  std::vector<ByteRange> explained = read_;
  for (const auto& [id, door] : doors_) {
    if (!door.opened.empty() || door.shut.size() < 2) continue;
    explained.insert(explained.end(), door.shut.begin(), door.shut.end());
  }
  std::sort(explained.begin(), explained.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.from < b.from; });
  std::vector<ByteRange> damage;
  std::uint64_t through = 0;
  for (const ByteRange& range : explained) {
    if (range.from > through) damage.push_back({through, range.from});
    through = std::max(through, range.to);
  }
  if (end_ > through) damage.push_back({through, end_});
  return damage;
}

std::uint64_t BundleReader::frames_for_others() const {
  std::uint64_t frames = 0;
  for (const auto& [id, door] : doors_) {
    if (door.opened.empty() && door.shut.size() >= 2) frames += door.shut.size();
  }
  return frames;
}

std::vector<MissingFrame> BundleReader::Missing() const {
  std::vector<MissingFrame> missing;
  for (const auto& [id, door] : doors_) {
    if (door.opened.empty()) continue;
    std::uint32_t index = 0;
    auto note = [&, &bundle = id, &opened = door.opened](v1::BundleStretch what) {
      if (!opened.contains(index)) missing.push_back({bundle, index, std::move(what)});
      ++index;
      return missing.size() < kMaxMissing && index < kMaxFrames;
    };
    if (!door.index) {
      while (index <= *door.opened.rbegin() + 1 && note({})) continue;
      continue;
    }
    for (const v1::BundleStretch& stretch : door.index->stretches()) {
      for (std::uint32_t n = 0; n < stretch.frames(); ++n) {
        if (!note(FrameOf(stretch, n))) return missing;
      }
    }
  }
  return missing;
}

}  // namespace tilik
