#include "kube/fake/server.h"

#include "kube/fake/write.h"
#include "kube/types/resources.h"

namespace slipway::kube::fake {
namespace {

bool isServed(const ResourceTypePtr& type, const ApiRequest& request) {
  if (!type || type->resource.version != request.resource.version) return false;
  const std::string& sub = request.subresource;
  if (sub == "status") return type->hasStatus;
  if (sub == "scale") return type->hasScale;
  if (sub == "binding") return type->resource == resources::pods();
  return sub.empty();
}

ApiResult getObject(const State& state, const ResourceType& type, const ApiRequest& request) {
  if (request.subresource == "scale") return getScale(state, type, request.key);
  const ObjectPtr object = state.find(type.resource.name(), request.key);
  if (!object) return errors::rejected(errors::notFound(type.resource, request.key.name));
  return {Outcome::Applied, object->value, {}};
}

Answer reviewAccess(const ApiRequest& request) {
  Value review = request.body.withPointer("/status/allowed", true);
  return answer(request.key, 201, false, std::move(review));
}

Answer write(Write& write) {
  const ApiRequest& request = write.request;
  if (write.resource() == resources::selfSubjectAccessReviews()) return reviewAccess(request);
  if (request.subresource == "binding") return bindPod(write);
  if (request.subresource == "scale") return patchScale(write);
  switch (request.verb) {
    case Verb::Create:
      if (request.subresource.empty()) return createObject(write);
      break;
    case Verb::JsonPatch:
    case Verb::MergePatch:
      return patchObject(write);
    case Verb::Apply:
      return applyObject(write);
    case Verb::Delete:
      return deleteObject(write);
    case Verb::Get:
      break;
  }
  ApiError error =
      errors::badRequest("the server does not allow this method on the requested resource");
  error.code = 405;
  error.reason = "MethodNotAllowed";
  return refuse(request.key, std::move(error));
}

AuditEntry auditOf(const ApiRequest& request, const Caller& caller, const Answer& answer,
                   const State& state) {
  AuditEntry entry;
  entry.actor = caller.actor;
  entry.verb = request.verb;
  entry.resource = request.resource.name();
  entry.subresource = request.subresource;
  entry.key = answer.key;
  entry.fieldManager = request.fieldManager;
  entry.code = answer.code;
  entry.reason = answer.result.error.reason;
  entry.changed = answer.changed && !request.dryRun;
  entry.version = state.version();
  entry.at = caller.now;
  return entry;
}

}  // namespace

Answer refuse(const ObjectKey& key, ApiError error) {
  const int code = error.code;
  return {errors::rejected(std::move(error)), code, false, key};
}

Answer answer(const ObjectKey& key, int code, bool changed, Value object) {
  return {{Outcome::Applied, std::move(object), {}}, code, changed, key};
}

FieldOwner Write::writer() const {
  // As the real server does: who gives no name is known by the first word of its user agent.
  std::string manager = request.fieldManager.empty() ? caller.actor : request.fieldManager;
  return {std::move(manager), request.verb == Verb::Apply, request.subresource};
}

ApiResult handle(State& state, const ApiRequest& request, const Caller& caller) {
  const ResourceTypePtr type = state.type(request.resource.name());
  const bool served = isServed(type, request);
  if (!request.isWrite())
    return served ? getObject(state, *type, request) : errors::rejected(errors::notServed());
  Answer answer = refuse(request.key, errors::notServed());
  if (served && request.dryRun) {
    State scratch = state;
    Write dry{scratch, *type, request, caller};
    answer = write(dry);
  } else if (served) {
    Write real{state, *type, request, caller};
    answer = write(real);
  }
  state.record(auditOf(request, caller, answer, state));
  return std::move(answer.result);
}

}  // namespace slipway::kube::fake
