// Asking for many keys with one statement: a fixed number of places, so that one prepared statement
// serves any number of keys; places left over are NULL and find nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "proto/contract/bytes.h"
#include "proto/sqlite/database.h"

namespace tilik::storage {

// A visited household is one record above five or six others, so most questions are one batch.
inline constexpr int kBatch = 12;
#define TILIK_BATCH_PLACES "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12"

// Runs `sql`, whose first parameters are TILIK_BATCH_PLACES, over `keys` and calls `visit` for
// every row. `visit` must not use the same statement.
template <typename Key, typename Visit>
Status InBatches(sqlite::Database& database, std::string_view sql, const std::vector<Key>& keys,
                 Visit&& visit) {
  for (std::size_t from = 0; from < keys.size(); from += kBatch) {
    sqlite::Statement statement = database.Prepare(sql);
    for (std::size_t i = from; i < keys.size() && i < from + kBatch; ++i) {
      statement.Bind(static_cast<int>(i - from) + 1, keys[i]);
    }
    while (true) {
      TILIK_ASSIGN_OR_RETURN(bool row, statement.Step());
      if (!row) break;
      TILIK_RETURN_IF_ERROR(visit(statement));
    }
  }
  return Status();
}

// The first eight bytes of a hash, which is all that an index needs to find it by.
template <typename Tag>
std::int64_t LookupKey(const FixedBytes<Tag, 32>& hash) {
  std::uint64_t key = 0;
  for (int i = 0; i < 8; ++i) key = key << 8 | hash.data()[i];
  return static_cast<std::int64_t>(key);
}

template <typename Bytes>
void BindUnlessNone(sqlite::Statement& statement, int index, const Bytes& bytes) {
  if (!bytes.none()) statement.Bind(index, bytes);
}

}  // namespace tilik::storage
