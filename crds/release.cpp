#include "crds/release.h"

#include <limits>

#include "crds/revision.h"
#include "kube/types/decoding.h"

namespace slipway::crds {
namespace {

constexpr std::int32_t kMaxReplicas = 100000;

void readTemplate(const Reader& reader, ReleaseSpec& spec) {
  if (spec.workload) {
    if (reader.present()) reader.fail("leave it out, or leave out spec.workloadRef");
    return;
  }
  if (!reader.require()) return;
  const Reader labels = reader["metadata"]["labels"];
  const std::string text = canonicalJson(reader.value());
  spec.podTemplate = Packed::ofText(text);
  spec.templateDigest = textDigest(text);
  spec.templateLabels = kube::readLabels(labels);
  if (spec.templateLabels.empty()) labels.fail("must hold at least one label");
}

void readSelector(const Reader& reader, ReleaseSpec& spec) {
  if (!reader.present()) return;
  const Reader labels = reader["matchLabels"];
  spec.selector = kube::readLabels(labels);
  if (spec.selector->empty()) labels.fail("must hold at least one label");
  if (spec.workload) return;
  for (const auto& [key, value] : *spec.selector) {
    const auto found = spec.templateLabels.find(key);
    if (found == spec.templateLabels.end() || found->second != value) {
      reader.fail("label " + std::string(key) +
                  " must be in spec.template.metadata.labels with the same value");
    }
  }
}

Duration readSpan(const Reader& reader, std::string_view fallback, Duration least, Duration most) {
  const auto parsed = parseDuration(reader.string(fallback));
  if (!parsed || *parsed < least || *parsed > most) {
    reader.fail("must be a duration from " + humanDuration(least) + " to " + humanDuration(most));
  }
  return parsed.value_or(least);
}

std::optional<Bake> readBake(const Reader& reader) {
  if (!reader.present()) return std::nullopt;
  Bake bake;
  const Duration least = std::chrono::seconds(1);
  reader["duration"].require();
  bake.duration = readSpan(reader["duration"], "1s", least, std::chrono::hours(24));
  bake.interval = readSpan(reader["interval"], "30s", least, std::chrono::hours(1));
  return bake;
}

OnFailure readOnFailure(const Reader& reader) {
  const std::string word = reader.string("Rollback");
  if (word == "Hold") return OnFailure::Hold;
  if (word != "Rollback") reader.fail("must be Rollback or Hold");
  return OnFailure::Rollback;
}

std::vector<std::string> namesOf(const std::vector<SmokeTest>& tests) {
  std::vector<std::string> names;
  names.reserve(tests.size());
  for (const SmokeTest& test : tests) names.push_back(test.name);
  return names;
}

ReleaseSpec readSpec(const Reader& reader) {
  ReleaseSpec spec;
  if (!reader.require()) return spec;
  spec.version = reader["version"].string();
  spec.replicas = reader["replicas"].int32(1, 0, kMaxReplicas);
  spec.workload = readWorkloadRef(reader["workloadRef"]);
  readTemplate(reader["template"], spec);
  readSelector(reader["selector"], spec);
  spec.minReadySeconds = reader["minReadySeconds"].int32(0, 0, 3600);
  spec.progressDeadlineSeconds = reader["progressDeadlineSeconds"].int32(600, 1, 86400);
  spec.revisionHistoryLimit = reader["revisionHistoryLimit"].int32(10, 0, 100);
  spec.paused = reader["paused"].boolean();
  spec.smokeTests = readSmokeTests(reader["verification"]["smokeTests"]);
  spec.strategy = readStrategy(reader["strategy"], namesOf(spec.smokeTests));
  spec.bake = readBake(reader["verification"]["bake"]);
  spec.onFailure = readOnFailure(reader["onFailure"]);
  spec.traffic = readTraffic(reader["traffic"]);
  return spec;
}

}  // namespace

std::string templateField(const ReleaseSpec& spec) {
  return spec.workload ? "spec.template of Deployment " + spec.workload->name : "spec.template";
}

kube::Decoded<Release> decodeRelease(const Value& object) {
  FieldErrors errors;
  const Reader reader(object, errors);
  Release release;
  release.meta = kube::readObjectMeta(reader["metadata"], kube::ownName);
  if (release.meta.name.size() > 52) reader["metadata"]["name"].fail("use at most 52 characters");
  release.spec = readSpec(reader["spec"]);
  if (!errors.empty()) return Unexpected{std::move(errors)};
  release.status = readStatus(object["status"]);
  return release;
}

}  // namespace slipway::crds
