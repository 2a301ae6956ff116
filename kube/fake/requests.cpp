#include "base/text.h"
#include "kube/fake/faults.h"
#include "kube/fake/metadata.h"
#include "kube/fake/write.h"
#include "kube/types/resources.h"

// Create, patch, apply and delete: from the request to the store.
namespace slipway::kube::fake {
namespace {

std::optional<ApiError> namespaceProblem(const Write& write) {
  if (!write.resource().namespaced) return std::nullopt;
  const std::string& ns = write.request.key.ns;
  const ObjectPtr found = write.state.find(resources::namespaces().name(), {"", ns});
  if (!found) return errors::notFound(resources::namespaces(), ns);
  if (found->value["metadata"]["deletionTimestamp"].isNull()) return std::nullopt;
  return errors::forbidden(
      write.resource(), write.request.key.name,
      "unable to create new content in namespace " + ns + " because it is being terminated");
}

std::optional<ApiError> placeProblem(const Write& write, const Value& object) {
  const std::string_view ns = object["metadata"]["namespace"].stringOr("");
  if (!ns.empty() && ns != write.request.key.ns)
    return errors::badRequest(
        "the namespace of the provided object does not match the namespace sent on the request");
  return std::nullopt;
}

Value named(Write& write, const Value& object) {
  const Value& metadata = object["metadata"];
  const std::string prefix(metadata["generateName"].stringOr(""));
  if (!metadata["name"].stringOr("").empty() || prefix.empty()) return object;
  return object.withPointer("/metadata/name", prefix.substr(0, 58) + write.state.newSuffix());
}

bool replacesAbsentMember(const Value& document, const Value& operation) {
  const std::string path(operation["path"].stringOr(""));
  const auto slash = path.rfind('/');
  if (operation["op"] != Value("replace") || slash == std::string::npos) return false;
  const Value* parent = document.findPointer(path.substr(0, slash));
  return parent && parent->isObject() && !document.findPointer(path);
}

std::optional<ApiError> nameProblem(const Write& write, const Value& object) {
  const std::string_view name = object["metadata"]["name"].stringOr("");
  if (name == write.request.key.name) return std::nullopt;
  return errors::badRequest("the name of the object (" + std::string(name) +
                            ") does not match the name on the URL (" + write.request.key.name +
                            ")");
}

ApiError conflictsError(const std::vector<ApplyOutcome::Conflict>& conflicts) {
  std::string managers;
  std::vector<std::string> causes;
  for (const auto& conflict : conflicts) {
    const std::string text = "conflict with \"" + conflict.manager + "\"";
    causes.push_back(conflict.field + ": " + text);
    managers += (managers.empty() ? "" : ", ") + text + ": " + conflict.field;
  }
  ApiError error =
      errors::badRequest("Apply failed with " + std::to_string(conflicts.size()) + " conflict" +
                         (conflicts.size() == 1 ? "" : "s") + ": " + managers);
  error.code = 409;
  error.reason = "Conflict";
  error.causes = std::move(causes);
  return error;
}

// What of an applied configuration counts: /status takes the status, the main resource the rest.
Value relevant(const Write& write, const Value& config) {
  if (!write.type.hasStatus) return config;
  if (!write.toStatus()) return config.without("status");
  const Value& status = config["status"];
  return status.isNull() ? Value::object() : Value::object({{"status", status}});
}

Answer applyToNothing(Write& write, const Value& config) {
  const ObjectKey& key = write.request.key;
  if (!write.request.subresource.empty())
    return refuse(key, errors::notFound(write.resource(), key.name));
  if (const auto problem = namespaceProblem(write)) return refuse(key, *problem);
  const std::string uid(config["metadata"]["uid"].stringOr(""));
  if (!uid.empty())
    return refuse(key, errors::conflict(write.resource(), key.name,
                                        "uid mismatch: the provided object specified uid " + uid +
                                            ", and no existing object was found"));
  const Value owned = ownable(relevant(write, config));
  FieldOwners owners{{write.writer(), fieldsOf(owned, *write.type.schema)}};
  return storeNew(write, config, std::move(owners));
}

Value withIdentity(Value merged, const Value& config) {
  for (const char* field : {"resourceVersion", "uid"}) {
    const Value& wanted = config["metadata"][field];
    if (!wanted.isNull()) merged = merged.with("metadata", merged["metadata"].with(field, wanted));
  }
  return merged;
}

std::optional<ApiError> applyProblem(const Write& write) {
  const Value& config = write.request.body;
  if (write.request.fieldManager.empty())
    return errors::invalid({"meta.k8s.io", "v1", "", "PatchOptions", false}, "",
                           {{"fieldManager", "Required value: is required for apply patch"}});
  if (config["metadata"].find("managedFields"))
    return errors::badRequest("metadata.managedFields must be nil");
  if (const auto problem = typeProblem(write, config)) return problem;
  if (const auto problem = placeProblem(write, config)) return problem;
  return nameProblem(write, config);
}

}  // namespace

Expected<Value, ApiError> jsonPatched(const Value& document, const Value& patch) {
  if (!patch.isArray()) return Unexpected{errors::badRequest("a JSON patch is an array")};
  Value patched = document;
  for (Value operation : patch.elements()) {
    if (replacesAbsentMember(patched, operation)) operation = operation.with("op", "add");
    auto next = applyJsonPatch(patched, Value::array({operation}));
    if (next.ok()) {
      patched = std::move(*next);
      continue;
    }
    if (next.error().kind == PatchError::Kind::Malformed)
      return Unexpected{errors::badRequest(next.error().message)};
    return Unexpected{apiError(
        422,
        "the server rejected our request due to an error in our request: " + next.error().message)};
  }
  return patched;
}

Answer createObject(Write& write) {
  Value object = write.request.body;
  ObjectKey key = write.request.key;
  key.name = object["metadata"]["name"].stringOr("");
  if (const auto problem = typeProblem(write, object)) return refuse(key, *problem);
  if (const auto problem = placeProblem(write, object)) return refuse(key, *problem);
  if (const auto problem = strictProblem(write, object)) return refuse(key, *problem);
  if (const auto problem = namespaceProblem(write)) return refuse(key, *problem);
  if (!object["metadata"]["resourceVersion"].stringOr("").empty())
    return refuse(key,
                  errors::badRequest("resourceVersion should not be set on objects to be created"));
  return storeNew(write, named(write, object));
}

Answer patchObject(Write& write) {
  const ObjectKey& key = write.request.key;
  const ObjectPtr before = write.state.find(write.resource().name(), key);
  if (!before) return refuse(key, errors::notFound(write.resource(), key.name));
  const bool merge = write.request.verb == Verb::MergePatch;
  auto proposed = merge ? applyMergePatch(before->value, write.request.body)
                        : jsonPatched(before->value, write.request.body);
  if (!proposed.ok()) return refuse(key, proposed.error());
  if (const auto problem = typeProblem(write, *proposed)) return refuse(key, *problem);
  if (const auto problem = nameProblem(write, *proposed)) return refuse(key, *problem);
  if (const auto problem = strictProblem(write, *proposed)) return refuse(key, *problem);
  return storeChanged(write, before, *proposed);
}

Answer applyObject(Write& write) {
  const ObjectKey& key = write.request.key;
  if (const auto problem = applyProblem(write)) return refuse(key, *problem);
  const Value& config = write.request.body;
  const ObjectPtr before = write.state.find(write.resource().name(), key);
  if (before || write.request.subresource.empty()) {
    if (const auto problem = strictProblem(write, config)) return refuse(key, *problem);
  }
  if (!before) return applyToNothing(write, config);
  auto outcome = applyFields(before->value, before->owners, ownable(relevant(write, config)),
                             write.writer(), write.request.force, *write.type.schema);
  if (!outcome.conflicts.empty()) return refuse(key, conflictsError(outcome.conflicts));
  return storeChanged(write, before, withIdentity(std::move(outcome.merged), config),
                      std::move(outcome.owners));
}

}  // namespace slipway::kube::fake
