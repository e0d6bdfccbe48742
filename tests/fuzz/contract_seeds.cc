#include "proto/contract/bytes.h"
#include "proto/contract/unlock_code.h"
#include "tests/fuzz/chance.h"
#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/seeds.h"

namespace tilik::fuzz {
namespace {

void WriteTypedText(const std::filesystem::path& folder) {
  Seeds seeds(folder, "typed_text");
  std::string secret(kRecoverySecretBytes, '\x2a');
  const std::string texts[] = {"5302014208800002",
                               "5302.0112 0310-0004",
                               "14 Maret 1985",
                               "1985-03-14",
                               "14031985",
                               "14/3/1985",
                               "2018-01",
                               "2018-T4.1",
                               "Tahap 4.1 2018",
                               "Januari 2018",
                               "53.02.14.2001",
                               "Fatumnasi",
                               "Kab. Timor Tengah Selatan",
                               "1.250\n2,5\n10.000,00",
                               "Rp 200.000,-",
                               "K7QF-3",
                               UnlockCodeOf(Secret(secret)),
                               "019a5e7c-2b11-7000-8000-000000000001",
                               "semen/bata merah",
                               "tidak tahu",
                               "akta, KTP",
                               "YULIANA TSE  ",
                               ToHex(secret)};
  for (const std::string& text : texts) {
    for (const char* prefix : {"0\0\2", "7\1\3", "x\2\0"}) seeds.Add(std::string(prefix, 3) + text);
  }
}

void WriteChangeSets(const std::filesystem::path& folder) {
  Seeds seeds(folder, "change_set");
  const int kinds = v1::Operation::descriptor()->field_count();
  for (int kind = 0; kind < kinds; ++kind) {
    Body body;
    FillIn(body.mutable_set(), kind);
    seeds.Add(body);
  }
}

void WriteSigned(const std::filesystem::path& folder) {
  Seeds seeds(folder, "signed");
  for (int what = 0; what < 9; ++what) {
    Signed one;
    FillIn(&one, what);
    one.clear_damage();
    seeds.Add(one);
  }
  Signed claims;
  claims.mutable_claims()->set_lines(9);
  claims.mutable_claims()->set_served("\x05\x01");
  claims.mutable_claims()->set_digest(std::string(32, 'd'));
  seeds.Add(claims);
  Signed lock;
  lock.mutable_lock()->set_salt(std::string(16, 's'));
  lock.mutable_lock()->set_memory_bytes(8192);
  lock.mutable_lock()->set_passes(1);
  lock.mutable_lock()->set_nonce(std::string(24, 'n'));
  lock.mutable_lock()->set_box(std::string(48, 'b'));
  seeds.Add(lock);
}

void WriteBundles(const std::filesystem::path& folder) {
  Seeds seeds(folder, "bundle");
  Bundle bundle;
  for (int kind = 0; kind < 4; ++kind) FillIn(bundle.add_frames(), kind);
  for (int set = 0; set < 3; ++set) {
    v1::CarriedSet& carried = *bundle.add_frames()->mutable_set();
    carried.set_seq(static_cast<std::uint64_t>(set + 1));
    carried.set_body(std::string(200, static_cast<char>('a' + set)));
  }
  seeds.Add(bundle);
  bundle.mutable_for_others()->CopyFrom(bundle.frames());
  seeds.Add(bundle);
  bundle.set_unfinished(true);
  seeds.Add(bundle);
  Damage& damage = *bundle.add_damage();
  damage.set_at(100);
  damage.set_drop(40);
  damage.set_insert("\xD7TL1");
  seeds.Add(bundle);
  bundle.set_max_bytes(600);
  seeds.Add(bundle);
}

// EXIF with an orientation, a time and a place, in front of what passes for a picture.
std::string Photo(bool little) {
  std::string tiff;
  const auto number = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) {
      tiff += static_cast<char>(value >> 8 * (little ? i : size - 1 - i));
    }
  };
  const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::uint32_t count,
                         std::uint32_t value) {
    number(tag, 2);
    number(type, 2);
    number(count, 4);
    number(value, type == 3 ? 2 : 4);
    if (type == 3) number(0, 2);
  };
  const auto letter = [&](std::uint32_t tag, char text) {
    number(tag, 2);
    number(2, 2);
    number(2, 4);
    tiff += text;
    tiff += std::string(3, '\0');
  };
  tiff = little ? "II" : "MM";
  number(42, 2);
  number(8, 4);
  number(3, 2);
  entry(0x0112, 3, 1, 6);
  entry(0x8769, 4, 1, 50);
  entry(0x8825, 4, 1, 80);
  number(0, 4);
  number(2, 2);  // at 50
  entry(0x9003, 2, 20, 200);
  entry(0x9011, 2, 7, 220);
  number(0, 4);
  number(6, 2);  // at 80
  letter(1, 'S');
  entry(2, 5, 3, 228);
  letter(3, 'E');
  entry(4, 5, 3, 228);
  entry(7, 5, 3, 252);
  entry(29, 2, 11, 276);
  number(0, 4);
  tiff.resize(200, '\0');
  tiff += std::string("2026:11:22 14:05:09\0+08:00\0\0", 28);
  for (const std::uint32_t part : {9, 43, 52}) {
    number(part, 4);
    number(1, 4);
  }
  for (const std::uint32_t part : {6, 5, 9}) {
    number(part, 4);
    number(1, 4);
  }
  tiff += std::string("2026:11:22\0", 11);
  const auto segment = [](unsigned char marker, const std::string& content) {
    const std::size_t length = content.size() + 2;
    std::string bytes = "\xFF";
    bytes += static_cast<char>(marker);
    bytes += static_cast<char>(length >> 8);
    bytes += static_cast<char>(length);
    return bytes + content;
  };
  return "\xFF\xD8" + segment(0xE0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14)) +
         segment(0xE1, std::string("Exif\0\0", 6) + tiff) + segment(0xFE, "catatan") +
         segment(0xDB, std::string(65, '\1')) + segment(0xDA, std::string(6, '\2')) +
         "gambar\xFF\xD9";
}

void WritePhotos(const std::filesystem::path& folder) {
  Seeds seeds(folder, "jpeg");
  seeds.Add(Photo(true));
  seeds.Add(Photo(false));
  seeds.Add("\xFF\xD8\xFF\xDA" + std::string(1, '\0') + "\2gambar");
}

}  // namespace

void WriteContractSeeds(const std::filesystem::path& folder) {
  WriteTypedText(folder);
  WriteChangeSets(folder);
  WriteSigned(folder);
  WriteBundles(folder);
  WritePhotos(folder);
}

}  // namespace tilik::fuzz
