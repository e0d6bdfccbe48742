// bundle export and import: work and answers by card, cable, chat or another officer.
#include "client/native/commands.h"
#include "client/screens/bundles.h"
#include "proto/files/bundle_file.h"
#include "tilik/v1/bundle.pb.h"

namespace tilik::native {
namespace {

std::string Count(std::uint64_t count) { return std::to_string(count); }

void TellDamage(const Terminal& terminal, const v1::BundleImportView& view) {
  for (const v1::DamageView& damage : view.damage()) {
    const std::string bytes = Count(damage.from()) + "–" + Count(damage.to());
    terminal.Tell({"! rusak: bita " + bytes, "! damaged: bytes " + bytes});
  }
  for (const std::string& missing : view.missing()) {
    terminal.Tell({"! tidak ada: " + missing, "! missing: " + missing});
  }
}

}  // namespace

Exit RunBundleExport(OpenHome& home, const BundleExportOptions& options) {
  const Terminal& terminal = home.terminal();
  const client::Wording doing = {"Berkas kiriman tidak jadi dibuat", "The bundle was not made"};
  NewBundleFile file(options.to);
  const auto bundle =
      home.device().Export({options.photos, options.max_bytes},
                           [&](std::string_view bytes) { return file.Write(bytes); });
  if (!bundle.ok()) return terminal.Problem(bundle.status(), doing);
  if (const Status kept = file.Finish(); !kept.ok()) return terminal.Problem(kept, doing);
  if (const Status entrusted = home.device().Entrust(*bundle, options.courier); !entrusted.ok()) {
    return terminal.Problem(entrusted, doing);
  }
  v1::BundleExportView view;
  view.set_file(options.to);
  view.set_courier(options.courier);
  view.set_sets(static_cast<std::uint32_t>(bundle->sets.size()));
  view.set_photos(static_cast<std::uint32_t>(bundle->photos.size()));
  view.set_bytes(bundle->bytes);
  view.set_sets_left(static_cast<std::uint32_t>(bundle->sets_left));
  view.set_photos_left(static_cast<std::uint32_t>(bundle->photos_left));
  const std::string sets = Count(view.sets()), photos = Count(view.photos());
  terminal.Tell({"⇪ dititipkan (" + view.courier() + "): " + sets + " simpanan, " + photos +
                     " foto, " + Count(view.bytes()) + " bita",
                 "⇪ entrusted (" + view.courier() + "): " + sets + " sets, " + photos +
                     " photos, " + Count(view.bytes()) + " bytes"});
  if (view.sets_left() + view.photos_left() > 0) {
    const std::string left = Count(view.sets_left()), more = Count(view.photos_left());
    terminal.Tell({"  belum ikut: " + left + " simpanan, " + more + " foto",
                   "  not in it: " + left + " sets, " + more + " photos"});
  }
  terminal.Tell({"  Belum diterima kabupaten; semuanya tetap ada di HP ini.",
                 "  Not received by the district yet; all of it stays on this phone."});
  terminal.Print(view);
  return Exit::kDone;
}

Exit RunBundleImport(OpenHome& home, const std::string& path) {
  const Terminal& terminal = home.terminal();
  const client::Wording doing = {"Balasan tidak dapat dimasukkan", "The reply was not taken"};
  const auto source = OpenBundleFile(path);
  if (!source.ok()) return terminal.Problem(source.status(), doing);
  const auto import = home.device().Import(*source);
  if (!import.ok()) return terminal.Problem(import.status(), doing);
  if (import->replies == 0) {
    const bool for_others = import->for_others > 0;
    return terminal.Problem(
        Exit::kRefused,
        for_others ? client::Wording{"Berkas ini untuk petugas lain; bawa terus kepadanya.",
                                     "This file is for another officer; carry it on."}
                   : client::Wording{"Berkas ini bukan balasan kabupaten, atau rusak seluruhnya.",
                                     "This file is no reply of the district, or wholly damaged."},
        {"Tidak ada yang diubah.", "Nothing was changed."});
  }
  v1::BundleImportView view = screens::ViewOf(*import);
  if (!import->report.must_wipe) {
    if (const auto status = home.device().Status(); status.ok()) {
      view.set_waiting_sets(static_cast<std::uint32_t>(status->outbox.unsent));
    }
  }
  terminal.Tell({"✓ diterima kabupaten: " + Count(view.receipts()) + " simpanan, " +
                     Count(view.photos_received()) + " foto",
                 "✓ received by the district: " + Count(view.receipts()) + " sets, " +
                     Count(view.photos_received()) + " photos"});
  terminal.Tell({"  data baru: " + Count(view.records_received()) + " rekaman, " +
                     Count(view.outcomes_received()) + " hasil",
                 "  new here: " + Count(view.records_received()) + " records, " +
                     Count(view.outcomes_received()) + " outcomes"});
  if (view.pages_too_early() > 0) {
    terminal.Tell({"! Sebagian data menunggu balasan sebelumnya, yang belum dimasukkan.",
                   "! Some data waits for an earlier reply that was not taken yet."});
  }
  TellDamage(terminal, view);
  if (!view.problem().empty()) terminal.Line("! " + view.problem());
  terminal.Print(view);
  return Exit::kDone;
}

}  // namespace tilik::native
