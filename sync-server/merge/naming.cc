#include "sync-server/merge/naming.h"

#include <algorithm>

#include "proto/contract/told.h"

namespace tilik::merge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Ids come alone, or one after another in a column.
void AddBytes(const std::string& raw, Names& names) {
  if (std::optional<Link> link = Link::FromRaw(raw)) names.links.insert(*link);
  if (raw.size() % RecordId::kSize != 0) return;
  for (std::size_t at = 0; at < raw.size(); at += RecordId::kSize) {
    names.ids.insert(raw.substr(at, RecordId::kSize));
  }
}

// By reflection, so that an operation made tomorrow is not forgotten here: whatever has the length
// of an id or a link counts as one. Too many names only make more be taken as given.
void AddAll(const Message& message, Names& names) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->type() == FieldDescriptor::TYPE_BYTES) {
        AddBytes(field->is_repeated() ? reflection.GetRepeatedString(message, field, i)
                                      : reflection.GetString(message, field),
                 names);
      } else if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        AddAll(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                    : reflection.GetMessage(message, field),
               names);
      } else if (field->name() == "case_number") {
        names.cases.insert(reflection.GetUInt64(message, field));
      }
    }
  }
}

}  // namespace

void AddNames(const v1::Operation& operation, Names& names) {
  if (!operation.has_define_entitlements()) AddAll(operation, names);
}

bool SpeaksOf(const v1::Operation& operation, const std::set<RecordId>& records) {
  const bool of_people = operation.has_create_record() || operation.has_change_fields() ||
                         operation.has_visit() || operation.has_propose_status() ||
                         !RecordToldOf(operation).empty();
  if (!of_people) return false;
  Names names;
  AddAll(operation, names);
  return std::any_of(names.ids.begin(), names.ids.end(), [&](const std::string& id) {
    return records.count(RecordId::FromRaw(id).value_or(RecordId())) > 0;
  });
}

bool SpeaksOf(const v1::ChangeSet& set, const std::set<RecordId>& records) {
  bool proves_aid = false;
  for (const v1::Operation& operation : set.operations()) {
    if (SpeaksOf(operation, records)) return true;
    proves_aid = proves_aid || operation.has_handover() || operation.has_add_evidence() ||
                 operation.has_handover_without_list();
  }
  return !proves_aid && std::any_of(set.attachments().begin(), set.attachments().end(),
                                    [&](const v1::AttachmentRef& photo) {
                                      std::optional<RecordId> of =
                                          RecordId::FromRaw(photo.record());
                                      return of.has_value() && records.count(*of) > 0;
                                    });
}

}  // namespace tilik::merge
