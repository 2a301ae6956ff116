#pragma once

#include <array>
#include <span>
#include <string_view>

// What the layering test holds the tree against. Everything points towards base/.
namespace slipway::layering {

// A folder and what its files may see, directly or through other headers: folders end in '/',
// anything else is one header. Every folder sees itself.
struct Floor {
  std::string_view folder;
  std::span<const std::string_view> sees;
};

inline constexpr std::array<std::string_view, 0> kBaseSees{};
inline constexpr std::array<std::string_view, 1> kOnlyBase{"base/"};
inline constexpr std::array<std::string_view, 4> kClientSees{"kube/types/", "kube/loop/", "net/",
                                                             "base/"};
inline constexpr std::array<std::string_view, 4> kRuntimeSees{"kube/client/", "kube/loop/",
                                                              "kube/types/", "base/"};
inline constexpr std::array<std::string_view, 2> kFakeSees{"kube/", "base/"};
inline constexpr std::array<std::string_view, 2> kCrdsSees{"kube/types/", "base/"};
inline constexpr std::array<std::string_view, 3> kStrategiesSees{"crds/", "kube/types/", "base/"};
inline constexpr std::array<std::string_view, 8> kControllersSees{
    "strategies/", "crds/",         "kube/types/", "kube/client/",
    "kube/loop/",  "kube/runtime/", "base/",       "net/probe.h"};
inline constexpr std::array<std::string_view, 4> kSimSees{"kube/", "crds/", "base/", "net/probe.h"};
inline constexpr std::array<std::string_view, 7> kOperatorSees{
    "sim/", "controllers/", "strategies/", "crds/", "kube/", "net/", "base/"};

inline constexpr std::array<Floor, 12> kFloors{{
    {"base/", kBaseSees},
    {"net/", kOnlyBase},
    {"kube/types/", kOnlyBase},
    {"kube/loop/", kOnlyBase},
    {"kube/client/", kClientSees},
    {"kube/runtime/", kRuntimeSees},
    {"kube/fake/", kFakeSees},
    {"crds/", kCrdsSees},
    {"strategies/", kStrategiesSees},
    {"controllers/", kControllersSees},
    {"sim/", kSimSees},
    {"operator/", kOperatorSees},
}};

// Libraries that cost seconds to include: in few .cpp files, and in no header.
struct HeavyLibrary {
  std::string_view name;
  std::array<std::string_view, 2> prefixes;  // of its headers; the second may be empty
  std::size_t maxFiles = 2;
};
inline constexpr std::array<HeavyLibrary, 6> kHeavyLibraries{{
    {"nlohmann", {"nlohmann/", ""}},
    {"cpprest", {"cpprest/", "pplx/"}},
    {"Beast", {"boost/beast", ""}},
    {"Asio", {"boost/asio", ""}, 3},  // cpprest shows its own
    {"yaml-cpp", {"yaml-cpp/", ""}},
    {"spdlog", {"spdlog/", ""}},
}};

// Words that code, comments and literals aside, must not contain.
struct ForbiddenWord {
  std::string_view word;    // white space within the code is ignored
  std::string_view folder;  // empty: everywhere
  std::string_view except;  // a file that may
  std::string_view reason;
};
inline constexpr std::array<ForbiddenWord, 9> kForbiddenWords{{
    {"catch(", "strategies/", "", "decisions never catch"},
    {"catch(", "controllers/", "", "the loop alone catches"},
    {"sleep_for", "", "", "time is the loop's"},
    {"sleep_until", "", "", "time is the loop's"},
    {"usleep(", "", "", "time is the loop's"},
    {"nanosleep(", "", "", "time is the loop's"},
    {"detach()", "", "", "every thread is joined"},
    {"std::async", "", "", "every thread has an owner"},
    {"system_clock::now", "", "base/clock.h", "time enters through Clock"},
}};

}  // namespace slipway::layering
