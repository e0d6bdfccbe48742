#include "sync-server/command/device.h"

#include <functional>
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/desk.h"
#include "sync-server/command/print.h"
#include "sync-server/console/custody_views.h"
#include "sync-server/console/words.h"
#include "sync-server/sync/orders.h"
#include "sync-server/sync/restore.h"

namespace tilik::command {
namespace {

using storage::ChainRow;

struct DeviceOptions {
  HomeOptions home;
  std::string enrolment, villages, reason, as;
  bool json = false, early = false;
};

// An enrolment by its id or by as much of it as no other shares.
Result<ChainRow> EnrolmentCalled(const std::string& text, storage::Reader& reader) {
  constexpr std::size_t kShortest = 4;
  TILIK_ASSIGN_OR_RETURN(std::vector<ChainRow> chains, reader.Chains());
  std::optional<ChainRow> found;
  for (ChainRow& row : chains) {
    const bool called = row.kind == storage::ChainKind::kEnrolment && text.size() >= kShortest &&
                        ToHex(row.state.chain.raw()).starts_with(text);
    if (!called) continue;
    if (found.has_value()) return Status::Invalid("\"" + text + "\" fits several enrolments");
    found = std::move(row);
  }
  if (!found.has_value()) return Status::NotFound("no enrolment begins with \"" + text + "\"");
  return *std::move(found);
}

using Orders = std::function<Result<std::vector<v1::Operation>>(const ChainRow&, storage::Reader&)>;

// What `orders` makes of the enrolment becomes one change set of the account.
Status Order(const DeviceOptions& options, const Orders& orders) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  TILIK_ASSIGN_OR_RETURN(ChainRow row, EnrolmentCalled(options.enrolment, desk.before()));
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Operation> operations, orders(row, desk.before()));
  TILIK_RETURN_IF_ERROR(desk.Sign(std::move(operations)).status());
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf("Tercatat: %s (%s)\n", row.person.c_str(), ToHex(row.state.chain.raw()).c_str());
  return Status();
}

v1::Operation Assignment(const ChainRow& row, const std::set<std::uint64_t>& villages) {
  v1::Operation operation;
  v1::AssignVillages* assign = operation.mutable_assign_villages();
  assign->set_enrolment(row.state.chain.str());
  assign->set_revision(row.assignment_revision + 1);
  for (std::uint64_t village : villages) assign->add_villages(village);
  return operation;
}

Status Assign(const DeviceOptions& options) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> villages, VillagesFrom(options.villages));
  return Order(options,
               [&](const ChainRow& row, storage::Reader&) -> Result<std::vector<v1::Operation>> {
                 return std::vector{Assignment(row, villages)};
               });
}

Status Revoke(const DeviceOptions& options) {
  return Order(options,
               [&](const ChainRow& row, storage::Reader&) -> Result<std::vector<v1::Operation>> {
                 if (row.revoked) return Status::Conflict("this enrolment is revoked already");
                 v1::Operation operation;
                 operation.mutable_revoke_enrolment()->set_enrolment(row.state.chain.str());
                 operation.mutable_revoke_enrolment()->set_reason(options.reason);
                 return std::vector{operation};
               });
}

// The set carries the whole assignment with it: what the device had was lost with the old server.
Status Confirm(const DeviceOptions& options) {
  std::set<std::uint64_t> villages;
  if (!options.villages.empty()) {
    TILIK_ASSIGN_OR_RETURN(villages, VillagesFrom(options.villages));
  }
  return Order(options,
               [&](const ChainRow& row, storage::Reader&) -> Result<std::vector<v1::Operation>> {
                 if (!row.unconfirmed)
                   return Status::Conflict("this enrolment needs no confirmation");
                 if (villages.empty()) villages = row.assignment;
                 if (villages.empty())
                   return Status::Invalid("name the villages of this officer (--villages)");
                 v1::Operation operation;
                 operation.mutable_confirm_enrolment()->set_enrolment(row.state.chain.str());
                 return std::vector{Assignment(row, villages), operation};
               });
}

