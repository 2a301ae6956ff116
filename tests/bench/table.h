#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::bench {

// One figure, and what it is held against. Nothing is asserted about it.
struct Row {
  std::string part;
  std::string measure;
  std::string unit;
  std::optional<double> ours = {};
  std::optional<double> beside = {};  // measured in the same run, or derived
  std::string besideWhat = {};        // "bare client", "Deployments", "least"
  std::optional<double> aim = {};     // at most
  std::string note = {};
  std::optional<bool> met() const;  // nullopt: no aim, or no figure
};

enum class Output : std::uint8_t { Text, Json, Markdown };
std::string print(const std::vector<Row>& rows, Output output);

// Three digits that say something: "0.125", "1.5", "38", "1042".
std::string number(double value);

// Those that have no figure.
std::vector<std::string> empty(const std::vector<Row>& rows);

}  // namespace slipway::bench
