#include "tests/cluster/chart/series.h"

#include <regex>
#include <sstream>

namespace slipway::testing {
namespace {

using Matches = std::cregex_iterator;

Matches all(std::string_view text, const std::regex& pattern) {
  return {text.data(), text.data() + text.size(), pattern};
}

// Names before an = or =~ outside of quotes.
std::set<std::string> labelsOf(const std::string& matchers) {
  static const std::regex one(R"re(([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*")re");
  std::set<std::string> labels;
  for (auto it = all(matchers, one); it != Matches(); ++it) labels.insert((*it)[1]);
  return labels;
}

}  // namespace

Series readMetricsPage(std::string_view page) {
  static const std::regex sample(R"(^([A-Za-z_:][\w:]*)(?:\{(.*)\})? \S+$)");
  Series series;
  std::istringstream lines{std::string(page)};
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (line.starts_with('#') || !std::regex_match(line, match, sample)) continue;
    series[match[1]].merge(labelsOf(match[2]));
  }
  return series;
}

Query readQuery(std::string_view expression) {
  static const std::regex selector(R"re(([A-Za-z_:][\w:]*)\{((?:[^}"]|"(?:[^"\\]|\\.)*")*)\})re");
  static const std::regex grouping(R"(\b(?:by|on|without)\s*\(([^)]*)\))");
  static const std::regex word(R"([A-Za-z_]\w*)");
  Query query;
  for (auto it = all(expression, selector); it != Matches(); ++it)
    query.selected[(*it)[1]].merge(labelsOf((*it)[2]));
  for (auto it = all(expression, grouping); it != Matches(); ++it) {
    const std::string labels = (*it)[1];
    for (auto label = all(labels, word); label != Matches(); ++label)
      query.grouped.insert((*label)[0]);
  }
  return query;
}

}  // namespace slipway::testing
