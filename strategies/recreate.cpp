#include "strategies/recreate.h"

#include <algorithm>

namespace slipway::strategies {

Sizes recreate(const Bounds& bounds, const Side& target, const std::vector<Side>& others) {
  const bool alone = std::all_of(others.begin(), others.end(), [](const Side& side) {
    return side.desired == 0 && side.current == 0 && side.leaving == 0;
  });
  Sizes sizes{alone ? bounds.replicas : target.desired, {}};
  sizes.others.assign(others.size(), 0);
  return sizes;
}

}  // namespace slipway::strategies
