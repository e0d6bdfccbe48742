#include "client/screens/item_pen.h"

#include <utility>

namespace tilik::screens {

bool IsAnswered(const v1::ItemView& item) {
  return !item.value().empty() || item.values_size() > 0 || item.pictures_size() > 0;
}

v1::ItemView& ItemPen::Add(v1::ItemKind kind, const std::string& at, const client::Wording& label) {
  v1::ItemView& item = items_.emplace_back();
  item.set_kind(kind);
  item.set_at(at);
  item.set_label(voice_.Say(label));
  return item;
}

v1::ItemView& ItemPen::Text(const std::string& at, const client::Wording& label,
                            const std::string& value) {
  v1::ItemView& item = Add(v1::ITEM_KIND_TEXT, at, label);
  item.set_value(value);
  return item;
}

v1::ItemView& ItemPen::Confirm(const std::string& at, const client::Wording& label, bool on) {
  v1::ItemView& item = Add(v1::ITEM_KIND_CONFIRM, at, label);
  item.set_value(on ? kYes : "");
  return item;
}

v1::ItemView& ItemPen::OneOf(const std::string& at, const client::Wording& label,
                             client::Vocabulary words, const std::string& value) {
  v1::ItemView& item = Add(v1::ITEM_KIND_ONE_OF, at, label);
  const auto chosen = client::ValueOf(words, value);
  for (const client::Word& word : words) {
    AddChoice(&item, std::string(word.id),
              voice_.Say({std::string(word.id), std::string(word.en)}));
    if (chosen == word.value) item.set_value(std::string(word.id));
  }
  return item;
}

void ItemPen::Append(std::vector<v1::ItemView> items) {
  for (v1::ItemView& item : items) items_.push_back(std::move(item));
}

v1::ChoiceView& ItemPen::AddChoice(v1::ItemView* item, const std::string& value,
                                   const std::string& label) {
  v1::ChoiceView* choice = item->add_choices();
  choice->set_value(value);
  choice->set_label(label);
  return *choice;
}

std::vector<v1::ItemView> ItemPen::Take() { return std::exchange(items_, {}); }

}  // namespace tilik::screens
