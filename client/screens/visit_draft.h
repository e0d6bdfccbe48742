// A visit's draft taken up again: its form, what stood on the screen when it was opened, and what
// capture makes of it as it is now.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/core/capture_visit.h"
#include "client/core/device.h"
#include "client/screens/known_to_device.h"
#include "tilik/v1/app.pb.h"

namespace tilik::screens {

class VisitDraft {
 public:
  // The device must outlive it. kNotFound: no such draft, or not a visit's.
  static Result<VisitDraft> Read(client::Device& device, client::DraftNumber number);

  client::DraftNumber number() const { return draft_.number; }
  const client::VisitScene& scene() const { return scene_; }
  const v1::VisitForm& form() const { return form_; }
  bool is_new() const { return form_.has_new_household(); }
  std::uint64_t village() const;
  // Variables of the household that are asked without data lama.
  const std::set<std::string>& blind() const { return blind_; }

  // What a place of the form, as visit_edits.h names it, is wrong or odd about; kept by place.
  struct Said {
    std::string at;
    Finding finding;
  };
  const std::vector<Said>& said() const { return said_; }
  bool refused() const { return refused_; }
  // What it comes to; nothing while it is refused.
  std::optional<client::Captured> Take() { return std::move(captured_); }

 private:
  VisitDraft(client::Device& device, client::Draft draft);
  Status Look(client::Device& device);
  void ChooseBlind(const Codebooks& codebooks);
  void Capture(client::Device& device);

  client::Draft draft_;
  client::VisitScene scene_;
  v1::VisitForm form_;
  std::set<std::string> blind_;
  std::vector<Said> said_;
  bool refused_ = false;
  std::optional<client::Captured> captured_;
};

// The variable's name in its codebook's forms.
const std::string& NameIn(const v1::Variable& variable);

}  // namespace tilik::screens
