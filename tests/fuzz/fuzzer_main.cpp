#include "tests/fuzz/targets.h"

// libFuzzer's entry; a broken law leaves as an exception, which it reports as a crash.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return slipway::fuzz::SLIPWAY_FUZZ_TARGET(data, size);
}
