// What officers type, and what becomes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/contract/typed_text.h"
#include "tests/unit/codebooks/built_in.h"

namespace tilik {
namespace {

Result<Value> Typed(std::string_view question, std::string_view text) {
  return Books().Parse(kDtks, Question(question), text);
}

MATCHER_P(Means, value, "") {
  if (!arg.ok()) {
    *result_listener << arg.status().message();
    return false;
  }
  return *arg == Value(value);
}

MATCHER_P(IsRefused, words, "") {
  if (arg.ok()) return false;
  *result_listener << arg.status().message();
  return arg.status().code() == Code::kInvalid &&
         arg.status().message().find(words) != std::string::npos;
}

TEST(Parse, AFloorIsUnderstoodHoweverItIsWritten) {
  for (const char* text : {"6", "semen", "SEMEN", " Semen / bata merah ", "semen_bata_merah",
                           "Semen/Bata Merah", "bata merah", "Cement / red brick", "red brick"}) {
    EXPECT_THAT(Typed("lantai", text), Means(Dtks(6))) << text;
  }
}

TEST(Parse, AccentsDoNotMatter) { EXPECT_THAT(Typed("lantai", "Séměn"), Means(Dtks(6))); }

TEST(Parse, TheTwoWoodenFloorsAreToldApart) {
  EXPECT_THAT(Typed("lantai", "Kayu / papan kualitas rendah"), Means(Dtks(8)));
  EXPECT_THAT(Typed("lantai", "kayu-bagus"), Means(Dtks(5)));
  EXPECT_THAT(Typed("lantai", "kayu"), IsRefused("8 kayu-jelek")) << "which wood?";
}

TEST(Parse, TheLargeCylinderIsNotTheSmallOne) {
  EXPECT_THAT(Typed("bb_masak", "Gas > 3 kg"), Means(Dtks(2)));
  EXPECT_THAT(Typed("bb_masak", "gas 3 kg"), Means(Dtks(3)));
  EXPECT_THAT(Typed("daya", ">2200"), Means(Dtks(5)));
  EXPECT_THAT(Typed("daya", "2200"), Means(Dtks(4)));
}

TEST(Parse, TheSameWordIsAnotherCodeInAnotherCodebook) {
  EXPECT_THAT(Books().Parse(kDtsen, Question("lantai", kDtsen), "tanah"), Means(Coded{kDtsen, 8}));
  EXPECT_THAT(Typed("lantai", "tanah"), Means(Dtks(9)));
}

TEST(Parse, BlockFiveIsReadAsItsPaperFormPrintsIt) {
  EXPECT_THAT(Typed("ada_lemari_es", "3"), Means(Dtks(1)));
  EXPECT_THAT(Typed("ada_lemari_es", "4"), Means(Dtks(2)));
  EXPECT_THAT(Typed("ada_lemari_es", "ya"), Means(Dtks(1)));
  EXPECT_THAT(Typed("ada_di_kk", "3"), IsRefused("ada_di_kk")) << "not of Block V";
}

TEST(Parse, PapersAreASetOfThem) {
  for (const char* text : {"5", "akta, KTP", "ktp;akta", "Akta kelahiran + KTP", "1,4"}) {
    EXPECT_THAT(Typed("ada_kartu_identitas", text), Means(Dtks(5))) << text;
  }
  EXPECT_THAT(Typed("ada_kartu_identitas", "tidak ada"), Means(Dtks(0)));
  EXPECT_THAT(Typed("ada_kartu_identitas", "16"), IsRefused("8 SIM"));
  EXPECT_THAT(Typed("ada_kartu_identitas", "akta, paspor"), IsRefused("1 akta"));
}

TEST(Parse, NumbersCarryIndonesianSeparators) {
  const auto number = [](std::int64_t n) { return Means(Value(n)); };
  EXPECT_THAT(Typed("luas_lantai", "54"), number(54));
  EXPECT_THAT(Typed("luas_atb", "1.250"), number(1250));
  EXPECT_THAT(Typed("luas_atb", "1.250,00"), number(1250));
  EXPECT_THAT(Typed("luas_atb", "1,250,000"), number(1'250'000));
  EXPECT_THAT(Typed("luas_lantai", "45.0"), number(45));
  EXPECT_THAT(Typed("luas_lantai", "45,5"), IsRefused("whole number")) << "never rounded silently";
  EXPECT_THAT(Typed("luas_lantai", "45.000"), IsRefused("1–9,999")) << "45,000 m² is no floor";
  EXPECT_THAT(Typed("jumlah_jamkerja", "98"), number(98));
  EXPECT_THAT(Typed("jumlah_jamkerja", "99"), IsRefused("jumlah_jamkerja"));
  EXPECT_THAT(Typed("jumlah_sapi", "-1"), IsRefused("jumlah_sapi"));
  EXPECT_THAT(Typed("jumlah_sapi", "dua"), IsRefused("whole number"));
}

TEST(Parse, GroupsThatAreNotThousandsAreNoNumber) {
  for (const char* text :
       {"1.25.000", "1.250,000,00", ".5", "1..000", "12.34,00", "1.2345", "+5"}) {
    EXPECT_EQ(WholeNumber(text), std::nullopt) << text;
  }
  EXPECT_EQ(WholeNumber("9.999.999.999.999.999.999"), std::nullopt) << "would not fit";
}

TEST(Parse, DatesAreWrittenInManyWays) {
  const Value born = std::int64_t{19850314};
  for (const char* text :
       {"1985-03-14", "14-03-1985", "14/3/1985", "14.3.1985", "19850314", "14031985",
        "14 Maret 1985", "14 mar 1985", "1985-03-14 00:00:00", "1985-03-14T07:30:00"}) {
    EXPECT_THAT(Typed("tgllahir", text), Means(born)) << text;
  }
  EXPECT_THAT(Typed("tgllahir", "1985"), Means(std::int64_t{19850000}));
  EXPECT_THAT(Typed("tgllahir", "Maret 1985"), Means(std::int64_t{19850300}));
  EXPECT_THAT(Typed("tgllahir", "00-00-1985"), Means(std::int64_t{19850000}));
}

TEST(Parse, ADateThatNeverWasIsRefused) {
  for (const char* text : {"31-02-1985", "29/2/1900", "1985-13-01", "3/14/1985", "14-03-85"}) {
    EXPECT_THAT(Typed("tgllahir", text), IsRefused("Date of birth (tgllahir)")) << text;
  }
}

TEST(Parse, HavingNoAnswerIsAnAnswer) {
  EXPECT_THAT(Typed("lantai", "tidak tahu"), Means(Absent::kUnknown));
  EXPECT_THAT(Typed("nik", "menolak"), Means(Absent::kRefused));
  EXPECT_THAT(Typed("luas_lantai", "kosong"), Means(Absent::kBlank));
  EXPECT_THAT(Typed("luas_lantai", ""), Means(Absent::kBlank));
  EXPECT_THAT(Typed("jumlah_sapi", "-"), Means(Absent::kBlank)) << "not 0 (domain.md §2.11)";
  EXPECT_THAT(Typed("kondisi_atap", "dilewati"), Means(Absent::kSkipped));
}

TEST(Parse, ANikIsSixteenDigitsAndAPossibleBirthDate) {
  EXPECT_THAT(Typed("nik", "5302 0154 0385 0001"), Means(std::string("5302015403850001")));
  EXPECT_THAT(Typed("nik", "530201540385001"), IsRefused("15 digits"));
  EXPECT_THAT(Typed("nik", "5302015403850000"), IsRefused("0000"));
  EXPECT_THAT(Typed("nokk", "5302015403850001"), IsRefused("looks like a NIK"));
  EXPECT_THAT(Typed("nokk", "5302011403850001"), Means(std::string("5302011403850001")));
}

TEST(Parse, WhatTheDocumentSaysIsKeptWhenTheOfficerInsists) {
  const auto as_written = [](std::string_view question, std::string_view text) {
    return Books().Parse(kDtks, Question(question), text, /*override_as_written=*/true);
  };
  EXPECT_THAT(as_written("nik", "530201540385001"), Means(std::string("530201540385001")));
  EXPECT_THAT(as_written("tgllahir", "31-02-1985"), Means(std::string("31-02-1985")));
  EXPECT_THAT(as_written("jumlah_jamkerja", "112"), Means(std::int64_t{112}));
  EXPECT_THAT(as_written("nik", "5302015403850001"), Means(std::string("5302015403850001")));
  EXPECT_THAT(as_written("lantai", "emas"), IsRefused("lantai")) << "a code list has \"lainnya\"";
}

TEST(Parse, AVillageIsItsCode) {
  EXPECT_THAT(Typed("desa", "53.02.01.2001"), Means(std::int64_t{5302012001}));
  EXPECT_THAT(Typed("desa", "5302012001"), Means(std::int64_t{5302012001}));
  EXPECT_THAT(Typed("desa", "Oelnasi"), IsRefused("53.02.01.2001"));
}

TEST(Parse, NamesLoseNothingButStraySpaces) {
  EXPECT_THAT(Typed("nama", "  Yosefina   Nabu'asa\t"), Means(std::string("Yosefina Nabu'asa")));
  EXPECT_THAT(Typed("nama", "Ren\xc3\xa9"), Means(std::string("Ren\xc3\xa9")));
  EXPECT_THAT(Typed("nama", "Ren\xe9"), IsRefused("UTF-8")) << "Latin-1 from an old spreadsheet";
  EXPECT_THAT(Typed("nama", std::string(201, 'a')), IsRefused("200 bytes"));
}

TEST(Parse, ARefusalNamesTheQuestionAndWhatItAcceptsInEitherLanguage) {
  const Result<Value> english = Typed("lantai", "emas");
  EXPECT_EQ(english.status().message(),
            "Main floor material (lantai): \"emas\" is not accepted; give one of: 1 marmer, 2 "
            "keramik, 3 parket, 4 ubin, 5 kayu-bagus, 6 semen, 7 bambu, 8 kayu-jelek, 9 tanah, 10 "
            "lainnya");
  const Result<Value> indonesian = Books().Parse(kDtks, Question("jumlah_jamkerja"), "120",
                                                 /*override_as_written=*/false, "id");
  EXPECT_EQ(indonesian.status().message(),
            "Jumlah jam kerja seminggu terakhir (jumlah_jamkerja): \"120\" tidak diterima; isi "
            "bilangan bulat 0–98");
}

TEST(Parse, ARefusalOfAWholePageQuotesItsBeginning) {
  std::string page = "x";
  for (int i = 0; i < 2'000; ++i) page += "\xc3\xa9";
  const Result<Value> refused = Typed("lantai", page);
  EXPECT_LT(refused.status().message().size(), 300u);
  EXPECT_TRUE(TidyText(refused.status().message()).has_value()) << "cut between characters";
}

TEST(Parse, ACodeListThatWasNeverPublishedStillKeepsItsNumbers) {
  const v1::Variable& water = Question("sumber_airminum", kDtsen);
  EXPECT_THAT(Books().Parse(kDtsen, water, "7"), Means(Coded{kDtsen, 7}));
  EXPECT_THAT(Books().Parse(kDtsen, water, "12"), IsRefused("1–11"));
  EXPECT_EQ(Books().Words(109, Coded{kDtsen, 7}, "id"), "kode 7 (dtsen-2025)");
}

TEST(Words, AreTheLabelsOfTheLanguage) {
  EXPECT_EQ(Books().Words(103, Dtks(6), "id"), "Semen / bata merah");
  EXPECT_EQ(Books().Words(103, Dtks(6), "en"), "Cement / red brick");
  EXPECT_EQ(Books().Words(103, Absent::kUnknown, "id"), "tidak tahu");
  EXPECT_EQ(Books().Words(field::kBirthDate, std::int64_t{19850314}, "id"), "14 Maret 1985");
  EXPECT_EQ(Books().Words(field::kBirthDate, std::int64_t{19850300}, "en"), "March 1985");
  EXPECT_EQ(Books().Words(field::kVillage, std::int64_t{5302012001}, "id"), "53.02.01.2001");
  EXPECT_EQ(Books().Words(221, std::int64_t{1'250'000}, "id"), "1.250.000");
  EXPECT_EQ(Books().Words(303, Dtks(5), "id"), "Akta kelahiran, KTP");
  EXPECT_EQ(Books().Words(303, Dtks(0), "en"), "None");
}

TEST(Words, NeverHideWhatTheyDoNotKnow) {
  EXPECT_EQ(Books().Words(103, Dtks(77), "id"), "kode 77 (dtks-2020)");
  EXPECT_EQ(Books().Words(103, Coded{9, 3}, "en"), "code 3 (codebook 9)");
  EXPECT_EQ(Books().Words(303, Dtks(4 + 32), "en"), "Identity card (KTP), code 32 (dtks-2020)");
  EXPECT_EQ(Books().Words(99'999, std::string("?"), "id"), "?");
}

TEST(Words, EveryCodeCanBeTypedBackAsItIsPrinted) {
  for (const v1::Codebook* codebook : Books().All()) {
    for (const v1::Variable& variable : codebook->variables()) {
      const Field field = Books().FieldOf(variable);
      for (const v1::Code& code : variable.codes()) {
        const Value value = Coded{codebook->number(), code.code()};
        for (const char* language : {"id", "en"}) {
          const std::string words = Books().Words(field, value, language);
          EXPECT_THAT(Books().Parse(codebook->number(), variable, words), Means(value))
              << codebook->name() << " " << variable.concept_name() << " " << words;
        }
        EXPECT_THAT(Books().Parse(codebook->number(), variable, code.name()), Means(value));
      }
    }
  }
}

}  // namespace
}  // namespace tilik
