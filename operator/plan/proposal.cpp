#include "operator/plan/proposal.h"

#include <algorithm>
#include <utility>

#include "operator/client/words.h"
#include "operator/plan/fields.h"

namespace slipway::cli {
namespace {

// As kubectl calls itself where it merges by itself.
constexpr const char* kClientSide = "kubectl-client-side-apply";

kube::ApiRequest dryRun(const Manifest& manifest, kube::Verb verb, Value body,
                        std::string fieldManager) {
  kube::ApiRequest request;
  request.verb = verb;
  request.resource = manifest.resource;
  request.key = manifest.key;
  request.body = std::move(body);
  request.fieldManager = std::move(fieldManager);
  request.dryRun = true;
  return request;
}

// What was applied the last time on the client's side; null: nothing was.
Value lastApplied(const Value& object) {
  const auto last = parseJson(object["metadata"]["annotations"][kLastApplied].stringOr(""));
  return last.ok() ? *last : Value();
}

// Without what nobody would call a change.
Value noticeable(const Value& object) {
  const Value& metadata = object["metadata"];
  return Value::object({{"spec", object["spec"]},
                        {"labels", metadata["labels"]},
                        {"annotations", metadata["annotations"].without(kLastApplied)}});
}

Value mergedHere(const Change& change, const Value& patch) {
  if (change.before.isNull()) return change.manifest.object;
  return applyMergePatch(change.before, patch);
}

class Asking {
 public:
  Asking(Session& session, std::string fieldManager)
      : session_(session), fieldManager_(std::move(fieldManager)) {}

  // The error, when no answer came.
  std::string ask(Change& change) {
    const Manifest& manifest = change.manifest;
    const Value last = lastApplied(change.before);
    const Value patch = last.isNull() ? manifest.object : threeWayPatch(last, manifest.object);
    kube::ApiResult answer =
        last.isNull() ? applied(change, false)
                      : session_.ask(dryRun(manifest, kube::Verb::MergePatch, patch, kClientSide));
    if (answer.error.conflict() && last.isNull()) {
      change.note = "others own what it sets (" + joined(answer.error.causes, ", ") +
                    "); planned as if it were taken over with --force-conflicts";
      answer = applied(change, true);
    }
    if (answer.applied()) {
      change.after = std::move(answer.object);
    } else if (answer.error.code == 403) {
      change.note =
          "you may not apply it, so it is merged here, without what admission on the "
          "server adds or refuses: " +
          answer.error.message;
      change.after = mergedHere(change, patch);
    } else if (answer.error.code == 0) {
      return answer.error.message;
    } else {
      change.refusals = refusalsOf(answer.error);
    }
    return {};
  }

 private:
  kube::ApiResult applied(const Change& change, bool force) {
    auto request =
        dryRun(change.manifest, kube::Verb::Apply, change.manifest.object, fieldManager_);
    request.force = force;
    return session_.ask(std::move(request));
  }

  Session& session_;
  std::string fieldManager_;
};

}  // namespace

bool Change::changes() const {
  return !after.isNull() && (before.isNull() || noticeable(before) != noticeable(after));
}

Value threeWayPatch(const Value& last, const Value& manifest) {
  if (!manifest.isObject()) return manifest;
  Value patch = manifest;
  for (const auto& [key, value] : manifest.members()) {
    if (value.isObject()) patch = patch.with(key, threeWayPatch(last[key], value));
  }
  for (const auto& [key, value] : last.members()) {
    if (!manifest.find(key)) patch = patch.with(key, nullptr);
  }
  return patch;
}

Expected<std::vector<Change>, std::string> propose(Session& session, const Live& live,
                                                   const std::vector<Manifest>& manifests,
                                                   const std::string& fieldManager) {
  Asking asking(session, fieldManager);
  std::vector<Change> changes;
  for (const Manifest& manifest : manifests) {
    Change change{manifest, live.find(manifest.resource, manifest.key), {}, {}};
    if (auto error = asking.ask(change); !error.empty()) return Unexpected{std::move(error)};
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace slipway::cli
