#pragma once

#include <optional>
#include <string>

#include "kube/fake/errors.h"
#include "kube/fake/server.h"

// How one write request becomes a change; shared by the files that carry requests out.
namespace slipway::kube::fake {

struct Write {
  State& state;
  const ResourceType& type;
  const ApiRequest& request;
  const Caller& caller;

  const Resource& resource() const { return type.resource; }
  bool toStatus() const { return request.subresource == "status"; }
  FieldOwner writer() const;
};

struct Answer {
  ApiResult result;
  int code = 0;
  bool changed = false;
  ObjectKey key;
};
Answer refuse(const ObjectKey& key, ApiError error);
Answer answer(const ObjectKey& key, int code, bool changed, Value object);

// A JSON patch as the real server carries it out: RFC 6902, but `replace` of a member that an
// object doesn't have adds it. The error has its code: 400 for nonsense, 422 for what does not fit.
Expected<Value, ApiError> jsonPatched(const Value& document, const Value& patch);

// By verb and subresource.
Answer createObject(Write& write);
Answer patchObject(Write& write);
Answer applyObject(Write& write);
Answer deleteObject(Write& write);
Answer bindPod(Write& write);
Answer patchScale(Write& write);
ApiResult getScale(const State& state, const ResourceType& type, const ObjectKey& key);

// --- the two ways into the store ----------------------------------------------------------------

// A new object, judged and completed. `owners`: computed from the result when absent.
Answer storeNew(Write& write, Value object, std::optional<FieldOwners> owners = std::nullopt);
// What a patch made of a stored object: judged, completed, compared; nothing is stored when
// nothing changed. A deletion that waited for the last finalizer is carried out.
Answer storeChanged(Write& write, const ObjectPtr& before, const Value& proposed,
                    std::optional<FieldOwners> owners = std::nullopt);
// Takes the object out; answers its last state, with the deletion's version.
Value removeStored(Write& write, const ObjectPtr& before, const Value& last);
Value keepStored(Write& write, const ObjectPtr& before, const Value& object, FieldOwners owners);
// Is the status of this new object only its schema's default?
bool hasUnstoredStatus(const Write& write, const ObjectPtr& before, const Value& object);

// nullopt: fine. Fields that a custom resource's schema doesn't know: 400, naming them.
std::optional<ApiError> strictProblem(const Write& write, const Value& object);
// apiVersion and kind are those of the resource.
std::optional<ApiError> typeProblem(const Write& write, const Value& object);

// --- kinds (kinds.cpp) --------------------------------------------------------------------------

// What the server itself fills in when an object of that kind is created.
Value completedNew(Write& write, Value object);
// The number that /scale shows must be an integer as it is written: 2.0 is none.
FieldProblems scaleProblems(const Write& write, const Value& object);
FieldProblems kindProblems(const Write& write, const Value& object, const Value* before);
// After a create, change or removal: a CustomResourceDefinition changes what is served.
void kindStored(Write& write, const Value* before, const Value* after);

}  // namespace slipway::kube::fake
