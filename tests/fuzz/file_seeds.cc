// Spreadsheet files of a made district, and the other files that are read: codebooks, programmes.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <sstream>

#include "proto/contract/codebook.h"
#include "tests/fuzz/fuzz_input.pb.h"
#include "tests/fuzz/plausible.h"
#include "tests/fuzz/seeds.h"
#include "tools/population/population.h"

namespace tilik::fuzz {
namespace {

struct MadeFiles {
  std::string households, persons, danom;
};

MadeFiles Made(int households) {
  population::Order order{.district = *DistrictCode::Parse("53.02"), .seed = 11, .as_of = 20251101};
  order.households = households;
  std::ostringstream rumah_tangga, anggota, danom, kebenaran;
  population::Make(order, {rumah_tangga, anggota, danom, kebenaran});
  return {rumah_tangga.str(), anggota.str(), danom.str()};
}

void AddRows(const std::string& file, google::protobuf::RepeatedPtrField<std::string>* rows) {
  std::istringstream in(file);
  for (std::string line; std::getline(in, line) && rows->size() < 6;) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    *rows->Add() = line;
  }
}

Import Of(Import::Kind kind, const std::string& file, const std::string& second = "") {
  Import import;
  import.set_kind(kind);
  AddRows(file, import.mutable_rows());
  AddRows(second, import.mutable_second());
  return import;
}

void WriteImports(const std::filesystem::path& folder, const MadeFiles& made) {
  Seeds seeds(folder, "import");
  seeds.Add(Of(Import::REGISTRY, made.households, made.persons));
  seeds.Add(Of(Import::REGISTRY,
               "IDBDT,KDPROP,KDKAB,KDKEC,KDDESA,Nama_KRT\n5302,53,02,14,2001,YOSEF NAHAK\n",
               "IDARTBDT,IDBDT,Nama,NIK,NoKK,NUK,JnsKel\n"
               "53021,5302,YOSEF NAHAK,5302010107750001,5302011203100004,1,1\n"));
  const std::string danom =
      "programme,period,NIK,NoKK,name,village,quantity,unit,external_key\n"
      "rastra,2018-01,5302010107750001,,Yosef Nahak,53.02.14.2001,10,kg,1\n"
      "rastra,Februari 2018,,5302011203100004,Maria Bere,Fatumnasi,\"1.250\",kg,2\n"
      "sembako,2018-T4.1,5302014208800002,,Maria,Nenas,Rp 200.000,Rp,3\n";
  for (const Import::Kind kind : {Import::DANOM, Import::DANOM_CONFIRMED}) {
    seeds.Add(Of(kind, made.danom));
    seeds.Add(Of(kind, danom));
    seeds.Add(
        Of(kind, danom,
           "line,decision,value\n2,terima,\n3,desa,53.02.14.2003\n4,jumlah,1250\n"
           "2,penerima,5302010107750001\n3,program,rastra\n4,periode,2018-T4.1\n3,lewati,\n"));
  }
  const std::string civil =
      "NIK,hasil,alasan,tgl_cek,nama_dukcapil,tgllahir_dukcapil\n"
      "5302010107750001,padan,,20251001,YOSEF NAHAK,1975-07-01\n"
      "5302014208800002,tidak padan,meninggal,01/10/2025,MARIA BERE,\n";
  Import checked = Of(Import::CIVIL, civil);
  AddRows("NIK,hasil,tgl_cek\n5302010107750001,tidak padan,20251002\n", checked.mutable_later());
  seeds.Add(checked);
  seeds.Add(Of(Import::PAYMENTS,
               "programme,period,NIK,name,payer,reference,result,amount,day,reason,external_key\n"
               "rastra,2018-01,5302010107750001,Yosef Nahak,BRI,1,berhasil,10,2018-01-20,,\n"
               "rastra,2018-01,5302010107750001,Yosef Nahak,BRI,2,retur,10,2018-02-20,pindah,\n"));
  seeds.Add(Of(Import::SP2D,
               "programme,period,area,number,date,ordered_recipients,ordered,realised_recipients,"
               "realised\nrastra,2018-01,53.02,12/SP2D,2018-01-05,100,1000,99,\n"));
  seeds.Add(Of(Import::PENETAPAN,
               "id_tilik,IDBDT,NIK,keputusan,alasan\n,5302,5302010107750001,diterima,\n"
               "01010101-0101-7001-8001-010101010101,,,ditolak,tidak ada\n"));
}

void WriteCodebooks(const std::filesystem::path& folder) {
  Seeds seeds(folder, "codebook");
  const v1::CodebookSet built_in = Codebooks::BuiltInData();
  for (const v1::Codebook& book : built_in.codebooks()) {
    // As much of it as leaves the fuzzer room.
    CodebookFile file;
    *file.mutable_codebook() = book;
    file.mutable_codebook()->set_number(900);
    file.mutable_codebook()->set_name("percobaan");
    auto& variables = *file.mutable_codebook()->mutable_variables();
    if (variables.size() > 8) variables.DeleteSubrange(8, variables.size() - 8);
    seeds.Add(file);
    CodebookFile as_text;
    google::protobuf::util::MessageToJsonString(file.codebook(), as_text.mutable_codebook_json());
    seeds.Add(as_text);
  }
  CodebookFile signals;
  *signals.mutable_signals() = built_in.signals();
  seeds.Add(signals);
  v1::Programme programme;
  FillIn(&programme);
  CodebookFile file;
  google::protobuf::util::MessageToJsonString(programme, file.mutable_programme_json());
  seeds.Add(file);
}

void WriteSecondLogs(const std::filesystem::path& folder) {
  Seeds seeds(folder, "second_log");
  SecondLog log;
  for (const char letter : {'a', 'b', 'c', 'd'}) log.add_bodies(std::string(40, letter));
  seeds.Add(log);
  log.add_starts_over_at(0);
  log.add_starts_over_at(0);
  log.add_starts_over_at(1);
  seeds.Add(log);
  log.add_damage()->set_at(300);
  log.mutable_damage(0)->set_drop(9);
  seeds.Add(log);
}

}  // namespace

void WriteFileSeeds(const std::filesystem::path& folder) {
  const MadeFiles made = Made(3);
  Seeds csv(folder, "csv");
  for (const std::string& file : {made.households, made.persons, made.danom}) {
    csv.Add(file.substr(0, 4'000));
  }
  csv.Add("\xEF\xBB\xBF\"a\";\"b\"\r\n\"x \"\"y\"\"\";\"1\n2\"\n");
  WriteImports(folder, made);
  WriteCodebooks(folder);
  WriteSecondLogs(folder);
}

}  // namespace tilik::fuzz