Status CloseGap(const DeviceOptions& options) {
  return Order(
      options,
      [&](const ChainRow& row, storage::Reader& reader) -> Result<std::vector<v1::Operation>> {
        const auto gaps = merge::GapsOf(row.state);
        if (gaps.empty()) return Status::Conflict("nothing waits behind a gap of this enrolment");
        const auto [first, last] = gaps.front();
        TILIK_ASSIGN_OR_RETURN(
            std::optional<storage::LogEntry> behind,
            reader.EntryByLink(row.state.chain, row.state.waiting.upper_bound(last)->second));
        if (!behind.has_value()) return Status::Corrupt("a waiting change set is not in the log");
        if (!options.early && Now().ms - behind->time.ms < sync::kGapWaitsMs) {
          return Status::Invalid("the device has fourteen days to bring sets " +
                                 std::to_string(first) + " to " + std::to_string(last) +
                                 "; --early with a reason closes the gap before");
        }
        v1::Operation operation;
        v1::CloseGap* close = operation.mutable_close_gap();
        close->set_enrolment(row.state.chain.str());
        close->set_first_seq(first);
        close->set_last_seq(last);
        close->set_reason(options.reason);
        return std::vector{operation};
      });
}

Status List(const DeviceOptions& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::DeviceList list, console::Devices(*reader));
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  const std::int32_t zone = home.store->district().zone_offset_minutes;
  for (const v1::DeviceLine& device : list.devices()) {
    std::printf("%s  %s  %s  %d desa  %llu simpanan  terakhir %s\n", device.enrolment().c_str(),
                device.officer().c_str(), device.state().c_str(), device.villages_size(),
                static_cast<unsigned long long>(device.contiguous_seq()),
                device.last_seen_ms() == 0
                    ? "belum pernah"
                    : console::TimeWords(Instant{device.last_seen_ms()}, zone).c_str());
    for (const std::string& gap : device.gaps()) std::printf("    %s\n", gap.c_str());
  }
  return Status();
}

Status Missing(const HomeOptions& home_options, bool json) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(home_options));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(v1::MissingReport report, sync::Missing(*reader, Now()));
  if (json) {
    PrintJson(report);
  } else {
    PrintMissing(report);
  }
  return Status();
}

}  // namespace

void AddDevice(Command app) {
  Command devices = app.AddGroup("device", "HP petugas: daftar, penugasan, pencabutan");
  auto add = [&](const char* name, const char* about, auto run) {
    return devices.Add<DeviceOptions>(name, about, run);
  };
  auto about_one = [&](const char* name, const char* about, auto run) {
    auto [command, options] = add(name, about, run);
    command.Option("--enrolment", options->enrolment, "nomor pendaftaran atau awalannya")
        .Required();
    command.Option("--as", options->as, "akun yang memutuskan; bawaan: akun pertama");
    return std::pair(command, options);
  };
  {
    auto [command, options] = add("list", "semua HP yang terdaftar", List);
    command.Flag("--json", options->json, "untuk dibaca program");
  }
  {
    auto [command, options] = about_one("assign", "seluruh penugasan baru satu HP", Assign);
    command.Option("--villages", options->villages, "kode desa dipisah koma").Required();
  }
  {
    auto [command, options] =
        about_one("revoke", "mencabut pendaftaran: HP hilang, dicuri, atau diganti", Revoke);
    command.Option("--reason", options->reason, "alasan").Required();
  }
  {
    auto [command, options] = about_one(
        "confirm", "mengakui HP yang didaftarkan sesudah cadangan yang dipulihkan", Confirm);
    command.Option("--villages", options->villages,
                   "kode desa dipisah koma; kosong: penugasan yang tercatat");
  }
  {
    auto [command, options] =
        about_one("close-gap", "menutup celah yang tidak akan terisi lagi", CloseGap);
    command.Option("--reason", options->reason, "alasan").Required();
    command.Flag("--early", options->early, "sebelum empat belas hari");
  }
}

void AddMissing(Command app) {
  struct Options {
    HomeOptions home;
    bool json = false;
  };
  const auto run = [](const Options& options) { return Missing(options.home, options.json); };
  auto [command, options] = app.Add<Options>(
      "missing", "yang belum atau tidak akan tiba: celah, dan yang hilang dalam pemulihan", run);
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace tilik::command
