// `tilik-server campaign`: what is to be visited, until when, and where.
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/office_work.h"
#include "sync-server/command/print.h"
#include "sync-server/console/campaign_days.h"
#include "tilik/v1/office.pb.h"

namespace tilik::command {
namespace {

// "Now the 17th" (domain.md §3.3).
constexpr std::uint32_t kCutOffDay = 17;

struct Options {
  HomeOptions home;
  std::string account, name, period, codebook = "dtks-2020", villages;
  std::uint32_t cut_off = kCutOffDay;
  bool without_prelist = false, json = false;
};

// Every active household of each village, as the registry stands now.
Status SignPrelists(storage::Reader& reader, const std::string& campaign,
                    const std::set<std::uint64_t>& villages, Desk& desk, std::uint64_t& listed) {
  for (std::uint64_t village : villages) {
    TILIK_ASSIGN_OR_RETURN(std::vector<RecordId> households,
                           reader.verification().HouseholdsOf(village, v1::RECORD_STATUS_ACTIVE));
    v1::Operation operation;
    v1::SetPrelist* prelist = operation.mutable_set_prelist();
    prelist->set_campaign(campaign);
    prelist->set_village(village);
    for (const RecordId& household : households) prelist->add_households(household.str());
    listed += households.size();
    TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  }
  return Status();
}

Status Define(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> villages, VillagesFrom(options.villages));
  v1::Operation operation;
  v1::Campaign* campaign = operation.mutable_define_campaign()->mutable_campaign();
  campaign->set_name(options.name);
  campaign->set_period(options.period);
  campaign->set_cut_off_day(options.cut_off);
  campaign->set_codebook(options.codebook);
  for (std::uint64_t village : villages) campaign->add_villages(village);
  if (tilik::CutOffOf(*campaign) == 0) {
    return Status::Invalid("periode ditulis seperti 2026-11, dan tanggal batas 1 sampai 31");
  }
  if (Codebooks::BuiltIn().FindNamed(options.codebook) == nullptr) {
    return Status::NotFound("tidak ada buku kode " + options.codebook);
  }
  const std::string until = tilik::DayWords(tilik::CutOffOf(*campaign));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  TILIK_RETURN_IF_ERROR(SignOrRefuse(desk, std::move(operation)).status());
  std::uint64_t listed = 0;
  if (!options.without_prelist) {
    TILIK_RETURN_IF_ERROR(SignPrelists(*reader, options.name, villages, desk, listed));
  }
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf(
      "Kampanye %s: %zu desa, %llu rumah tangga, sampai %s; kunjungan sesudahnya masuk "
      "periode berikut.\n",
      options.name.c_str(), villages.size(), static_cast<unsigned long long>(listed),
      until.c_str());
  return Status();
}

Status Prelist(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(std::set<std::uint64_t> villages, VillagesFrom(options.villages));
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.account, Work::kDecide));
  std::uint64_t listed = 0;
  TILIK_RETURN_IF_ERROR(SignPrelists(*reader, options.name, villages, desk, listed));
  TILIK_RETURN_IF_ERROR(desk.Commit());
  std::printf("Prelist %s diperbarui: %zu desa, %llu rumah tangga.\n", options.name.c_str(),
              villages.size(), static_cast<unsigned long long>(listed));
  return Status();
}

Status List(const Options& options) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Campaign> campaigns, reader->verification().Campaigns());
  v1::CampaignList list;
  for (const v1::Campaign& campaign : campaigns) {
    TILIK_ASSIGN_OR_RETURN(std::vector<v1::SetPrelist> prelists,
                           reader->verification().Prelists(campaign.name()));
    v1::CampaignView* view = list.add_campaigns();
    view->set_name(campaign.name());
    view->set_period(campaign.period());
    view->set_cut_off(tilik::DayWords(tilik::CutOffOf(campaign)));
    view->set_codebook(campaign.codebook());
    view->set_villages(static_cast<std::uint32_t>(campaign.villages_size()));
    for (const v1::SetPrelist& prelist : prelists) {
      view->set_listed(view->listed() + static_cast<std::uint32_t>(prelist.households_size()));
    }
  }
  if (options.json) {
    PrintJson(list);
    return Status();
  }
  std::vector<std::vector<std::string>> rows = {
      {"Kampanye", "Periode", "Batas", "Desa", "Rumah tangga"}};
  for (const v1::CampaignView& view : list.campaigns()) {
    rows.push_back({view.name(), view.period(), view.cut_off(), std::to_string(view.villages()),
                    std::to_string(view.listed())});
  }
  PrintTable(rows);
  return Status();
}

}  // namespace

void AddCampaign(Command app) {
  Command parent = app.AddGroup("campaign", "kampanye verivali dan prelist-nya");

  auto [define, of_define] =
      parent.Add<Options>("define", "membuat atau mengubah kampanye", Define);
  AddAccountOption(define, of_define->account);
  define.Option("--name", of_define->name, "misalnya verivali-2026-11").Required();
  define.Option("--period", of_define->period, "bulan: 2026-11").Required();
  define.Option("--cut-off", of_define->cut_off, "tanggal batas").ShowDefault();
  define.Option("--codebook", of_define->codebook, "buku kode").ShowDefault();
  define
      .Option("--villages", of_define->villages,
              "kode desa dipisah koma; kode kecamatan atau kabupaten: semua desanya")
      .Required();
  define.Flag("--without-prelist", of_define->without_prelist, "prelist ditentukan kemudian");

  auto [prelist, of_prelist] =
      parent.Add<Options>("prelist", "menyusun ulang prelist dari registri sekarang", Prelist);
  AddAccountOption(prelist, of_prelist->account);
  prelist.Option("--name", of_prelist->name, "kampanye").Required();
  prelist.Option("--villages", of_prelist->villages, "kode desa, kecamatan, atau kabupaten")
      .Required();

  auto [list, of_list] = parent.Add<Options>("list", "daftar kampanye", List);
  list.Flag("--json", of_list->json, "untuk dibaca program");
}

}  // namespace tilik::command
