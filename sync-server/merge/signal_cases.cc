#include "sync-server/merge/signal_cases.h"

#include <algorithm>
#include <utility>

#include "sync-server/merge/signals.h"

namespace tilik::merge {
namespace {

constexpr char kWithdrawn[] = "ditarik: yang menjadi buktinya dibatalkan atau tidak berlaku lagi";

}  // namespace

void SignalCases::Judge(const CaseKey& key, Findings found, bool fresh) {
  if (given_.count(key) > 0) return;
  CaseFile* file = Newest(key);
  if (found.evidence.empty()) {
    if (file != nullptr && file->open) Withdraw(*file);
    return;
  }
  const std::size_t count = found.count();
  found.evidence.resize(std::min(found.evidence.size(), kMostEvidence));
  const auto more = static_cast<std::uint32_t>(count - found.evidence.size());
  if (file == nullptr) {
    file = &Open(key);
  } else if (!file->open) {
    if (file->verdict != Verdict::kNone && !fresh) return;
    OpenAgain(*file);
  } else if (file->evidence == found.evidence && file->more_evidence == more &&
             file->why == found.why) {
    return;
  }
  file->why = std::move(found.why);
  file->evidence = std::move(found.evidence);
  file->more_evidence = more;
  ++file->counter;
  delta_.cases.insert(file->number);
}

CaseFile* SignalCases::Newest(const CaseKey& key) {
  if (auto open = loaded_.open_cases.find(key); open != loaded_.open_cases.end())
    return &loaded_.cases.at(open->second);
  auto known = loaded_.signals.find(key);
  if (known == loaded_.signals.end() || known->second == 0) return nullptr;
  // A merge of records may have given it another key since it was loaded.
  CaseFile& file = loaded_.cases.at(known->second);
  return file.key == key ? &file : nullptr;
}

CaseFile& SignalCases::Open(const CaseKey& key) {
  const std::uint64_t number = loaded_.next_case_number++;
  CaseFile& file = loaded_.cases[number];
  file.number = number;
  file.key = key;
  file.opened_arrival = context_.arrival;
  file.opened = context_.arrived;
  loaded_.open_cases[key] = number;
  loaded_.signals[key] = number;
  return file;
}

void SignalCases::OpenAgain(CaseFile& file) {
  file.open = true;
  loaded_.open_cases[file.key] = file.number;
  if (file.verdict == Verdict::kNone) {
    file.settlement.clear();
    return;
  }
  file.settlement = (file.verdict == Verdict::kConfirmed ? "sebelumnya terbukti: "
                                                         : "sebelumnya bukan masalah: ") +
                    file.settlement;
  file.verdict = Verdict::kNone;
}

void SignalCases::Withdraw(CaseFile& file) {
  file.open = false;
  file.settlement = kWithdrawn;
  ++file.counter;
  loaded_.open_cases.erase(file.key);
  delta_.cases.insert(file.number);
}

}  // namespace tilik::merge
