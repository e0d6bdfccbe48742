// What is left of a phone's files when their ends are gone: what can still be read is read, what
// cannot is said, and nobody is told that the PIN is wrong.
#include <algorithm>

#include "frail_phone.h"

namespace tilik::client {
namespace {

// A page of SQLite and a frame of its log are longer than this; it falls on every place in them.
constexpr std::size_t kStride = 509;
constexpr std::size_t kPage = 4096;

class CutPhone : public FrailPhone {
 public:
  CutPhone() : FrailPhone(1), home(device_->home()) {}

  Result<std::unique_ptr<Device>> Open() { return Device::Unlock(phone_.host, home, kPin); }
  std::string Database() const { return phone_.host.database_root + "/" + home + "/tilik.db"; }
  void SwitchOff() { device_.reset(); }
  bool SwitchOn() {
    Result<std::unique_ptr<Device>> opened = Open();
    if (opened.ok()) device_ = *std::move(opened);
    return opened.ok();
  }
  Device& device() { return *device_; }
  Phone& phone() { return phone_; }
  District& district() { return district_; }

  const std::string home;
};

TEST(ACutPhone, WithoutTheEndOfItsDatabaseSaysSo) {
  CutPhone phone;
  ASSERT_TRUE(phone.Save());
  phone.SwitchOff();
  const std::string whole = phone.disk.Bytes(phone.Database());
  ASSERT_GT(whole.size(), 100u * kStride);
  ASSERT_EQ(phone.disk.Bytes(phone.Database() + "-wal"), "");
  for (std::size_t size = 0; size < whole.size(); size += kStride) {
    SCOPED_TRACE(size);
    phone.disk.Put(phone.Database(), whole.substr(0, size));
    phone.disk.Remove(phone.Database() + "-");
    if (!phone.SwitchOn()) {
      ASSERT_EQ(phone.Open().status().code(), Code::kCorrupt);
      continue;
    }
    // Of the last page a part is there: whoever reads it is told, and nobody need have.
    ASSERT_GT(size, whole.size() - kPage);
    const Result<std::vector<LogEntry>> log = phone.device().Log(0, 100);
    ASSERT_TRUE(!log.ok() || log->size() == phone.saved);
    phone.SwitchOff();
  }
  phone.disk.Put(phone.Database(), whole);
  phone.disk.Remove(phone.Database() + "-");
  ASSERT_TRUE(phone.SwitchOn());
  phone.ExpectAllArrives();
}

// That its log once was longer nobody can know; what is there is whole, and the chain goes on.
TEST(ACutPhone, WithoutTheEndOfItsLogHasTheVisitsBeforeTheCut) {
  CutPhone phone;
  phone.SwitchOff();
  ASSERT_TRUE(phone.SwitchOn());  // with an empty log
  std::vector<std::size_t> ends = {phone.disk.Bytes(phone.Database() + "-wal").size()};
  for (int visit = 0; visit < 3; ++visit) {
    ASSERT_TRUE(phone.Save());
    ends.push_back(phone.disk.Bytes(phone.Database() + "-wal").size());
  }
  const std::string database = phone.disk.Bytes(phone.Database());
  const std::string log = phone.disk.Bytes(phone.Database() + "-wal");
  phone.SwitchOff();
  std::vector<std::size_t> sizes;
  for (std::size_t size = 0; size < log.size(); size += kStride) sizes.push_back(size);
  for (std::size_t end : ends) {
    for (std::size_t size : {end - std::min<std::size_t>(end, 1), end, end + 1}) {
      if (size <= log.size()) sizes.push_back(size);
    }
  }
  std::set<std::uint64_t> seen;
  for (std::size_t size : sizes) {
    SCOPED_TRACE(size);
    phone.SwitchOff();
    phone.disk.Remove(phone.Database() + "-");
    phone.disk.Put(phone.Database(), database);
    phone.disk.Put(phone.Database() + "-wal", log.substr(0, size));
    ASSERT_TRUE(phone.SwitchOn());
    const auto before = static_cast<std::uint32_t>(
        std::count_if(ends.begin() + 1, ends.end(), [&](auto end) { return end <= size; }));
    ASSERT_EQ(phone.InLog(), before);
    if (!seen.insert(before).second) continue;
    phone.saved = before;
    phone.district().arrived.clear();
    phone.ExpectAllArrives();
  }
  EXPECT_EQ(seen.size(), 4u);
}

TEST(ACutPhone, NeverShowsPartOfAPhoto) {
  CutPhone phone;
  Photo photo;
  photo.bytes = std::string(500, 'f');
  const v1::AttachmentRef reference = Must(phone.device().AddPhoto(photo));
  const ContentHash hash = *ContentHash::FromRaw(reference.hash());
  const std::string folder = PhotoFolder(phone.home) + "/";
  const std::string file = folder + Must(phone.phone().files.List(PhotoFolder(phone.home))).at(0);
  const std::string whole = Must(phone.phone().files.Read(file));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_OK(phone.phone().files.WriteDurably(file, whole.substr(0, size)));
    ASSERT_EQ(phone.device().ReadPhoto(hash).status().code(), Code::kCorrupt) << size;
  }
  ASSERT_OK(phone.phone().files.WriteDurably(file, whole));
  EXPECT_EQ(Must(phone.device().ReadPhoto(hash)), photo.bytes);
}

TEST(ACutPhone, WithoutTheEndOfItsKeyFileOpensOrSaysSo) {
  CutPhone phone;
  ASSERT_TRUE(phone.Save());
  phone.SwitchOff();
  const std::string key = phone.home + "/key";
  const std::string whole = Must(phone.phone().files.Read(key));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_OK(phone.phone().files.WriteDurably(key, whole.substr(0, size)));
    const Result<std::unique_ptr<Device>> opened = phone.Open();
    ASSERT_TRUE(opened.ok() || opened.status().code() == Code::kCorrupt)
        << size << ": " << opened.status().message();
  }
  ASSERT_OK(phone.phone().files.WriteDurably(key, whole));
  ASSERT_TRUE(phone.SwitchOn());
  phone.ExpectAllArrives();
}

}  // namespace
}  // namespace tilik::client
