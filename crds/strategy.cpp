#include "crds/strategy.h"

#include <algorithm>
#include <array>

#include "crds/revision.h"
#include "crds/strategy_codec.h"

namespace slipway::crds {
namespace {

constexpr std::int32_t kMaxPods = 100000;
constexpr Duration kLongestWait = std::chrono::hours(24);

Batch readBatch(const Reader& reader) {
  Batch batch;
  reader["size"].require();
  batch.size = readIntOrPercent(reader["size"], batch.size);
  if (batch.size.amount == 0) reader["size"].fail("must be at least 1, or at least 1%");
  if (reader["verify"].present()) batch.checks = readNames(reader["verify"]["checks"]);
  if (reader["pause"].present()) batch.pause = readPause(reader["pause"]);
  return batch;
}

Strategy readRolling(const Reader& rolling) {
  RollingStrategy read;
  readBounds(rolling, read.maxSurge, read.maxUnavailable);
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
    {{"rolling", readRolling},
     {"recreate", readRecreate},
     {"canary", readCanary},
     {"blueGreen", readBlueGreen}}};

std::string memberNames() {
  std::string names;
  for (const Member& member : kMembers) {
    names += (names.empty() ? "" : ", ") + std::string(member.name);
  }
  return names;
}

// Names that steps use must be names of smoke tests.
void checkNames(const Reader& where, const std::vector<std::string>& names,
                const std::vector<std::string>& known) {
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    where.fail("\"" + name + "\" is no name in spec.verification.smokeTests");
  }
}

struct CheckNames {
  const Reader& strategy;
  const std::vector<std::string>& known;

  void operator()(const RollingStrategy& rolling) const {
    if (!rolling.batch || !rolling.batch->checks) return;
    checkNames(strategy["rolling"]["batch"]["verify"]["checks"], *rolling.batch->checks, known);
  }
  void operator()(const CanaryStrategy& canary) const {
    for (const CanaryStep& step : canary.steps) {
      const auto* verify = std::get_if<Verify>(&step);
      if (verify) checkNames(strategy["canary"]["steps"], verify->checks, known);
    }
  }
  void operator()(const RecreateStrategy&) const {}
  void operator()(const BlueGreenStrategy&) const {}
};

std::string durationText(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

struct StepsText {
  std::string operator()(const RollingStrategy& rolling) const {
    if (!rolling.batch) return {};
    const Batch& batch = *rolling.batch;
    return "batch " + format(batch.size) + " " + (batch.checks ? stepText(*batch.checks) : "all") +
           " " + stepText(batch.pause);
  }
  std::string operator()(const RecreateStrategy&) const { return {}; }
  std::string operator()(const BlueGreenStrategy& blueGreen) const {
    const auto& preview = blueGreen.previewReplicas;
    if (!preview && !blueGreen.promotion) return {};
    return "blueGreen " + (preview ? format(*preview) : "all") + " " +
           (blueGreen.promotion ? stepText(*blueGreen.promotion) : "automatic");
  }
  std::string operator()(const CanaryStrategy& canary) const {
    std::string text = canary.stableFull ? "canary full" : "canary";
    for (const CanaryStep& step : canary.steps) text += ";" + std::visit(*this, step);
    return text;
  }
  std::string operator()(const SetWeight& weight) const {
    return "weight " + std::to_string(weight.percent);
  }
  std::string operator()(const SetReplicas& replicas) const {
    return "replicas " + format(replicas.pods);
  }
  std::string operator()(const Verify& verify) const { return "verify " + stepText(verify.checks); }
  std::string operator()(const Pause& pause) const { return stepText(pause); }
};

}  // namespace

std::string_view text(OnTimeout what) {
  return what == OnTimeout::Promote ? "Promote" : "Rollback";
}

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

Duration readWait(const Reader& reader, std::string_view fallback) {
  const auto duration = parseDuration(reader.string(fallback));
  if (!duration || *duration < Duration{0} || *duration > kLongestWait) {
    reader.fail("must be a duration of at most 24h, as in 30s or 5m");
  }
  return duration.value_or(Duration{0});
}

Pause readPause(const Reader& reader) {
  Pause pause;
  if (reader["duration"].present()) {
    pause.time = readWait(reader["duration"], "0s");
    if (reader["timeout"].present() || reader["onTimeout"].present()) {
      reader.fail("give duration, or timeout and onTimeout");
    }
    return pause;
  }
  pause.decided = true;
  pause.time = readWait(reader["timeout"], "24h");
  if (pause.time == Duration{0}) reader["timeout"].fail("must be longer than 0s");
  const std::string word = reader["onTimeout"].string("Rollback");
  if (word != "Rollback" && word != "Promote") {
    reader["onTimeout"].fail("must be Rollback or Promote");
  }
  pause.onTimeout = word == "Promote" ? OnTimeout::Promote : OnTimeout::Rollback;
  return pause;
}

std::vector<std::string> readNames(const Reader& reader) {
  std::vector<std::string> names;
  for (const Reader& element : reader.elements()) names.push_back(element.string());
  return names;
}

void readBounds(const Reader& strategy, IntOrPercent& maxSurge, IntOrPercent& maxUnavailable) {
  maxSurge = readIntOrPercent(strategy["maxSurge"], maxSurge);
  maxUnavailable = readIntOrPercent(strategy["maxUnavailable"], maxUnavailable);
  if (maxSurge.amount == 0 && maxUnavailable.amount == 0) {
    strategy.fail("maxSurge and maxUnavailable must not both be 0; raise one of them");
  }
}

std::string stepText(const Pause& pause) {
  std::string text = "pause " + durationText(pause.time);
  if (pause.decided) text += " " + std::string(slipway::crds::text(pause.onTimeout));
  return text;
}

std::string stepText(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string_view strategyName(const Strategy& strategy) {
  return kMembers[strategy.index()].name;
}

Strategy readStrategy(const Reader& strategy, const std::vector<std::string>& smokeTests) {
  if (!strategy.present()) return RollingStrategy{};
  const Member* given = nullptr;
  int count = 0;
  for (const Member& member : kMembers) {
    if (!strategy[member.name].present()) continue;
    given = &member;
    ++count;
  }
  if (count == 1 && strategy.value().members().size() == 1) {
    Strategy read = given->read(strategy[given->name]);
    std::visit(CheckNames{strategy, smokeTests}, read);
    return read;
  }
  strategy.fail("give exactly one of: " + memberNames());
  return RollingStrategy{};
}

std::string stepsDigest(const Strategy& strategy) {
  const std::string text = std::visit(StepsText{}, strategy);
  return text.empty() ? std::string() : textDigest(text).substr(0, 10);
}

}  // namespace slipway::crds
