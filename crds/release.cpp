#include "crds/release.h"

#include <limits>

#include "crds/revision.h"

namespace slipway::crds {
namespace {

constexpr std::int32_t kMaxReplicas = 100000;

IntOrPercent readIntOrPercent(const Reader& reader, IntOrPercent fallback) {
  if (!reader.present()) return fallback;
  const Value& value = reader.value();
  if (const auto number = value.asInt()) {
    return {reader.int32(0, 0, kMaxReplicas), false};
  }
  const auto parsed = value.isString() ? parseIntOrPercent(*value.asString()) : std::nullopt;
  if (!parsed || !parsed->percent || parsed->amount > 100) {
    reader.fail("must be a number or a percentage of at most 100%, as in 2 or 25%");
    return fallback;
  }
  return *parsed;
}

RollingStrategy readRolling(const Reader& rolling) {
  RollingStrategy read;
  read.maxSurge = readIntOrPercent(rolling["maxSurge"], read.maxSurge);
  read.maxUnavailable = readIntOrPercent(rolling["maxUnavailable"], read.maxUnavailable);
  if (read.maxSurge.amount == 0 && read.maxUnavailable.amount == 0) {
    rolling.fail("maxSurge and maxUnavailable must not both be 0; raise one of them");
  }
  return read;
}

Strategy readStrategy(const Reader& strategy) {
  if (!strategy.present()) return RollingStrategy{};
  const Reader rolling = strategy["rolling"];
  if (!rolling.present() || strategy.value().members().size() != 1) {
    strategy.fail("give exactly one of: rolling");
    return RollingStrategy{};
  }
  return readRolling(rolling);
}

void readTemplate(const Reader& reader, ReleaseSpec& spec) {
  if (!reader.require()) return;
  const Reader labels = reader["metadata"]["labels"];
  spec.podTemplate = reader.value();
  spec.templateDigest = templateDigest(spec.podTemplate);
  spec.templateLabels = kube::readLabels(labels);
  if (spec.templateLabels.empty()) labels.fail("must hold at least one label");
}

void readSelector(const Reader& reader, ReleaseSpec& spec) {
  if (!reader.present()) return;
  const Reader labels = reader["matchLabels"];
  spec.selector = kube::readLabels(labels);
  if (spec.selector->empty()) labels.fail("must hold at least one label");
  for (const auto& [key, value] : *spec.selector) {
    const auto found = spec.templateLabels.find(key);
    if (found == spec.templateLabels.end() || found->second != value) {
      reader.fail("label " + key + " must be in spec.template.metadata.labels with the same value");
    }
  }
}

ReleaseSpec readSpec(const Reader& reader) {
  ReleaseSpec spec;
  if (!reader.require()) return spec;
  spec.version = reader["version"].string();
  spec.replicas = reader["replicas"].int32(1, 0, kMaxReplicas);
  readTemplate(reader["template"], spec);
  readSelector(reader["selector"], spec);
  spec.minReadySeconds = reader["minReadySeconds"].int32(0, 0, 3600);
  spec.progressDeadlineSeconds = reader["progressDeadlineSeconds"].int32(600, 1, 86400);
  spec.revisionHistoryLimit = reader["revisionHistoryLimit"].int32(10, 0, 100);
  spec.paused = reader["paused"].boolean();
  spec.strategy = readStrategy(reader["strategy"]);
  spec.smokeTests = readSmokeTests(reader["verification"]["smokeTests"]);
  return spec;
}

}  // namespace

kube::Decoded<Release> decodeRelease(const Value& object) {
  FieldErrors errors;
  const Reader reader(object, errors);
  Release release;
  release.meta = kube::readObjectMeta(reader["metadata"]);
  if (release.meta.name.size() > 52) reader["metadata"]["name"].fail("use at most 52 characters");
  release.spec = readSpec(reader["spec"]);
  if (!errors.empty()) return Unexpected{std::move(errors)};
  release.status = readStatus(object["status"]);
  return release;
}

}  // namespace slipway::crds
