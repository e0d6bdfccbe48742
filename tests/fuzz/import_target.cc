// Files that an office imports: the ministry's registry, danoms with and without decisions, the
// civil registry's answers, payers' and the treasury's reports, decreed lists. Any bytes are
// imported or refused; every row is accounted for; a file imported twice changes nothing the second
// time.
#include <sstream>

#include "sync-server/console/penetapan.h"
#include "sync-server/importer/importer.h"
#include "tests/fuzz/message_target.h"
#include "tests/fuzz/office_on_disk.h"

namespace tilik::fuzz {
namespace {

constexpr int kMaxRows = 24;
constexpr std::int64_t kDay = 86'400'000;

using Rows = google::protobuf::RepeatedPtrField<std::string>;

std::string FileOf(const Rows& rows, const std::string& line_end) {
  std::string file;
  for (int i = 0; i < std::min(rows.size(), kMaxRows); ++i) {
    file += rows[i];
    file += line_end.empty() ? "\n" : line_end;
  }
  return file;
}

class Desk {
 public:
  explicit Desk(const Import& input)
      : input_(input), store_(OfficeOnDisk::Get().Fresh()), chance_(3), now_(kNow) {}

  // Change sets made; nothing when the file as a whole was refused.
  std::optional<std::uint64_t> Take(const Rows& rows) {
    std::istringstream first(FileOf(rows, input_.line_end()));
    std::istringstream second(FileOf(input_.second(), input_.line_end()));
    now_.ms += kDay;
    const importer::Run run{*store_,
                            Codebooks::BuiltIn(),
                            OfficeOnDisk::Get().scene().keys(),
                            "operator",
                            chance_,
                            now_,
                            20261101,
                            OfficeOnDisk::Get().scratch()};
    const importer::SourceFile file{first, "pertama.csv"}, other{second, "kedua.csv"};
    switch (input_.kind()) {
      case Import::DANOM:
      case Import::DANOM_CONFIRMED: {
        const bool confirm = input_.kind() == Import::DANOM_CONFIRMED;
        return Sets(importer::ImportDanom(run, file, confirm,
                                          input_.second_size() == 0 ? nullptr : &other));
      }
      case Import::CIVIL: {
        const auto report = importer::ImportCivil(run, file);
        return Sets(report);
      }
      case Import::PAYMENTS:
        return Sets(importer::ImportPayments(run, file));
      case Import::SP2D:
        return Sets(importer::ImportSp2d(run, file));
      case Import::PENETAPAN: {
        auto reader = store_->BeginRead();
        TILIK_CHECK(reader.ok(), "a store can be read");
        static_cast<void>(console::ReadDecree(**reader, "2026-11", first));
        return std::nullopt;
      }
      default: {
        const auto report = importer::ImportRegistry(run, file, other);
        if (!report.ok()) return Sets(report);
        for (const importer::RowCounts* counts : {&report->households, &report->persons}) {
          TILIK_CHECK(counts->rows ==
                          counts->created + counts->changed + counts->unchanged + counts->refused,
                      "every row is accounted for");
        }
        return Sets(report);
      }
    }
  }

 private:
  template <typename Report>
  std::optional<std::uint64_t> Sets(const Result<Report>& report) {
    if (!report.ok()) {
      TILIK_CHECK(report.status().code() == Code::kInvalid, report.status().message());
      return std::nullopt;
    }
    std::ostringstream said;
    importer::Print(*report, said);
    importer::ToMessage(*report);
    return report->change_sets;
  }

  const Import& input_;
  std::unique_ptr<storage::SqliteRegistryStore> store_;
  Chance chance_;
  Instant now_;
};

void ImportFiles(const Import& input) {
  if (input.rows_size() == 0) return;
  Desk desk(input);
  const auto sets = desk.Take(input.rows());
  if (!sets.has_value()) return;
  const auto again = desk.Take(input.rows());
  TILIK_CHECK(again.has_value() && *again == 0, "a file that says nothing new changes nothing");
  if (input.later_size() > 0) desk.Take(input.later());
}

}  // namespace
}  // namespace tilik::fuzz

TILIK_FUZZ_MESSAGE(Import, tilik::fuzz::ImportFiles)
