#include "client/screens/bundles.h"

#include "client/screens/moments.h"
#include "client/screens/today.h"
#include "proto/contract/calendar.h"

namespace tilik::screens {
namespace {

using client::Wording;

constexpr std::size_t kMostCourierBytes = 200;

const Wording kUnchanged = {"Tidak ada yang diubah.", "Nothing was changed."};

// A file's name that any card and chat takes: "Yuliana Tse" → "yuliana-tse".
std::string Plain(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (fits) {
      plain += lower;
    } else if (!plain.empty() && plain.back() != '-') {
      plain += '-';
    }
  }
  while (!plain.empty() && plain.back() == '-') plain.pop_back();
  return plain.substr(0, 40);
}

BundleReader::Source InMemory(const std::string& file) {
  return [&file](std::uint64_t offset, std::size_t size) -> Result<std::string> {
    if (offset >= file.size()) return std::string();
    return file.substr(static_cast<std::size_t>(offset), size);
  };
}

}  // namespace

v1::BundleImportView ViewOf(const client::BundleImport& import) {
  const client::SyncReport& report = import.report;
  v1::BundleImportView view;
  view.set_receipts(static_cast<std::uint32_t>(report.receipts));
  view.set_photos_received(static_cast<std::uint32_t>(report.photos));
  view.set_records_received(static_cast<std::uint32_t>(report.pulled.rows));
  view.set_outcomes_received(static_cast<std::uint32_t>(report.pulled.outcomes));
  view.set_pages_known(static_cast<std::uint32_t>(report.pages_known));
  view.set_pages_too_early(static_cast<std::uint32_t>(report.pages_too_early));
  view.set_for_others(static_cast<std::uint32_t>(import.for_others));
  for (const ByteRange& range : import.damage) {
    v1::DamageView* damage = view.add_damage();
    damage->set_from(range.from);
    damage->set_to(range.to);
  }
  for (const MissingFrame& missing : import.missing) view.add_missing(NameOf(missing));
  view.set_problem(report.enrol_anew);
  if (report.app_too_old) view.set_problem("this version is too old to receive data");
  return view;
}

OrProblem<v1::MakeBundleResponse> Bundles::Make(const Voice& voice,
                                                const v1::MakeBundleRequest& asked) {
  v1::MakeBundleResponse response;
  std::string* file = response.mutable_file();
  const auto bundle =
      device_.Export({asked.photos(), kMostBundleBytes}, [file](std::string_view bytes) {
        file->append(bytes);
        return Status();
      });
  if (!bundle.ok()) {
    return ProblemOf(voice, bundle.status(),
                     {"Berkas kiriman tidak jadi dibuat", "The bundle was not made"});
  }
  made_ = *bundle;
  response.set_number(bundle->request_number);
  const auto status = device_.Status();
  response.set_name("tilik-" + (status.ok() ? Plain(status->officer) + "-" : "") +
                    DayWords(Today(device_.clock())) + "-" +
                    std::to_string(bundle->request_number) + ".bundle");
  v1::BundleExportView* made = response.mutable_made();
  made->set_file(response.name());
  made->set_sets(static_cast<std::uint32_t>(bundle->sets.size()));
  made->set_photos(static_cast<std::uint32_t>(bundle->photos.size()));
  made->set_bytes(bundle->bytes);
  made->set_sets_left(static_cast<std::uint32_t>(bundle->sets_left));
  made->set_photos_left(static_cast<std::uint32_t>(bundle->photos_left));
  return response;
}

OrProblem<v1::EntrustBundleResponse> Bundles::Entrust(const Voice& voice,
                                                      const v1::EntrustBundleRequest& asked) {
  const Wording doing = {"Belum tercatat sebagai titipan", "Not noted as entrusted"};
  if (!made_ || made_->request_number != asked.number()) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Berkas ini bukan yang terakhir dibuat; buat lagi.",
                      "This is not the file made last; make it again."},
                     kUnchanged);
  }
  if (asked.courier().empty() || asked.courier().size() > kMostCourierBytes) {
    return ProblemOf(voice, Exit::kRefused,
                     {"Sebut siapa yang membawa berkas ini.", "Say who carries this file."},
                     kUnchanged);
  }
  const Status entrusted = device_.Entrust(*made_, asked.courier());
  if (!entrusted.ok()) return ProblemOf(voice, entrusted, doing);
  made_.reset();
  v1::EntrustBundleResponse response;
  auto outbox = OutboxOf(device_);
  if (!outbox.ok()) return ProblemOf(voice, outbox.status(), doing);
  *response.mutable_outbox() = *std::move(outbox);
  return response;
}

OrProblem<v1::TakeBundleResponse> Bundles::Take(const Voice& voice,
                                                const v1::TakeBundleRequest& asked, bool* removed) {
  const Wording doing = {"Balasan tidak dapat dimasukkan", "The reply was not taken"};
  const auto import = device_.Import(InMemory(asked.file()));
  if (!import.ok()) return ProblemOf(voice, import.status(), doing);
  if (import->replies == 0) {
    return ProblemOf(voice, Exit::kRefused,
                     import->for_others > 0
                         ? Wording{"Berkas ini untuk petugas lain; bawa terus kepadanya.",
                                   "This file is for another officer; carry it on."}
                         : Wording{"Berkas ini bukan balasan kabupaten, atau rusak seluruhnya.",
                                   "This file is no reply of the district, or wholly damaged."},
                     kUnchanged);
  }
  v1::TakeBundleResponse response;
  *response.mutable_taken() = ViewOf(*import);
  *removed = import->report.must_wipe;
  if (*removed) return response;
  auto outbox = OutboxOf(device_);
  if (!outbox.ok()) return ProblemOf(voice, outbox.status(), doing);
  *response.mutable_outbox() = *std::move(outbox);
  response.mutable_taken()->set_waiting_sets(response.outbox().waiting_sets());
  return response;
}

}  // namespace tilik::screens
