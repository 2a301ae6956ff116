#include "tests/bench/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/value.h"

namespace slipway::bench {
namespace {

using Line = std::array<std::string, 7>;

std::string cell(std::optional<double> value) {
  return value ? number(*value) : std::string();
}

std::string verdict(const Row& row) {
  const auto met = row.met();
  if (!met) return {};
  return *met ? "yes" : "no";
}

std::string aimOf(const Row& row) {
  return row.aim ? "<= " + number(*row.aim) : std::string();
}

std::string besideOf(const Row& row) {
  return row.beside ? number(*row.beside) + " (" + row.besideWhat + ")" : std::string();
}

Line lineOf(const Row& row) {
  return {row.part, row.measure, cell(row.ours), row.unit, besideOf(row), aimOf(row), verdict(row)};
}

const Line kHead{"part", "measure", "Slipway", "unit", "beside", "aim", "met"};

// In columns, since some are counted in characters: every text here is ASCII.
std::string textTable(const std::vector<Row>& rows) {
  std::vector<Line> lines{kHead};
  for (const Row& row : rows) lines.push_back(lineOf(row));
  std::array<std::size_t, std::tuple_size_v<Line>> widths{};
  for (const Line& line : lines)
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  std::string text;
  for (std::size_t n = 0; n < lines.size(); ++n) {
    std::string printed;
    for (std::size_t i = 0; i < lines[n].size(); ++i) {
      const std::string pad(widths[i] - lines[n][i].size(), ' ');
      const bool right = i == 2;  // numbers
      printed += (right ? pad + lines[n][i] : lines[n][i] + pad) + "  ";
    }
    printed.erase(printed.find_last_not_of(' ') + 1);
    text += printed + "\n";
    if (n > 0 && !rows[n - 1].note.empty()) text += "    " + rows[n - 1].note + "\n";
  }
  return text;
}

std::string markdownTable(const std::vector<Row>& rows) {
  std::string text = "| part | measure | Slipway | unit | beside | aim | met |\n";
  text += "|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    for (const std::string& part : lineOf(row)) text += (part.empty() ? "| " : "| " + part + " ");
    text += "|\n";
  }
  std::string notes;
  for (const Row& row : rows)
    if (!row.note.empty()) notes += "- " + row.measure + ": " + row.note + "\n";
  return notes.empty() ? text : text + "\n" + notes;
}

// As text: a figure has no exact binary fraction to keep.
Value numberValue(std::optional<double> value) {
  return value ? Value::number(number(*value)) : Value();
}

std::string jsonTable(const std::vector<Row>& rows) {
  Value::Elements all;
  for (const Row& row : rows) {
    const auto met = row.met();
    all.push_back(Value::object({{"part", row.part},
                                 {"measure", row.measure},
                                 {"unit", row.unit},
                                 {"slipway", numberValue(row.ours)},
                                 {"beside", numberValue(row.beside)},
                                 {"besideWhat", row.besideWhat},
                                 {"aim", numberValue(row.aim)},
                                 {"met", met ? Value(*met) : Value()},
                                 {"note", row.note}}));
  }
  return printJsonPretty(Value::object({{"rows", Value::array(std::move(all))}})) + "\n";
}

}  // namespace

std::optional<bool> Row::met() const {
  if (!aim || !ours) return std::nullopt;
  return *ours <= *aim;
}

std::string number(double value) {
  const double size = std::abs(value);
  int digits = 0;
  if (size < 100) digits = 1;
  if (size < 10) digits = 2;
  if (size < 1) digits = 3;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  std::string printed = text.data();
  if (digits == 0) return printed;
  printed.erase(printed.find_last_not_of('0') + 1);
  if (printed.back() == '.') printed.pop_back();
  return printed == "-0" ? "0" : printed;
}

std::string print(const std::vector<Row>& rows, Output output) {
  switch (output) {
    case Output::Json:
      return jsonTable(rows);
    case Output::Markdown:
      return markdownTable(rows);
    case Output::Text:
      break;
  }
  return textTable(rows);
}

std::vector<std::string> empty(const std::vector<Row>& rows) {
  std::vector<std::string> names;
  for (const Row& row : rows)
    if (!row.ours) names.push_back(row.part + ": " + row.measure);
  return names;
}

}  // namespace slipway::bench
