// `tilik-server record move | split | merge | unmerge`: which record is which, and who belongs
// where.
//
// A person belongs to one family only (Kepmensos 150/2022): moving changes that one field and
// nothing else, so id, history and entitlements stay, and the feed takes the person from one
// officer's phone to another's.

#include "proto/contract/value.h"
#include "sync-server/command/case_choice.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/find_record.h"
#include "sync-server/command/print_decision.h"
#include "sync-server/console/words.h"

namespace tilik::command {
namespace {

struct Options {
  HomeOptions home;
  std::string as, reason;
  std::string first, second;  // the records that the command is about
  std::string take, head;
  bool yes = false, json = false;
};

Result<merge::RecordState> Living(const Desk& desk, const std::string& what, v1::RecordKind kind) {
  TILIK_ASSIGN_OR_RETURN(RecordId id, FindRecord(desk.before(), what));
  TILIK_ASSIGN_OR_RETURN(std::optional<merge::RecordState> record, desk.before().Record(id));
  if (!record.has_value()) return Status::NotFound("tidak ada catatan " + what);
  if (!record->redirected_to.none())
    return Status::Invalid("catatan ini sudah digabung ke " + ToUuidText(record->redirected_to));
  if (kind != v1::RECORD_KIND_UNSPECIFIED && record->kind != kind)
    return Status::Invalid("\"" + what + "\" adalah " + console::LabelOf(*record) +
                           ", bukan yang dimaksud perintah ini");
  return *std::move(record);
}

v1::Operation Belongs(const merge::RecordState& record, Field field, const RecordId& to) {
  v1::Operation operation;
  v1::ChangeFields* change = operation.mutable_change_fields();
  change->set_record(record.id.str());
  change->set_base_revision(record.revision);
  WriteColumns({{field, Answer{to, How::kUnspecified}}}, change->mutable_values());
  return operation;
}

Result<std::vector<v1::Operation>> Move(Desk& desk, const Options& options) {
  TILIK_ASSIGN_OR_RETURN(merge::RecordState person,
                         Living(desk, options.first, v1::RECORD_KIND_PERSON));
  TILIK_ASSIGN_OR_RETURN(merge::RecordState family,
                         Living(desk, options.second, v1::RECORD_KIND_FAMILY));
  if (person.parent == family.id) return Status::Invalid("orang ini sudah anggota keluarga itu");
  return std::vector<v1::Operation>{Belongs(person, field::kFamily, family.id)};
}

// A household of its own, in the same village, with nothing said of its house: nobody has seen it.
Result<std::vector<v1::Operation>> Split(Desk& desk, const Options& options) {
  TILIK_ASSIGN_OR_RETURN(merge::RecordState family,
                         Living(desk, options.first, v1::RECORD_KIND_FAMILY));
  const RecordId household = desk.NewId();
  v1::Operation create;
  create.mutable_create_record()->set_record(household.str());
  create.mutable_create_record()->set_kind(v1::RECORD_KIND_HOUSEHOLD);
  create.mutable_create_record()->set_village(family.village);
  WriteColumns({{field::kHeadName, Answer{options.head, How::kUnspecified}}},
               create.mutable_create_record()->mutable_values());
  return std::vector<v1::Operation>{create, Belongs(family, field::kHousehold, household)};
}

Result<std::vector<v1::Operation>> Merge(Desk& desk, const Options& options) {
  TILIK_ASSIGN_OR_RETURN(merge::RecordState survivor,
                         Living(desk, options.first, v1::RECORD_KIND_UNSPECIFIED));
  TILIK_ASSIGN_OR_RETURN(merge::RecordState retired, Living(desk, options.second, survivor.kind));
  v1::Operation operation;
  v1::MergeRecords* merge = operation.mutable_merge_records();
  merge->set_survivor(survivor.id.str());
  merge->set_survivor_revision(survivor.revision);
  merge->set_retired(retired.id.str());
  merge->set_retired_revision(retired.revision);
  merge->set_reason(options.reason);
  TILIK_ASSIGN_OR_RETURN(std::vector<Field> fields, FieldsFrom(options.take));
  for (Field field : fields) merge->add_take_from_retired(field);
  return std::vector<v1::Operation>{operation};
}

Result<std::vector<v1::Operation>> Unmerge(Desk& desk, const Options& options) {
  TILIK_ASSIGN_OR_RETURN(merge::RecordState survivor,
                         Living(desk, options.first, v1::RECORD_KIND_UNSPECIFIED));
  if (survivor.absorbed.empty()) return Status::Invalid("tidak ada yang digabung ke catatan ini");
  v1::Operation operation;
  v1::UnmergeRecords* unmerge = operation.mutable_unmerge_records();
  unmerge->set_survivor(survivor.id.str());
  unmerge->set_survivor_revision(survivor.revision);
  unmerge->set_retired(survivor.absorbed.back().id.str());
  unmerge->set_reason(options.reason);
  return std::vector<v1::Operation>{operation};
}

using Making = Result<std::vector<v1::Operation>> (*)(Desk&, const Options&);

Status Run(const Options& options, Making make, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  TILIK_ASSIGN_OR_RETURN(std::vector<v1::Operation> operations, make(desk, options));
  return SignAndShow(desk, std::move(operations), options.yes, options.json, exit_code);
}

}  // namespace

void AddRecord(Command app) {
  Command parent = app.AddGroup("record", "catatan: pindah, pisah, gabung, dan batal gabung");
  const auto add = [&](const char* name, const char* words, Making make) {
    auto run = [make](const Options& options, int& code) { return Run(options, make, code); };
    auto [command, options] = parent.Add<Options>(name, words, run);
    command.Option("--as", options->as, "akun yang memutuskan; bawaan: akun pertama");
    command.Flag("--yes", options->yes, "tanpa ini hanya diperlihatkan akibatnya");
    command.Flag("--json", options->json, "untuk dibaca program");
    return std::pair(command, options);
  };

  auto [move, of_move] = add("move", "seseorang pindah ke keluarga lain", Move);
  move.Option("--person", of_move->first, "id, nama, atau NIK").Required();
  move.Option("--to-family", of_move->second, "id atau No KK").Required();

  auto [split, of_split] = add("split", "keluarga berpisah dari rumah tangganya", Split);
  split.Option("--family", of_split->first, "id atau No KK").Required();
  split.Option("--head", of_split->head, "nama kepala rumah tangga yang baru").Required();

  auto [merge, of_merge] = add("merge", "dua catatan ternyata satu", Merge);
  merge.Option("--survivor", of_merge->first, "yang dipertahankan").Required();
  merge.Option("--retired", of_merge->second, "yang dialihkan ke sana").Required();
  merge.Option("--take", of_merge->take, "isian yang diambil dari yang dialihkan");
  merge.Option("--reason", of_merge->reason, "alasan").Required();

  auto [unmerge, of_unmerge] =
      add("unmerge", "batal gabung: yang terakhir digabung berdiri lagi", Unmerge);
  unmerge.Option("--survivor", of_unmerge->first, "yang dipertahankan waktu itu").Required();
  unmerge.Option("--reason", of_unmerge->reason, "alasan").Required();
}

}  // namespace tilik::command
