#include "base/random.h"

#include <random>

namespace slipway {

SeededRandom systemRandom() {
  std::random_device device;
  const std::uint64_t high = device();
  return SeededRandom((high << 32U) | device());
}

}  // namespace slipway
