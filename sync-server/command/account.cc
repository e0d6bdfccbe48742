// `tilik-server account add | list | retire`: who may sign at the office.
#include <map>
#include <memory>

#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/print_decision.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

const std::map<std::string, v1::AccountRole> kRoles = {
    {"supervisor", v1::ACCOUNT_ROLE_SUPERVISOR}, {"head", v1::ACCOUNT_ROLE_HEAD},
    {"operator", v1::ACCOUNT_ROLE_OPERATOR},     {"auditor", v1::ACCOUNT_ROLE_AUDITOR},
    {"admin", v1::ACCOUNT_ROLE_ADMIN},
};

struct Options {
  HomeOptions home;
  std::string as, name, role = "supervisor";
  bool json = false;
};

Status List(const DistrictHome& home, bool json) {
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::Account> accounts, reader->Accounts());
  v1::AccountList list;
  for (const storage::Account& account : accounts) {
    v1::AccountView* view = list.add_accounts();
    view->set_name(account.name);
    view->set_role(account.role);
    view->set_role_words(console::RoleWords(account.role));
    view->set_retired(account.retired);
    view->set_since_ms(account.since.ms);
  }
  Print(list, json, home.store->district().zone_offset_minutes);
  return Status();
}

// Adding a name that is known is refused: it belongs to somebody.
Status Keep(const Options& options, bool retire) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  {
    TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kKeepAccounts));
    TILIK_ASSIGN_OR_RETURN(std::vector<storage::Account> accounts, desk.before().Accounts());
    const storage::Account* known = nullptr;
    int others = 0;
    for (const storage::Account& account : accounts) {
      if (account.name == options.name) known = &account;
      if (account.name != options.name && !account.retired &&
          MayDo(account.role, Work::kKeepAccounts)) {
        ++others;
      }
    }
    if (!retire && known != nullptr)
      return Status::Invalid("sudah ada akun \"" + options.name + "\"");
    if (retire && known == nullptr)
      return Status::Invalid("tidak ada akun \"" + options.name + "\"");
    if (retire && others == 0)
      return Status::Invalid("harus tetap ada akun yang dapat mengurus akun");
    v1::Operation operation;
    operation.mutable_keep_account()->set_name(options.name);
    operation.mutable_keep_account()->set_role(retire ? known->role : kRoles.at(options.role));
    operation.mutable_keep_account()->set_retired(retire);
    TILIK_RETURN_IF_ERROR(desk.Sign({operation}).status());
    TILIK_RETURN_IF_ERROR(desk.Commit());
  }
  return List(home, options.json);
}

}  // namespace

void AddAccount(Command app) {
  Command parent = app.AddGroup("account", "siapa yang boleh menandatangani di kantor");
  const auto add = [&](const char* name, const char* words, auto run) {
    auto [command, options] = parent.Add<Options>(name, words, run);
    command.Flag("--json", options->json, "untuk dibaca program");
    return std::pair(command, options);
  };

  std::vector<std::string> roles;
  for (const auto& [role, number] : kRoles) roles.push_back(role);
  const auto keep = [](const Options& options) { return Keep(options, /*retire=*/false); };
  auto [kept, of_kept] = add("add", "akun baru", keep);
  kept.Option("--name", of_kept->name, "nama, tidak pernah dipakai orang lain").Required();
  kept.Option("--role", of_kept->role, "tugasnya").ShowDefault().OneOf(roles);
  kept.Option("--as", of_kept->as, "akun yang membuatnya; bawaan: akun pertama");

  const auto retire = [](const Options& options) { return Keep(options, /*retire=*/true); };
  auto [retired, of_retired] = add("retire", "akun ini tidak bertugas lagi", retire);
  retired.Option("--name", of_retired->name, "nama").Required();
  retired.Option("--as", of_retired->as, "akun yang mencatatnya; bawaan: akun pertama");

  add("list", "semua akun", [](const Options& options) -> Status {
    TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
    return List(home, options.json);
  });
}

}  // namespace tilik::command
