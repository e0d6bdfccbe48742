// Bundle files as they arrive: written by the tree's own writer, joined with somebody else's, cut,
// overwritten and doubled. Whatever happened to the file, each frame that comes out of it is one
// that went in, comes once, and what is lost is said.
#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "proto/contract/bundle_reader.h"
#include "tests/fuzz/chance.h"
#include "tests/fuzz/damage.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/naming.h"

namespace tilik::fuzz {
namespace {

struct Written {
  std::string file;
  std::multiset<std::string> frames;
  bool whole = true;
};

using Frames = google::protobuf::RepeatedPtrField<v1::BundleFrame>;

void Write(const SealKey& receiver, const Frames& frames, const Bundle& how, Chance& chance,
           Written& written) {
  auto writer = BundleWriter::Begin(receiver, chance, how.max_bytes(), [&](std::string_view bytes) {
    written.file += bytes;
    return Status();
  });
  TILIK_CHECK(writer.ok(), "an honest key can be sealed to");
  bool first = true;
  for (const v1::BundleFrame& frame : frames) {
    const std::string bytes = frame.SerializeAsString();
    if (bytes.size() > kMaxFrameContent) continue;
    if (frame.has_index()) {
      // An index that lies: it names what never was.
      written.whole = false;
      static_cast<void>(writer->Add(frame));
      continue;
    }
    const bool word = first && (frame.has_request() || frame.has_reply());
    first = false;
    if (word) {
      if (!writer->AddTwice(frame).ok()) continue;
      written.frames.insert(bytes);
      if (!how.unfinished()) written.frames.insert(bytes);
      continue;
    }
    const Result<bool> added = writer->Add(frame);
    if (added.ok() && *added) written.frames.insert(bytes);
  }
  if (how.unfinished()) {
    written.whole = false;
  } else {
    TILIK_CHECK(writer->Finish().ok(), "a bundle ends");
  }
}

void ReadBundle(const Bundle& named) {
  Bundle input = named;
  Names names;
  names.Resolve(&input);
  Chance chance(7);
  static const SealSecret* own = new SealSecret(SealSecret::Make(chance));
  static const SealSecret* other = new SealSecret(SealSecret::Make(chance));
  Written mine, theirs;
  Write(own->public_key(), input.frames(), input, chance, mine);
  if (input.for_others_size() > 0) {
    Write(other->public_key(), input.for_others(), input, chance, theirs);
  }
  const std::string file = Damaged(mine.file + theirs.file, input.damage());

  BundleReader reader(*own, [&](std::uint64_t offset, std::size_t size) {
    return Result<std::string>(file.substr(std::min(offset, file.size()), size));
  });
  std::set<std::pair<BundleId, std::uint32_t>> seen;
  while (true) {
    const auto opened = reader.Next();
    TILIK_CHECK(opened.ok(), "only the source fails");
    if (!opened->has_value()) break;
    const OpenedFrame& frame = **opened;
    TILIK_CHECK(seen.insert({frame.bundle, frame.index}).second, "a frame comes once");
    if (frame.frame.has_index()) continue;
    const auto found = mine.frames.find(frame.frame.SerializeAsString());
    TILIK_CHECK(found != mine.frames.end(), "what comes out went in");
    mine.frames.erase(found);
  }
  std::uint64_t at = 0;
  for (const ByteRange& range : reader.Damage()) {
    TILIK_CHECK(range.from >= at && range.from < range.to && range.to <= file.size(),
                "damage is told in order, within the file");
    at = range.to;
  }
  const std::vector<MissingFrame> missing = reader.Missing();
  for (const MissingFrame& one : missing) NameOf(one);
  if (input.damage_size() > 0) return;
  TILIK_CHECK(mine.frames.empty(), "an undamaged bundle gives all that went in");
  TILIK_CHECK(!mine.whole || missing.empty(), "and nothing of it is missing");
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Bundle, tilik::fuzz::ReadBundle)
