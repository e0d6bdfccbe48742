#include "sync-server/command/destroy.h"

#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "proto/contract/change_set.h"
#include "proto/contract/identity.h"
#include "sync-server/command/command.h"
#include "sync-server/command/commands.h"
#include "sync-server/command/find_record.h"
#include "sync-server/command/print.h"
#include "sync-server/command/print_decision.h"
#include "sync-server/http/attachment_store.h"
#include "sync-server/http/piece_shelf.h"

namespace tilik::command {
namespace {

Result<v1::KeptDestructions> ReadOrders(const std::string& path) {
  v1::KeptDestructions orders;
  std::ifstream in(path, std::ios::binary);
  if (!in) return orders;
  std::stringstream text;
  text << in.rdbuf();
  if (!google::protobuf::util::JsonStringToMessage(text.str(), &orders).ok())
    return Status::Corrupt(path + " cannot be read");
  return orders;
}

// Whole or not at all, and only its owner may read it.
Status WriteOrders(const std::string& path, const v1::KeptDestructions& orders) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(orders, &text).ok())
    return Status::Storage("the orders cannot be written");
  const std::string draft = path + ".new";
  std::error_code error;
  {
    std::ofstream out(draft, std::ios::binary);
    out << text << "\n";
    if (!out.flush()) return Status::Storage("writing " + draft);
  }
  std::filesystem::permissions(
      draft, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  if (!error) std::filesystem::rename(draft, path, error);
  return error ? Status::Storage("writing " + path + ": " + error.message()) : Status();
}

Status RemovePhotos(const HomeOptions& options, const DistrictHome& home,
                    const v1::KeptDestruction& order) {
  if (order.photos().empty()) return Status();
  TILIK_ASSIGN_OR_RETURN(
      std::unique_ptr<http::FileAttachmentStore> store,
      http::FileAttachmentStore::Open(options.data + "/attachments", home.keys.attachment_key));
  for (const std::string& photo : order.photos()) {
    std::optional<ContentHash> hash = ContentHash::FromRaw(FromHex(photo).value_or(""));
    if (!hash.has_value()) continue;
    TILIK_RETURN_IF_ERROR(store->Destroy(*hash));
    TILIK_RETURN_IF_ERROR(http::PieceShelf::Drop(options.data + "/bundles/pieces", *hash));
  }
  return Status();
}

void Note(const storage::Destroyed& done, v1::KeptDestruction& order) {
  for (const Link& link : done.links) order.add_links(ToHex(link.raw()));
  for (const ContentHash& photo : done.photos) order.add_photos(ToHex(photo.raw()));
}

// Of orders still without a second signature, the links in hex.
Result<std::set<std::string>> AwaitingSignature(const DistrictHome& home) {
  std::set<std::string> links;
  TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Reader> reader, home.store->BeginRead());
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::LogEntry> waiting, reader->AwaitingSignature());
  for (const storage::LogEntry& entry : waiting) links.insert(ToHex(entry.link.raw()));
  return links;
}

struct Options {
  HomeOptions home;
  std::string as, letter, reason;
  std::vector<std::string> records;
  std::uint32_t letter_date = 0;
  bool yes = false, again = false, json = false;
};

Status Order(const Options& options, int& exit_code) {
  TILIK_ASSIGN_OR_RETURN(DistrictHome home, OpenHome(options.home));
  if (options.again) {
    TILIK_ASSIGN_OR_RETURN(int orders, DestroyAgain(options.home, home));
    std::printf("%d perintah pemusnahan dijalankan lagi.\n", orders);
    return Status();
  }
  if (options.records.empty() || options.letter.empty() || options.reason.empty() ||
      !IsDate(options.letter_date, false)) {
    return Status::Invalid("sebut --record, --letter, --letter-date, dan --reason");
  }
  TILIK_ASSIGN_OR_RETURN(Desk desk, Desk::Open(home, options.as, Work::kDecide));
  v1::Operation operation;
  v1::OrderDestruction* order = operation.mutable_order_destruction();
  for (const std::string& what : options.records) {
    TILIK_ASSIGN_OR_RETURN(RecordId id, FindRecord(desk.before(), what));
    order->add_records(id.str());
  }
  order->set_letter_number(options.letter);
  order->set_letter_date(options.letter_date);
  order->set_reason(options.reason);
  return SignAndShow(desk, {operation}, options.yes, options.json, exit_code);
}

}  // namespace

std::string OrdersPathOf(const HomeOptions& options) { return KeyPathOf(options) + ".destroyed"; }

