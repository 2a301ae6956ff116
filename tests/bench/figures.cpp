#include "tests/bench/figures.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "tests/bench/table.h"

namespace slipway::bench {

double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto rank =
      static_cast<std::size_t>(std::ceil(share / 100 * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

std::vector<double> reactions(std::vector<WallTime> causes, std::vector<WallTime> effects) {
  std::ranges::sort(causes);
  std::ranges::sort(effects);
  std::vector<double> found;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const auto first = std::ranges::upper_bound(effects, causes[i]);
    if (first == effects.end()) continue;
    if (i + 1 < causes.size() && *first > causes[i + 1]) continue;
    found.push_back(std::chrono::duration<double, std::milli>(*first - causes[i]).count());
  }
  return found;
}

int total(const Requests& requests) {
  int sum = 0;
  for (const auto& [what, count] : requests) sum += count;
  return sum;
}

std::string describe(const Requests& requests, int rollouts) {
  std::string text;
  for (const auto& [what, count] : requests) {
    const std::string each = number(static_cast<double>(count) / rollouts);
    text += (text.empty() ? "" : ", ") + each + " " + what;
  }
  return text;
}

}  // namespace slipway::bench
