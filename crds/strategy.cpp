#include "crds/strategy.h"

#include <array>

namespace slipway::crds {
namespace {

constexpr std::int32_t kMaxPods = 100000;
constexpr Duration kLongestPause = std::chrono::hours(24);

IntOrPercent readIntOrPercent(const Reader& reader, IntOrPercent fallback) {
  if (!reader.present()) return fallback;
  const Value& value = reader.value();
  if (value.asInt()) return {reader.int32(0, 0, kMaxPods), false};
  const auto parsed = value.isString() ? parseIntOrPercent(*value.asString()) : std::nullopt;
  if (!parsed || !parsed->percent || parsed->amount > 100) {
    reader.fail("must be a number or a percentage of at most 100%, as in 2 or 25%");
    return fallback;
  }
  return *parsed;
}

std::vector<std::string> readNames(const Reader& reader) {
  std::vector<std::string> names;
  for (const Reader& element : reader.elements()) names.push_back(element.string());
  return names;
}

Batch readBatch(const Reader& reader) {
  Batch batch;
  reader["size"].require();
  batch.size = readIntOrPercent(reader["size"], batch.size);
  if (batch.size.amount == 0) reader["size"].fail("must be at least 1, or at least 1%");
  if (reader["verify"].present()) batch.checks = readNames(reader["verify"]["checks"]);
  const Reader pause = reader["pause"]["duration"];
  const auto duration = parseDuration(pause.string("0s"));
  if (!duration || *duration < Duration{0} || *duration > kLongestPause) {
    pause.fail("must be a duration of at most 24h, as in 30s or 5m");
  }
  batch.pause = duration.value_or(Duration{0});
  return batch;
}

Strategy readRolling(const Reader& rolling) {
  RollingStrategy read;
  read.maxSurge = readIntOrPercent(rolling["maxSurge"], read.maxSurge);
  read.maxUnavailable = readIntOrPercent(rolling["maxUnavailable"], read.maxUnavailable);
  if (read.maxSurge.amount == 0 && read.maxUnavailable.amount == 0) {
    rolling.fail("maxSurge and maxUnavailable must not both be 0; raise one of them");
  }
  if (rolling["batch"].present()) read.batch = readBatch(rolling["batch"]);
  return read;
}

Strategy readRecreate(const Reader&) {
  return RecreateStrategy{};
}

struct Member {
  std::string_view name;
  Strategy (*read)(const Reader&);
};
// In the order of the variant.
constexpr std::array<Member, std::variant_size_v<Strategy>> kMembers{
    {{"rolling", readRolling}, {"recreate", readRecreate}}};

std::string memberNames() {
  std::string names;
  for (const Member& member : kMembers) {
    names += (names.empty() ? "" : ", ") + std::string(member.name);
  }
  return names;
}

}  // namespace

std::string_view strategyName(const Strategy& strategy) {
  return kMembers[strategy.index()].name;
}

Strategy readStrategy(const Reader& strategy) {
  if (!strategy.present()) return RollingStrategy{};
  const Member* given = nullptr;
  int count = 0;
  for (const Member& member : kMembers) {
    if (!strategy[member.name].present()) continue;
    given = &member;
    ++count;
  }
  if (count == 1 && strategy.value().members().size() == 1) {
    return given->read(strategy[given->name]);
  }
  strategy.fail("give exactly one of: " + memberNames());
  return RollingStrategy{};
}

}  // namespace slipway::crds