Status KeepOrder(const HomeOptions& options, const Desk& desk, const Link& link) {
  v1::KeptDestruction kept;
  kept.set_link(ToHex(link.raw()));
  TILIK_ASSIGN_OR_RETURN(std::vector<storage::LogEntry> waiting, desk.before().AwaitingSignature());
  for (const storage::LogEntry& entry : waiting) {
    if (entry.link != link) continue;
    TILIK_ASSIGN_OR_RETURN(v1::ChangeSet set, OpenBody(entry.body));
    for (const v1::Operation& operation : set.operations()) {
      const v1::OrderDestruction& order = operation.order_destruction();
      kept.set_letter_number(order.letter_number());
      kept.set_letter_date(order.letter_date());
      kept.set_reason(order.reason());
    }
  }
  for (const RecordId& record : desk.newest().destroyed) kept.add_records(ToUuidText(record));
  Note(*desk.writer().destroyed(), kept);
  TILIK_ASSIGN_OR_RETURN(v1::KeptDestructions orders, ReadOrders(OrdersPathOf(options)));
  *orders.add_orders() = kept;
  return WriteOrders(OrdersPathOf(options), orders);
}

Result<v1::DestructionReport> FinishDestruction(const HomeOptions& options,
                                                const DistrictHome& home, const Desk& desk) {
  const storage::Destroyed& done = *desk.writer().destroyed();
  TILIK_ASSIGN_OR_RETURN(v1::KeptDestructions orders, ReadOrders(OrdersPathOf(options)));
  v1::KeptDestruction& kept = *orders.mutable_orders()->rbegin();
  TILIK_RETURN_IF_ERROR(RemovePhotos(options, home, kept));
  kept.set_carried_out(true);
  TILIK_RETURN_IF_ERROR(WriteOrders(OrdersPathOf(options), orders));
  v1::DestructionReport report;
  *report.mutable_records() = kept.records();
  report.set_letter_number(kept.letter_number());
  report.set_bodies(done.links.size());
  report.set_history(done.history);
  report.set_cases(done.cases);
  report.set_photos(done.photos.size());
  report.set_outcomes(done.outcomes);
  return report;
}

Result<int> DestroyAgain(const HomeOptions& options, const DistrictHome& home) {
  TILIK_ASSIGN_OR_RETURN(v1::KeptDestructions kept, ReadOrders(OrdersPathOf(options)));
  if (kept.orders().empty()) return 0;
  TILIK_ASSIGN_OR_RETURN(std::set<std::string> waiting, AwaitingSignature(home));
  v1::KeptDestructions orders;
  for (v1::KeptDestruction& order : *kept.mutable_orders()) {
    if (!order.carried_out() && waiting.contains(order.link())) continue;
    std::set<RecordId> records;
    for (const std::string& text : order.records()) {
      if (std::optional<RecordId> id = RecordIdFromText(text)) records.insert(*id);
    }
    TILIK_ASSIGN_OR_RETURN(std::unique_ptr<storage::Writer> writer, home.store->BeginWrite());
    std::set<Link> links;
    for (const std::string& text : order.links()) {
      std::optional<Link> link = Link::FromRaw(FromHex(text).value_or(""));
      if (link.has_value()) links.insert(*link);
    }
    TILIK_RETURN_IF_ERROR(writer->DestroyAgain(records, links));
    Note(*writer->destroyed(), order);
    TILIK_RETURN_IF_ERROR(writer->Commit());
    writer.reset();
    TILIK_RETURN_IF_ERROR(RemovePhotos(options, home, order));
    order.set_carried_out(true);
    *orders.add_orders() = std::move(order);
  }
  TILIK_RETURN_IF_ERROR(WriteOrders(OrdersPathOf(options), orders));
  return orders.orders_size();
}

void AddDestroy(Command app) {
  auto [command, options] = app.Add<Options>(
      "destroy", "memusnahkan data seseorang atas permintaannya (UU 27/2022)", Order);
  command.Option("--record", options->records, "id, nama, NIK; boleh beberapa kali");
  command.Option("--letter", options->letter, "nomor surat perintah");
  command.Option("--letter-date", options->letter_date, "tanggal surat, TTTTBBHH");
  command.Option("--reason", options->reason, "alasan");
  command.Option("--as", options->as, "akun pertama yang menandatangani");
  command.Flag("--yes", options->yes, "tanpa ini hanya diperlihatkan");
  command.Flag("--again", options->again,
               "menjalankan lagi semua perintah yang tersimpan, setelah pemulihan");
  command.Flag("--json", options->json, "untuk dibaca program");
}

}  // namespace tilik::command
