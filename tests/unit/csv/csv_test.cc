#include "proto/csv/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace tilik::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Texts = std::vector<std::string>;

// All that reading `file` to its end brings: rows, and the errors between them.
struct Story {
  std::vector<Texts> rows;
  std::vector<std::string> errors;
  std::vector<std::uint64_t> lines;  // of each row's first cell
};

Story Read(const std::string& file, const Limits& limits = {}) {
  std::istringstream in(file);
  Reader reader(in, limits);
  Story story;
  Row row;
  for (;;) {
    const Result<bool> more = reader.Next(&row);
    if (!more.ok()) {
      story.errors.push_back(more.status().message());
      continue;
    }
    if (!*more) return story;
    Texts texts;
    for (const Cell& cell : row) texts.emplace_back(cell.text);
    story.lines.push_back(row[0].line);
    story.rows.push_back(texts);
  }
}

TEST(Csv, ReadsRowsWhateverEndsTheirLines) {
  for (const char* file : {"a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r\n1,2",
                           "\xEF\xBB\xBF"
                           "a,b\n1,2",
                           "\n\na,b\n\r\n1,2\n\n"}) {
    EXPECT_THAT(Read(file).rows, ElementsAre(Texts{"a", "b"}, Texts{"1", "2"})) << file;
  }
}

TEST(Csv, FindsTheSeparatorInTheHeader) {
  EXPECT_THAT(Read("a;b\n1,5;2\n").rows, ElementsAre(Texts{"a", "b"}, Texts{"1,5", "2"}));
  EXPECT_THAT(Read("\"a,b,c\";b\n1;2\n").rows, ElementsAre(Texts{"a,b,c", "b"}, Texts{"1", "2"}));
  EXPECT_THAT(Read("a\n1;2,3,4\n").rows.size(), 1u);
}

TEST(Csv, KeepsEmptyCellsAndBlanks) {
  EXPECT_THAT(Read("a,b,c\n,,\n x ,\"\",-\n").rows,
              ElementsAre(Texts{"a", "b", "c"}, Texts{"", "", ""}, Texts{" x ", "", "-"}));
}

TEST(Csv, ReadsQuotesOverLinesAndKnowsWhereEveryCellBegins) {
  std::istringstream in("a,b\n\"one\ntwo \"\"x\"\"\",\"3;4\"\nlast,1\n");
  Reader reader(in);
  Row row;
  ASSERT_TRUE(*reader.Next(&row));
  ASSERT_TRUE(*reader.Next(&row));
  EXPECT_EQ(row[0].text, "one\ntwo \"x\"");
  EXPECT_EQ(row[0].line, 2u);
  EXPECT_EQ(row[1].text, "3;4");
  EXPECT_EQ(row[1].line, 3u);
  ASSERT_TRUE(*reader.Next(&row));
  EXPECT_EQ(row[0].line, 4u);
  EXPECT_FALSE(*reader.Next(&row));
  EXPECT_FALSE(*reader.Next(&row));
}

TEST(Csv, AStrayQuoteCostsOneRow) {
  const Story story = Read("a,b\n1,2\n3,\"x\n5,6\n7,8\n");
  EXPECT_THAT(story.rows,
              ElementsAre(Texts{"a", "b"}, Texts{"1", "2"}, Texts{"5", "6"}, Texts{"7", "8"}));
  EXPECT_THAT(story.errors, ElementsAre("line 3, column 2: a quote is opened on line 3 and never "
                                        "closed"));
  EXPECT_THAT(story.lines, ElementsAre(1, 2, 4, 5));
}

TEST(Csv, ReportsRowsThatAreCutOrRaggedAndGoesOn) {
  EXPECT_THAT(Read("a,b\n\"x\"y,1\n2,3\n").errors,
              ElementsAre("line 2, column 1: text follows a closing quote"));
  EXPECT_THAT(Read("a,b\n1\n2,3,4\n5,6\n").errors,
              ElementsAre("line 2, column 1: the row has 1 cells where the header has 2",
                          "line 3, column 3: the row has 3 cells where the header has 2"));
  EXPECT_THAT(Read("a,b\n1,2\n3").rows.size(), 2u);
}

TEST(Csv, RefusesNulBytesAndWhatIsNotUtf8) {
  const std::string nul("a,b\n1,x\0y\n3,4\n", 14);
  EXPECT_THAT(Read(nul).errors, ElementsAre("line 2, column 2: the cell holds a NUL byte"));
  EXPECT_THAT(Read(nul).rows.size(), 2u);
  EXPECT_THAT(Read("a,b\nJos\xE9,1\nJos\xC3\xA9,2\n").errors,
              ElementsAre("line 2, column 1: the cell is not UTF-8 text"));
}

TEST(Csv, Utf8IsJudgedStrictly) {
  for (const char* good : {"", "Müller", "\xF0\x9F\x8F\xA0", "\xEF\xBF\xBD"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
  }
  for (const char* bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                          "\xC3", "\xF0\x9F\x8F", "\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
}

TEST(Csv, BoundsCellsAndRows) {
  const Limits small = {.cell_bytes = 8, .row_bytes = 32, .row_cells = 4};
  EXPECT_THAT(Read("a,b\n12345678,1\n123456789,2\n\"123456789\",3\n4,5\n", small).errors,
              ElementsAre("line 3, column 1: the cell is too long",
                          "line 4, column 1: the cell is too long"));
  EXPECT_THAT(Read("a,b,c,d,e\n", small).errors, ElementsAre(HasSubstr("too many cells")));
  EXPECT_THAT(Read("a\n" + std::string(1 << 20, 'x') + "\n1\n", small).rows,
              ElementsAre(Texts{"a"}, Texts{"1"}));
}

TEST(Csv, CutAtAnyByteItNeverInventsARow) {
  const std::string whole = "name,place\r\n\"Ato\"\"ni\",Soe\r\n\"two\r\nlines\",\"x,y\"\r\n";
  const std::vector<Texts> rows = Read(whole).rows;
  ASSERT_EQ(rows.size(), 3u);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::vector<Texts> cut = Read(whole.substr(0, length)).rows;
    ASSERT_LE(cut.size(), rows.size());
    for (std::size_t i = 0; i < cut.size(); ++i) {
      if (i + 1 < cut.size()) {
        EXPECT_EQ(cut[i], rows[i]) << length;
      }
      for (std::size_t cell = 0; cell < cut[i].size(); ++cell) {
        EXPECT_TRUE(rows[i][cell].starts_with(cut[i][cell])) << length;
      }
    }
  }
}

TEST(Csv, WhatIsWrittenIsReadBack) {
  const std::vector<Texts> rows = {{"a", "b", "c"},
                                   {"", "plain", "with, comma"},
                                   {"\"quoted\"", "two\r\nlines", "semi;colon"},
                                   {" blank ", "José", "-"}};
  for (const char separator : {',', ';'}) {
    std::ostringstream out;
    Writer writer(out, separator);
    for (const Texts& row : rows) writer.Row(row);
    EXPECT_EQ(Read(out.str()).rows, rows);
  }
}

TEST(Csv, AHeaderIsFoundWithoutRegardToCase) {
  std::istringstream in("IDBDT, Nama_KRT ,idbdt\n");
  Reader reader(in);
  Row row;
  ASSERT_TRUE(*reader.Next(&row));
  const Header header(row);
  EXPECT_EQ(header.Find("idbdt"), 0u);
  EXPECT_EQ(header.Find("nama_krt"), 1u);
  EXPECT_FALSE(header.Find("NIK"));
}

}  // namespace
}  // namespace tilik::csv
