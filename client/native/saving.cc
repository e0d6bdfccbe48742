#include "client/native/saving.h"

#include <google/protobuf/util/json_util.h>

#include <filesystem>

#include "client/core/jpeg.h"
#include "tilik/v1/app.pb.h"

namespace tilik::native {
namespace {

using client::Captured;
using client::Findings;
using client::Wording;

constexpr std::size_t kMostFormBytes = 4 * 1024 * 1024;
constexpr std::size_t kAskedPhotoBytes = 120 * 1024;

std::size_t MostPhotoBytes(client::Device& device) {
  const std::size_t limit = device.state().limits().max_attachment_bytes();
  return limit == 0 ? client::kMaxPhotoBytes : std::min(limit, client::kMaxPhotoBytes);
}

struct LoadedPhoto {
  client::Photo photo;
  std::optional<std::uint32_t> shows;  // as PhotoToAttach
};

// All photos of a set, before any of them is stored.
std::vector<LoadedPhoto> LoadPhotos(OpenHome& home, const Captured& set, const std::string& folder,
                                    Findings& findings) {
  std::vector<LoadedPhoto> loaded;
  const std::size_t most = MostPhotoBytes(home.device());
  for (const client::PhotoToAttach& wanted : set.photos) {
    const std::string path = PathBeside(folder, wanted.file);
    const Result<std::string> file = ReadWholeFile(path, most);
    if (!file.ok()) {
      const std::string kib = std::to_string(most / 1024);
      const bool large = file.status().code() == Code::kInvalid;
      findings.Error(wanted.file,
                     large ? Wording{"foto lebih besar dari " + kib + " KiB; perkecil dulu",
                                     "the photo is larger than " + kib + " KiB; shrink it first"}
                           : Wording{"foto tidak terbaca: " + file.status().message(),
                                     "the photo cannot be read: " + file.status().message()});
      continue;
    }
    Result<client::CameraPhoto> picture = client::ReadJpeg(*file);
    if (!picture.ok()) {
      findings.Error(wanted.file, {"berkas ini bukan foto JPEG yang utuh",
                                   "this file is not a whole JPEG picture"});
      continue;
    }
    if (picture->bytes.size() > kAskedPhotoBytes) {
      findings.Warn(wanted.file, {"lebih besar dari 120 KiB; unggahannya lama di desa",
                                  "larger than 120 KiB; slow to upload from a village"});
    }
    LoadedPhoto& one = loaded.emplace_back();
    one.photo.bytes = std::move(picture->bytes);
    one.photo.kind = wanted.kind;
    one.photo.record = wanted.record;
    one.photo.place = picture->place ? picture->place : set.place;
    one.photo.taken_ms = picture->taken_ms;
    one.shows = wanted.shows;
  }
  return loaded;
}

}  // namespace

Exit RefuseForm(const Terminal& terminal, const Findings& findings) {
  return terminal.Problem(Exit::kRefused,
                          {"Formulir belum dapat disimpan:", "The form was refused:"},
                          {"Tidak ada yang disimpan; perbaiki lalu ulangi.",
                           "Nothing was saved; mend it and try again."},
                          findings.list());
}

std::string FolderOf(const std::string& file) {
  return file == "-" ? "" : std::filesystem::path(file).parent_path().string();
}

std::string PathBeside(const std::string& folder, const std::string& file) {
  return (std::filesystem::path(folder) / file).string();
}

Exit ReadForm(const Terminal& terminal, const std::string& file, google::protobuf::Message* form) {
  const Wording doing = {"Formulir tidak terbaca", "The form cannot be read"};
  const Result<std::string> text = ReadWholeFile(file, kMostFormBytes);
  if (!text.ok()) return terminal.Problem(text.status(), doing);
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, form);
  if (!parsed.ok()) {
    return terminal.Problem(Status::Invalid(std::string(parsed.message())), doing);
  }
  return Exit::kDone;
}

Exit SaveCaptured(OpenHome& home, std::vector<Captured> sets, const Findings& captured,
                  const std::string& folder, std::int64_t draft,
                  void (*name_first)(const Link&, Captured&)) {
  const Terminal& terminal = home.terminal();
  Findings findings = captured;
  std::vector<std::vector<LoadedPhoto>> photos;
  for (const Captured& set : sets) photos.push_back(LoadPhotos(home, set, folder, findings));
  if (findings.refused() || sets.empty()) return RefuseForm(terminal, findings);

  v1::SavedView view;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    client::Work work;
    work.operations = std::move(sets[i].operations);
    work.place = sets[i].place;
    work.draft = draft;
    const Wording doing = {
        "Tidak tersimpan (" + std::to_string(i) + " dari " + std::to_string(sets.size()) +
            " sudah tersimpan)",
        "Not saved (" + std::to_string(i) + " of " + std::to_string(sets.size()) + " are saved)"};
    for (LoadedPhoto& photo : photos[i]) {
      Result<v1::AttachmentRef> reference = home.device().AddPhoto(photo.photo);
      if (!reference.ok()) return terminal.Problem(reference.status(), doing);
      if (photo.shows) {
        work.operations[*photo.shows].mutable_follow_up()->add_photos(reference->hash());
      }
      work.attachments.push_back(*std::move(reference));
    }
    const Result<client::SavedSet> saved = home.device().Save(work);
    if (!saved.ok()) return terminal.Problem(saved.status(), doing);
    for (std::size_t later = 1; i == 0 && name_first != nullptr && later < sets.size(); ++later) {
      name_first(saved->link, sets[later]);
    }
    v1::SavedSetView* one = view.add_sets();
    one->set_seq(saved->seq);
    one->set_link(ToHex(saved->link.raw()));
    one->set_operations(static_cast<std::uint32_t>(work.operations.size()));
    one->set_photos(static_cast<std::uint32_t>(work.attachments.size()));
    for (const RecordId& record : sets[i].created) view.add_created(ToUuidText(record));
    terminal.Tell(Wording{"● Tersimpan di perangkat ini, nomor " + std::to_string(saved->seq),
                          "● Saved on this device, number " + std::to_string(saved->seq)});
  }
  for (const Finding& finding : findings.list()) {
    v1::FindingView* warning = view.add_warnings();
    warning->set_at(finding.variable);
    warning->set_id(finding.message_id);
    warning->set_en(finding.message);
  }
  terminal.Warn(findings.list());
  terminal.Print(view);
  return Exit::kDone;
}

Exit Withdraw(OpenHome& home, const FormOptions& options) {
  Findings findings;
  std::vector<Captured> sets;
  const auto page = home.device().Log(options.withdraw + 1, 1);
  if (page.ok() && !page->empty() && page->front().seq == options.withdraw) {
    std::vector<v1::Operation> operations;
    for (const client::OperationView& view : page->front().operations) {
      operations.push_back(view.operation);
    }
    sets.push_back(client::CaptureWithdrawal(page->front().link, operations, options.operation,
                                             options.reason, findings));
  } else {
    findings.Error("withdraw", {"tidak ada simpanan nomor " + std::to_string(options.withdraw),
                                "nothing was saved as number " + std::to_string(options.withdraw)});
  }
  return SaveCaptured(home, std::move(sets), findings, "");
}

}  // namespace tilik::native
