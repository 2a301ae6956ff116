#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

// One function for everything that reads foreign bytes. Each takes any bytes and throws Broken when
// one of its laws does not hold; the laws are what it checks, and never only "does not crash".
// libFuzzer calls them with bytes of its own invention (`make fuzz`), replay_test.cpp with the
// files below corpus/.
namespace slipway::fuzz {

class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// `law` in words; `shown` is what broke it.
inline void hold(bool holds, std::string_view law, std::string_view shown = {}) {
  if (!holds) throw Broken(std::string(law) + "\n" + std::string(shown));
}

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// What people read as a message: one line of valid UTF-8 that is not empty.
void holdsAsMessage(std::string_view message);

int fuzzJson(const std::uint8_t* data, std::size_t size);
int fuzzYaml(const std::uint8_t* data, std::size_t size);
int fuzzRelease(const std::uint8_t* data, std::size_t size);
int fuzzKubeconfig(const std::uint8_t* data, std::size_t size);
int fuzzText(const std::uint8_t* data, std::size_t size);
int fuzzWatch(const std::uint8_t* data, std::size_t size);
int fuzzPlay(const std::uint8_t* data, std::size_t size);

struct Target {
  std::string_view name;  // of its folder below corpus/
  int (*run)(const std::uint8_t* data, std::size_t size);
};
inline constexpr std::array<Target, 7> kTargets{{
    {"json", fuzzJson},
    {"yaml", fuzzYaml},
    {"release", fuzzRelease},
    {"kubeconfig", fuzzKubeconfig},
    {"text", fuzzText},
    {"watch", fuzzWatch},
    {"play", fuzzPlay},
}};

}  // namespace slipway::fuzz
