// The cases of signals: opened, moved and withdrawn as what is found changes.
#pragma once

#include <set>

#include "sync-server/merge/findings.h"
#include "sync-server/merge/set_context.h"
#include "sync-server/merge/working_set.h"

namespace tilik::merge {

// Lives for one search (signals.h). The newest case of every key judged is loaded: Keys::signals,
// or, where nothing is found, the open ones.
class SignalCases {
 public:
  SignalCases(const SetContext& context, const std::set<CaseKey>& given, WorkingSet& loaded,
              Delta& delta)
      : context_(context), given_(given), loaded_(loaded), delta_(delta) {}

  // The case says from now on what is found. `fresh`: some of it is new with this set; what was
  // decided is opened again only then.
  void Judge(const CaseKey& key, Findings found, bool fresh);

 private:
  CaseFile* Newest(const CaseKey& key);
  CaseFile& Open(const CaseKey& key);
  void OpenAgain(CaseFile& file);
  void Withdraw(CaseFile& file);

  const SetContext& context_;
  const std::set<CaseKey>& given_;
  WorkingSet& loaded_;
  Delta& delta_;
};

}  // namespace tilik::merge
