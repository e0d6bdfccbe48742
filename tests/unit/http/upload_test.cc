// tus over real sockets, as tus-js-client and curl speak it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "proto/contract/change_set.h"
#include "tests/unit/http/office.h"
#include "tests/unit/http/scratch_directory.h"

namespace tilik::http {
namespace {

constexpr std::string_view kTus = "Tus-Resumable: 1.0.0\r\n";
// "photo" as a token
constexpr std::string_view kToken = "Authorization: Bearer cGhvdG8=\r\n";

std::string Base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

class Upload : public ::testing::Test {
 protected:
  Upload() : store_(OpenStore()), office_({}, TheSite()) {
    for (std::size_t i = 0; i < 50'000; ++i) photo_ += static_cast<char>(i * i >> 7);
    hash_ = HashOf(photo_);
    path_ = "/files/" + ToHex(hash_.raw());
  }

  std::string Creation(std::size_t length) const {
    return Post("/files",
                std::string(kTus) + std::string(kToken) +
                    "Upload-Length: " + std::to_string(length) +
                    "\r\nUpload-Metadata: name eA==,hash " + Base64(hash_.raw()) + "\r\n",
                "");
  }
  std::string Question() const {
    return "HEAD " + path_ + " HTTP/1.1\r\nHost: t\r\n" + std::string(kTus) + std::string(kToken) +
           "\r\n";
  }
  std::string PatchOf(std::size_t offset, std::string_view bytes) const {
    std::string request = "PATCH " + path_ + " HTTP/1.1\r\nHost: t\r\n" + std::string(kTus) +
                          std::string(kToken) + "Upload-Offset: " + std::to_string(offset) +
                          "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " +
                          std::to_string(bytes.size()) + "\r\n\r\n";
    request += bytes;
    return request;
  }
  std::size_t OffsetNow() {
    Wire wire(office_.port());
    wire.Send(Question());
    const auto answer = wire.Receive(true);
    TILIK_CHECK(answer && answer->status == 200, "the upload is known");
    return std::stoul(answer->Field("upload-offset"));
  }

  ScratchDirectory scratch_;
  std::unique_ptr<FileAttachmentStore> store_;
  Office office_;
  std::string photo_;
  ContentHash hash_;
  std::string path_;

 private:
  std::unique_ptr<FileAttachmentStore> OpenStore() {
    auto store = FileAttachmentStore::Open(scratch_.path(), std::string(32, 'k'));
    TILIK_CHECK(store.ok(), store.status().message());
    return *std::move(store);
  }
  Site TheSite() {
    Site site;
    site.attachments.store = store_.get();
    site.attachments.may_upload = [](const Call& call) -> Status {
      if (call.token == "photo") return {};
      return Status::Denied("open a session first");
    };
    return site;
  }
};

TEST_F(Upload, CreateAskAppend) {
  const auto created = office_.Ask(Creation(photo_.size()));
  ASSERT_TRUE(created);
  EXPECT_EQ(created->status, 201);
  EXPECT_EQ(created->Field("location"), path_);
  EXPECT_EQ(created->Field("upload-offset"), "0");
  EXPECT_EQ(created->Field("tus-resumable"), "1.0.0");
  EXPECT_EQ(OffsetNow(), 0u);
  const auto appended = office_.Ask(PatchOf(0, photo_));
  ASSERT_TRUE(appended);
  EXPECT_EQ(appended->status, 204);
  EXPECT_EQ(appended->Field("upload-offset"), "50000");
  EXPECT_EQ(*store_->Read(hash_), photo_);
  EXPECT_EQ(office_.Ask(Creation(photo_.size()))->Field("upload-offset"), "50000");
}

TEST_F(Upload, CutAtEveryKilobyteItGoesOnWhereItStood) {
  ASSERT_EQ(office_.Ask(Creation(photo_.size()))->status, 201);
  std::size_t cuts = 0;
  for (std::size_t at = OffsetNow(); at < photo_.size();) {
    const std::string request = PatchOf(at, std::string_view(photo_).substr(at));
    const std::size_t head = request.find("\r\n\r\n") + 4;
    {
      Wire wire(office_.port());
      wire.Send(std::string_view(request).substr(0, head + 1'024));
      if (photo_.size() - at <= 1'024) {
        ASSERT_EQ(wire.Receive()->status, 204);
      }
    }
    std::size_t now = at;
    for (int tries = 0; now == at && tries < 500; ++tries) {
      now = OffsetNow();
      if (now == at) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    ASSERT_EQ(now, std::min(at + 1'024, photo_.size())) << "nothing that arrived is lost";
    at = now;
    ++cuts;
  }
  EXPECT_EQ(cuts, 49u);
  EXPECT_EQ(*store_->Read(hash_), photo_);
}

TEST_F(Upload, WrongBytesAre460AndGone) {
  ASSERT_EQ(office_.Ask(Creation(photo_.size()))->status, 201);
  std::string other = photo_;
  other[777] ^= 1;
  EXPECT_EQ(office_.Ask(PatchOf(0, other))->status, 460);
  Wire wire(office_.port());
  wire.Send(Question());
  EXPECT_EQ(wire.Receive(true)->status, 404);
}

TEST_F(Upload, WhatDoesNotFitHasItsStatus) {
  const auto status_of = [this](const std::string& request) {
    const auto answer = office_.Ask(request);
    return answer ? answer->status : 0;
  };
  EXPECT_EQ(status_of(PatchOf(0, "x")), 404) << "never created";
  EXPECT_EQ(status_of(Creation(3 << 20)), 413);
  EXPECT_EQ(status_of(Creation(0)), 400);
  ASSERT_EQ(status_of(Creation(photo_.size())), 201);
  EXPECT_EQ(status_of(PatchOf(5, "x")), 409);
  EXPECT_EQ(status_of(PatchOf(0, photo_ + "x")), 413);
  EXPECT_EQ(status_of(Post("/files", kToken, "")), 412);
  EXPECT_EQ(status_of(Post("/files", kTus, "")), 401);
  EXPECT_EQ(status_of(Post("/files", std::string(kTus) + std::string(kToken), "")), 400);
  EXPECT_EQ(status_of(Post("/files/zz", std::string(kTus) + std::string(kToken), "")), 404);
  EXPECT_EQ(status_of(Post("/filesystem", kTus, "")), 404);
  EXPECT_EQ(OffsetNow(), 0u);
}

TEST_F(Upload, OptionsTellWhatIsSpoken) {
  const auto answer = office_.Ask("OPTIONS /files HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 204);
  EXPECT_EQ(answer->Field("tus-version"), "1.0.0");
  EXPECT_EQ(answer->Field("tus-extension"), "creation");
  EXPECT_EQ(answer->Field("tus-max-size"), "2097152");
}

TEST_F(Upload, TwoPhonesWithOnePhotoMakeOnePhoto) {
  const auto upload = [this] {
    Wire wire(office_.port());
    wire.Send(Creation(photo_.size()));
    auto answer = wire.Receive();
    while (answer && answer->Field("upload-offset") != std::to_string(photo_.size())) {
      if (answer->status == 409) wire.Send(Creation(photo_.size()));
      if (answer->status != 409) {
        const std::size_t at = std::stoul(answer->Field("upload-offset"));
        wire.Send(PatchOf(at, std::string_view(photo_).substr(at, 3'000)));
      }
      answer = wire.Receive();
      if (!answer || answer->Field("connection") == "close") {
        wire = Wire(office_.port());
        wire.Send(Creation(photo_.size()));
        answer = wire.Receive();
      }
    }
    EXPECT_TRUE(answer);
  };
  std::thread first(upload);
  std::thread second(upload);
  first.join();
  second.join();
  EXPECT_EQ(*store_->Read(hash_), photo_);
}

}  // namespace
}  // namespace tilik::http
