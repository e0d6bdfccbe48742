// Writes the items of a page of a form, one below the other.
#pragma once

#include <string>
#include <vector>

#include "client/screens/voice.h"
#include "tilik/v1/form_view.pb.h"

namespace tilik::screens {

// What a touch answers when it switches something on; taken back, it is empty.
inline constexpr char kYes[] = "ya";

// Whether an item has an answer.
bool IsAnswered(const v1::ItemView& item);

class ItemPen {
 public:
  explicit ItemPen(const Voice& voice) : voice_(voice) {}

  // Each is the item's own until the next is added.
  v1::ItemView& Add(v1::ItemKind kind, const std::string& at, const client::Wording& label);
  void Heading(const client::Wording& label) { Add(v1::ITEM_KIND_HEADING, "", label); }
  v1::ItemView& Text(const std::string& at, const client::Wording& label, const std::string& value);
  v1::ItemView& Confirm(const std::string& at, const client::Wording& label, bool on);
  // Answered by the Indonesian word, shown in the reader's language.
  v1::ItemView& OneOf(const std::string& at, const client::Wording& label, client::Vocabulary words,
                      const std::string& value);
  void Append(std::vector<v1::ItemView> items);

  static v1::ChoiceView& AddChoice(v1::ItemView* item, const std::string& value,
                                   const std::string& label);

  // All of the page; the next page begins.
  std::vector<v1::ItemView> Take();

 private:
  const Voice& voice_;
  std::vector<v1::ItemView> items_;
};

}  // namespace tilik::screens
