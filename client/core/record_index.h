// What records are found by and hang on: parent, name, numbers and address, in columns of their own
// beside the row, and the words of a search (find.h).
//
// They follow what is shown, own edits included. Written only where they changed: a page of
// outcomes refreshes records by the hundred, and nearly none of them is called otherwise
// afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/core/find.h"
#include "client/core/store.h"
#include "proto/contract/codebook.h"

namespace tilik::client {

struct RecordColumns {
  RecordId parent;
  SearchColumns search;
  std::string external_key;
};

// Of a record with these values, as shown.
RecordColumns ColumnsOf(v1::RecordKind kind, const Answers& values);

// Of a NIK or No KK as written.
std::string DigitsOf(std::string_view text);

// In the caller's transaction.
class RecordIndex {
 public:
  explicit RecordIndex(Store& store) : store_(store) {}

  // The record is stored. `edited`: own changes of it are not over.
  Status Update(const RecordId& record, const RecordColumns& columns, bool edited);
  // The words of a record that no search knows yet, by its number in the table; `folded` is its
  // name.
  Status AddToSearch(std::int64_t number, const SearchColumns& search, const std::string& folded);
  // Before the record itself is removed: no search finds it any more.
  Status Forget(const RecordId& record);

 private:
  Store& store_;
};

}  // namespace tilik::client
