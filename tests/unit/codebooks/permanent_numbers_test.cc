// The list that must never change: a signed change set names fields by these numbers. New concepts
// are added at the end of their range; a row here is neither changed nor removed.
#include <gtest/gtest.h>

#include "proto/contract/codebook.h"

namespace tilik {
namespace {

struct Permanent {
  Field number;
  const char* name;
};

constexpr Permanent kForEver[] = {
    {1, "desa"},
    {2, "alamat"},
    {3, "nama_sls"},
    {4, "nama_krt"},
    {5, "idbdt"},
    {20, "rumah_tangga"},
    {21, "nokk"},
    {22, "nama_kepala_keluarga"},
    {40, "keluarga"},
    {41, "nama"},
    {42, "nik"},
    {43, "tgllahir"},
    {44, "jnskel"},
    {45, "tmplahir"},
    {46, "idartbdt"},
    {47, "hub_krt"},
    {48, "hubkel"},
    {49, "nama_ibu_kandung"},
    {50, "nuk"},
    {51, "hasil_dukcapil"},
    {52, "alasan_dukcapil"},
    {53, "dicek_dukcapil"},
    {54, "nama_dukcapil"},
    {55, "tgllahir_dukcapil"},
    {70, "nama_penerima_lain"},
    {71, "desa_penerima_lain"},
    {72, "alamat_penerima_lain"},
    {73, "jenis_penerima_lain"},
    {74, "penghuni"},
    {100, "sta_bangunan"},
    {101, "sta_lahan"},
    {102, "luas_lantai"},
    {103, "lantai"},
    {104, "dinding"},
    {105, "kondisi_dinding"},
    {106, "atap"},
    {107, "kondisi_atap"},
    {108, "jumlah_kamar"},
    {109, "sumber_airminum"},
    {110, "cara_peroleh_airminum"},
    {111, "sumber_penerangan"},
    {112, "daya"},
    {113, "bb_masak"},
    {114, "fasbab"},
    {115, "kloset"},
    {116, "buang_tinja"},
    {200, "ada_tabung_gas"},
    {201, "ada_lemari_es"},
    {202, "ada_ac"},
    {203, "ada_pemanas"},
    {204, "ada_telepon"},
    {205, "ada_tv"},
    {206, "ada_emas"},
    {207, "ada_laptop"},
    {208, "ada_sepeda"},
    {209, "ada_motor"},
    {210, "ada_mobil"},
    {211, "ada_perahu"},
    {212, "ada_motor_tempel"},
    {213, "ada_perahu_motor"},
    {214, "ada_kapal"},
    {215, "ada_smartphone"},
    {220, "aset_tak_bergerak"},
    {221, "luas_atb"},
    {222, "rumah_lain"},
    {230, "jumlah_sapi"},
    {231, "jumlah_kerbau"},
    {232, "jumlah_kuda"},
    {233, "jumlah_babi"},
    {234, "jumlah_kambing"},
    {240, "sta_art_usaha"},
    {250, "sta_kks"},
    {251, "sta_kis"},
    {252, "sta_kip"},
    {253, "sta_pkh"},
    {254, "sta_rastra"},
    {300, "sta_kawin"},
    {301, "ada_akta_nikah"},
    {302, "ada_di_kk"},
    {303, "ada_kartu_identitas"},
    {304, "sta_hamil"},
    {305, "jenis_cacat"},
    {306, "penyakit_kronis"},
    {307, "partisipasi_sekolah"},
    {308, "pendidikan_tertinggi"},
    {309, "kelas_tertinggi"},
    {310, "ijazah"},
    {311, "sta_bekerja"},
    {312, "jumlah_jamkerja"},
    {313, "lapangan_usaha"},
    {314, "status_pekerjaan"},
};

TEST(PermanentNumbers, NoConceptEverChangesItsNumber) {
  for (const Permanent& row : kForEver) {
    const v1::Concept* item = Codebooks::BuiltIn().ConceptOf(row.number);
    ASSERT_NE(item, nullptr) << row.number << " " << row.name << " is gone";
    EXPECT_EQ(item->name(), row.name) << row.number;
  }
}

TEST(PermanentNumbers, EveryConceptIsPinnedHere) {
  const v1::CodebookSet data = Codebooks::BuiltInData();
  EXPECT_EQ(static_cast<std::size_t>(data.concepts().concepts_size()), std::size(kForEver))
      << "a new concept is pinned here from its first day";
}

}  // namespace
}  // namespace tilik
