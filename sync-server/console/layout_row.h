// How the layouts fill their rows: what is printed and the figure behind it, cell by cell.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "sync-server/console/words.h"
#include "tilik/v1/console.pb.h"

namespace tilik::console {

inline constexpr char kNoData[] = "tidak ada data";

// Cells and figures of one row grow together.
class RowMaker {
 public:
  explicit RowMaker(v1::LayoutRow& row) : row_(row) {}

  void Text(const std::string& text) { Add(text, std::nullopt); }
  void Count(std::optional<std::uint64_t> count) {
    std::optional<std::int64_t> value;
    if (count) value = static_cast<std::int64_t>(*count);
    Add(count ? QuantityWords(*value * 1000) : kNoData, value);
    row_.mutable_figures()->rbegin()->set_count(true);
  }
  void Quantity(std::optional<std::int64_t> thousandths) {
    Add(thousandths ? QuantityWords(*thousandths) : kNoData, thousandths);
  }
  void Share(std::int64_t part, std::int64_t whole) {
    Add(PercentWords(part, whole), std::nullopt);
  }

 private:
  void Add(const std::string& words, std::optional<std::int64_t> value) {
    row_.add_cells(words);
    v1::Figure& figure = *row_.add_figures();
    figure.set_known(value.has_value());
    figure.set_value(value.value_or(0));
  }

  v1::LayoutRow& row_;
};

inline void SetColumns(v1::LayoutTable& table, std::initializer_list<const char*> columns) {
  for (const char* column : columns) table.add_columns(column);
}

}  // namespace tilik::console
