#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::testing {

// The names of time series, each with the names of its labels.
using Series = std::map<std::string, std::set<std::string>, std::less<>>;

// Those of a page in Prometheus' text format.
Series readMetricsPage(std::string_view page);

// Those that a PromQL expression selects by name{matchers}, with the labels that it matches; every
// label that it groups by is one of `grouped`.
struct Query {
  Series selected;
  std::set<std::string> grouped;
};
Query readQuery(std::string_view expression);

}  // namespace slipway::testing
