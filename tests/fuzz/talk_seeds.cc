// What phones and districts say to each other: calls as bytes of HTTP, requests, answers.
#include <fstream>
#include <set>

#include "proto/contract/bytes.h"
#include "tests/fuzz/district_scene.h"
#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/seeds.h"

namespace tilik::fuzz {
namespace {

WireRequest& Ask(Wire& wire, const std::string& start,
                 const std::vector<std::pair<std::string, std::string>>& fields) {
  WireRequest& request = *wire.add_requests();
  request.set_start(start + " HTTP/1.1");
  for (const auto& [name, value] : fields) {
    WireField& field = *request.add_fields();
    field.set_name(name);
    field.set_value(value);
  }
  return request;
}

void WriteWires(const std::filesystem::path& folder) {
  Seeds seeds(folder, "http");
  const std::string service = "POST /tilik.v1.SyncService/";
  v1::PushRequest push;
  FillIn(&push);
  for (const bool packed : {false, true}) {
    Wire wire;
    WireRequest& call = Ask(wire, service + "Push",
                            {{"Content-Type", "application/proto"},
                             {"Connect-Protocol-Version", "1"},
                             {"Authorization", "Bearer dG9rZW4="},
                             {"Accept-Encoding", "gzip, zstd"},
                             {"Connect-Timeout-Ms", "5000"}});
    call.set_body(push.SerializeAsString());
    call.set_packed(packed);
    WireRequest& json = Ask(wire, service + "Enrol", {{"Content-Type", "application/json"}});
    json.set_body(R"({"code": "ABCDE-FGHJK", "publicKey": "AAAA", "device": "Redmi 9A"})");
    json.set_chunked(packed);
    Ask(wire, "GET /healthz", {});
    Ask(wire, "GET /metrics", {{"Connection", "close"}});
    seeds.Add(wire);
  }
  Wire upload;
  const std::string hash(32, '\0');
  const std::pair<std::string, std::string> tus = {"Tus-Resumable", "1.0.0"};
  Ask(upload, "OPTIONS /files", {});
  Ask(upload, "POST /files",
      {tus,
       {"Upload-Length", "9"},
       {"Upload-Metadata", "name eA==,hash AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}});
  Ask(upload, "HEAD /files/" + ToHex(hash), {tus});
  Ask(upload, "PATCH /files/" + ToHex(hash),
      {tus,
       {"Upload-Offset", "0"},
       {"Content-Type", "application/offset+octet-stream"},
       {"Expect", "100-continue"}})
      .set_body("potongan");
  seeds.Add(upload);
  Wire raw;
  raw.add_requests()->set_raw("GET / HTTP/1.0\r\n\r\n");
  raw.add_requests()->set_raw(
      "POST /files HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n");
  seeds.Add(raw);
}

void WriteVisitors(const std::filesystem::path& folder) {
  Seeds seeds(folder, "office");
  v1::ChangeSet set;
  set.set_oldest_epoch(1);
  FillIn(set.add_operations(), 2);
  Visitors day;
  Asked& open = *day.add_asked();
  open.mutable_open()->set_app_version(1);
  Asked& push = *day.add_asked();
  push.mutable_push()->add_bodies(set.SerializeAsString());
  push.mutable_push()->add_bodies(set.SerializeAsString());
  v1::Receipt& receipt = *push.mutable_push()->add_earlier_receipts();
  receipt.set_seq(2);
  day.add_asked()->mutable_pull()->add_villages()->set_village(kFatumnasi);
  Bundle& bundle = *day.add_asked()->mutable_bundle();
  bundle.add_frames()->mutable_set()->set_body(set.SerializeAsString());
  v1::BundleRequest request;
  request.set_number(1);
  request.set_head_seq(3);
  request.mutable_pull()->add_villages()->set_village(kFatumnasi);
  bundle.add_frames()->mutable_request()->set_said(request.SerializeAsString());
  bundle.add_frames()->mutable_piece()->set_hash("f");
  bundle.mutable_frames(2)->mutable_piece()->set_bytes("bita");
  day.add_asked()->mutable_enrol()->set_code("ABCDE-FGHJK");
  seeds.Add(day);
  for (int call = 0; call < 5; ++call) {
    Visitors filled;
    FillIn(filled.add_asked(), call);
    seeds.Add(filled);
  }
}

void WriteAnswers(const std::filesystem::path& folder) {
  Seeds seeds(folder, "device");
  seeds.Add(FalseAnswers());
  const int kinds = FalseAnswer::descriptor()->oneof_decl(0)->field_count();
  for (int kind = 0; kind < kinds; ++kind) {
    FalseAnswers answers;
    // In every place of a session, over the truth that belongs there.
    for (int place = 0; place < 4; ++place) {
      for (int before = 0; before < place; ++before) answers.add_answers();
      FillIn(answers.add_answers(), kind);
      seeds.Add(answers);
      answers.clear_answers();
    }
  }
  for (int reply = 0; reply < 4; ++reply) {
    FalseAnswers carried;
    FillIn(carried.add_replies(), reply);
    carried.set_replies_first(true);
    seeds.Add(carried);
  }
}

// Words that files, forms and calls are made of, for the fuzzer to put in.
void AddNames(const google::protobuf::Descriptor& type, std::set<std::string>& words, int depth) {
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    words.insert(field.name());
    if (field.message_type() != nullptr && depth < 4)
      AddNames(*field.message_type(), words, depth + 1);
  }
}

void WriteWords(const std::filesystem::path& folder) {
  std::set<std::string> words = {"TILIK:K1:",       "Content-Length", "Transfer-Encoding",
                                 "chunked",         "Upload-Offset",  "identity",
                                 "IDBDT",           "IDARTBDT",       "KDPROP",
                                 "Nama_KRT",        "NoKK",           "NIK",
                                 "rastra",          "2018-T4.1",      "berhasil",
                                 "retur",           "tidak padan",    "lewati",
                                 "terima",          "penerima",       "jumlah",
                                 "53.02.14.2001",   "Exif",           "selesai",
                                 "tidak ditemukan", "tinggal",        "pindah",
                                 "meninggal",       "tanda tangan",   "1.250,00"};
  AddNames(*Form::descriptor(), words, 0);
  std::ofstream file(folder / "words.dict");
  for (const std::string& word : words) file << '"' << word << "\"\n";
}

}  // namespace

void WriteTalkSeeds(const std::filesystem::path& folder) {
  WriteWires(folder);
  WriteVisitors(folder);
  WriteAnswers(folder);
  WriteWords(folder);
}

}  // namespace tilik::fuzz
