// `tilik`: the client core on a laptop, as commands.
//
// Exit codes: 0 done · 1 something is broken (disk, file) · 2 usage · 3 input refused, nothing
// saved · 4 no connection, work kept · 5 locked: wrong PIN, or open in another process.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "client/native/commands.h"

namespace tilik::native {
namespace {

int Run(int argc, char** argv) {
  CLI::App app("Tilik: verivali dan penyaluran tanpa sinyal · field verification without signal");
  app.require_subcommand(0, 1);
  app.fallthrough();  // --home may stand before or after the command
  SharedOptions shared;
  Terminal terminal;
  app.add_option("--home", shared.home, "Folder data perangkat · the device's data folder")
      ->required();
  app.add_flag("--json", terminal.json, "Protobuf JSON");
  app.add_option("--lang", terminal.language, "id, en")->check(CLI::IsMember({"id", "en"}));
  app.add_option("--as", shared.as, "Bila ada beberapa petugas: nama atau id · which officer");
  app.add_option("--ca", shared.ca_file, "Sertifikat CA (PEM) · CA certificate");
  // Moves the wall clock of this one command, as a wrong clock does; exercises and tests only.
  app.add_option("--clock-offset-s", shared.clock_offset_s)->group("");
  // Lets this one command happen so many days later, by all clocks; exercises and tests only.
  app.add_option("--days-later", shared.days_later)->group("");

  std::function<Exit()> run = [&shared, &terminal] { return RunHomes(shared, terminal); };
  const auto unlocked = [&](std::function<Exit(OpenHome&)> command) {
    return [&shared, &terminal, command = std::move(command)] {
      OpenHome home(shared, terminal);
      const Exit opened = home.Unlock();
      return opened == Exit::kDone ? command(home) : opened;
    };
  };

  EnrolOptions enrol;
  CLI::App* command = app.add_subcommand("enrol", "Mendaftarkan perangkat · enrol this device");
  command->add_option("--server", enrol.server, "https://…")->required();
  command->add_option("--code", enrol.code, "Kode sekali pakai · one-time code")->required();
  command->add_option("--district", enrol.district, "Kunci kabupaten · district key")->required();
  command->add_option("--device", enrol.device_name, "Nama perangkat · device name");
  command->callback([&] { run = [&] { return RunEnrol(shared, enrol, terminal); }; });

  std::string code;
  command = app.add_subcommand("unlock", "Lupa PIN · the PIN is forgotten");
  command->add_option("--code", code, "Kode yang dibacakan kantor · the code the office read");
  command->callback([&] { run = [&] { return RunUnlock(shared, code, terminal); }; });

  ServeOptions serve;
  bool no_browser = false;
  command = app.add_subcommand("serve", "Aplikasi di peramban · the app in a browser");
  command->add_option("--port", serve.port, "Porta; 0: yang bebas · port; 0: a free one");
  command->add_option("--app", serve.app, "Folder berkas aplikasi · folder of the app's files");
  command->add_flag("--no-browser", no_browser, "Jangan buka peramban · open no browser");
  command->callback([&] {
    run = [&] {
      serve.browser = !no_browser;
      return RunServe(shared, serve, terminal);
    };
  });

  command = app.add_subcommand("status", "Keadaan perangkat · where the work stands");
  command->callback([&] { run = unlocked(RunStatus); });

  command = app.add_subcommand("sync", "Kirim dan terima · send and receive");
  command->callback([&] { run = unlocked(RunSync); });

  BundleExportOptions bundle;
  std::string reply;
  CLI::App* bundles =
      app.add_subcommand("bundle", "Tanpa jaringan: lewat berkas · by file, without network");
  bundles->require_subcommand(1);
  bundles->fallthrough();
  command = bundles->add_subcommand("export", "Titipkan yang belum diterima · entrust what waits");
  command->add_option("--to", bundle.to, "Berkas yang dibuat · file to make")->required();
  command->add_option("--courier", bundle.courier, "Siapa yang membawa · who carries it")
      ->capture_default_str();
  command->add_flag("--photos", bundle.photos, "Foto juga · photos too");
  command->add_option("--max-bytes", bundle.max_bytes, "Paling besar · at most");
  command->callback(
      [&] { run = unlocked([&](OpenHome& home) { return RunBundleExport(home, bundle); }); });
  command = bundles->add_subcommand("import", "Masukkan balasan kabupaten · take a reply");
  command->add_option("file", reply)->required();
  command->callback(
      [&] { run = unlocked([&](OpenHome& home) { return RunBundleImport(home, reply); }); });

  std::string typed;
  std::size_t limit = 20;
  command = app.add_subcommand("find", "Cari nama, NIK, No KK, alamat · search");
  command->add_option("typed", typed)->required();
  command->add_option("--limit", limit);
  command->callback(
      [&] { run = unlocked([&](OpenHome& home) { return RunFind(home, typed, limit); }); });

  command = app.add_subcommand("show", "Tampilkan rumah tangga · show a household");
  command->add_option("record", typed, "id, IDBDT, No KK, NIK, nama")->required();
  command->callback([&] { run = unlocked([&](OpenHome& home) { return RunShow(home, typed); }); });

  FormOptions form;
  const auto add_form = [&](CLI::App* to) {
    to->add_option("form", form.file, "Berkas JSON, atau - · JSON file, or -");
    to->add_option("--withdraw", form.withdraw, "Batalkan simpanan nomor … · withdraw a set");
    to->add_option("--operation", form.operation, "Hanya operasi ini · only this operation");
    to->add_option("--reason", form.reason, "Alasan pembatalan · reason");
  };
  const auto has_work = [&form, &terminal] {
    if (!form.file.empty() || !form.begin.empty() || form.withdraw != 0) return Exit::kDone;
    return terminal.Problem(
        Exit::kUsage,
        {"Formulir mana? tulis nama berkas, atau -", "Which form? write a file name, or -"},
        {"Tidak ada yang diubah.", "Nothing was changed."});
  };
  command = app.add_subcommand("visit", "Simpan kunjungan · save a visit");
  add_form(command);
  command->add_option("--begin", form.begin, "Buka draf rumah tangga · open a household as draft");
  command->add_option("--draft", form.draft, "Simpan draf nomor … · save this draft");
  command->callback([&] {
    run = [&, open = unlocked([&](OpenHome& home) { return RunVisit(home, form); })] {
      const Exit said = has_work();
      return said == Exit::kDone ? open() : said;
    };
  });

  const auto add_saving = [&](CLI::App* to, Exit (*save)(OpenHome&, const FormOptions&)) {
    add_form(to);
    to->callback([&, save] {
      run = [&, open = unlocked([&, save](OpenHome& home) { return save(home, form); })] {
        const Exit said = has_work();
        return said == Exit::kDone ? open() : said;
      };
    });
  };
  add_saving(app.add_subcommand("handover", "Simpan penyerahan atau tidak tersalur · a handover"),
             RunHandover);
  add_saving(app.add_subcommand("evidence", "Susulkan bukti penyerahan · bring proof later"),
             RunEvidence);
  add_saving(app.add_subcommand("stock", "Barang masuk, rusak, hilang, kembali, dihitung · stock"),
             RunStock);
  add_saving(app.add_subcommand("ppks", "PPKS: masuk, dilayani, keluar · who is in need"), RunPpks);
  add_saving(app.add_subcommand("psks", "PSKS: masuk, keluar · who helps"), RunPsks);
  add_saving(app.add_subcommand("kube", "KUBE: anggota, dana, nilai · groups"), RunKube);
  add_saving(app.add_subcommand("rtlh", "Rumah: sebelum, 50 %, sesudah · houses"), RunRtlh);
  add_saving(app.add_subcommand("kuasa", "Kuasa tetap dengan surat · standing proxies"), RunKuasa);
  add_saving(app.add_subcommand("rekening", "Rekening dan kartu · accounts and cards"),
             RunRekening);
  add_saving(
      app.add_subcommand("penerima", "Kelompok, lembaga, bangunan, lokasi · other recipients"),
      RunPenerima);

  std::string danom, village, read;
  command = app.add_subcommand("claims", "Dua HP satu daftar · two phones, one list");
  command->add_option("--danom", danom, "Hanya daftar ini · only this list");
  command->add_option("--village", village, "Hanya desa ini · only this village");
  command->add_option("--read", read, "Teks dari HP lain: berkas, atau - · another phone's text");
  command->callback([&] {
    run = unlocked([&](OpenHome& home) {
      return read.empty() ? RunMakeClaims(home, danom, village) : RunReadClaims(home, read);
    });
  });
  command = app.add_subcommand("musdes", "Simpan hasil musdes · save a village forum's results");
  command->add_option("form", form.file, "Berkas JSON, atau - · JSON file, or -")->required();
  command->callback([&] { run = unlocked([&](OpenHome& home) { return RunMusdes(home, form); }); });

  command = app.add_subcommand("not-verified",
                               "Alasan desa belum verivali · why a village was not verified");
  command->add_option("form", form.file, "Berkas JSON, atau - · JSON file, or -")->required();
  command->callback(
      [&] { run = unlocked([&](OpenHome& home) { return RunNotVerified(home, form); }); });

  PhotoOptions photo;
  command = app.add_subcommand("photo", "Tambahkan foto · add a photo");
  command->add_option("file", photo.file, "JPEG")->required();
  command->add_option("--kind", photo.kind, "rumah, KTP, KK, …")->required();
  command->add_option("--record", photo.record, "Rumah tangga atau anggota · of whom")->required();
  command->callback([&] { run = unlocked([&](OpenHome& home) { return RunPhoto(home, photo); }); });

  std::uint64_t before = 0;
  command = app.add_subcommand("log", "Simpanan sendiri dan tanda terimanya · own sets, receipts");
  command->add_option("--before", before, "Sebelum nomor … · below this number");
  command->add_option("--limit", limit);
  command->callback(
      [&] { run = unlocked([&](OpenHome& home) { return RunLog(home, before, limit); }); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::kUsage);
  }
  return static_cast<int>(run());
}

}  // namespace
}  // namespace tilik::native

int main(int argc, char** argv) {
  if (sodium_init() < 0) return 1;
  return tilik::native::Run(argc, argv);
}
