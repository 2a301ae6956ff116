#include <algorithm>

#include "base/text.h"
#include "kube/fake/metadata.h"
#include "kube/fake/write.h"

namespace slipway::kube::fake {
namespace {

// 1.0 -> 1, as a JSON number passes through a real server.
Value normalizedNumbers(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Number: {
      auto parsed = parseJson(canonicalJson(value));
      return parsed.ok() ? *parsed : value;
    }
    case Value::Kind::Array: {
      Value::Elements elements;
      for (const Value& element : value.elements()) elements.push_back(normalizedNumbers(element));
      return Value::array(std::move(elements));
    }
    case Value::Kind::Object: {
      Value::Members members;
      for (const auto& [key, member] : value.members())
        members.push_back({key, normalizedNumbers(member)});
      return Value::object(std::move(members));
    }
    default:
      return value;
  }
}

bool hasNumber(const Value& value) {
  if (value.kind() == Value::Kind::Number) return true;
  return std::any_of(value.members().begin(), value.members().end(),
                     [](const auto& member) { return hasNumber(member.value); }) ||
         std::any_of(value.elements().begin(), value.elements().end(), hasNumber);
}

// Built-in kinds are structs in the real server: nulls vanish.
Value withoutNulls(const Value& value) {
  if (value.isArray()) {
    Value::Elements elements;
    for (const Value& element : value.elements()) elements.push_back(withoutNulls(element));
    return Value::array(std::move(elements));
  }
  if (!value.isObject()) return value;
  Value::Members members;
  for (const auto& [key, member] : value.members())
    if (!member.isNull()) members.push_back({key, withoutNulls(member)});
  return Value::object(std::move(members));
}

// As it arrives, in the form in which it is kept: pruned, defaulted, metadata tidied up.
Value received(const ResourceType& type, Value object) {
  if (hasNumber(object)) object = normalizedNumbers(object);
  if (type.custom) {
    object = pruned(object, *type.schema);
  } else {
    object = withoutNulls(object);
  }
  object = defaulted(object, *type.schema);
  return object.with("metadata", cleanedMetadata(object["metadata"]));
}

Value without(const Value& object, std::initializer_list<std::string_view> keys) {
  Value rest = object;
  for (std::string_view key : keys) rest = rest.without(key);
  return rest;
}

// Does this change count as a new generation?
bool isNewGeneration(const ResourceType& type, const Value& before, const Value& after) {
  if (!type.custom && type.hasStatus) return before["spec"] != after["spec"];
  if (type.hasStatus)
    return without(before, {"metadata", "status"}) != without(after, {"metadata", "status"});
  return without(before, {"metadata"}) != without(after, {"metadata"});
}

Value withServerMetadata(Value metadata, const Value& before) {
  for (const char* field : {"generation", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    metadata =
        before[field].isNull() ? metadata.without(field) : metadata.with(field, before[field]);
  }
  for (const char* field : {"uid", "creationTimestamp", "name", "namespace"})
    if (metadata[field].isNull() && !before[field].isNull())
      metadata = metadata.with(field, before[field]);
  return metadata.with("resourceVersion", before["resourceVersion"]);
}

// /status changes the status and nothing else; the main resource everything else.
Value isolated(const Write& write, const Value& before, const Value& proposed) {
  if (!write.type.hasStatus) return proposed;
  const Value& status = (write.toStatus() ? proposed : before)["status"];
  Value result = proposed;
  if (write.toStatus() && write.type.custom) {
    result = before;
  } else if (write.toStatus()) {
    result = before.with("metadata", proposed["metadata"]);
  }
  return status.isNull() ? result.without("status") : result.with("status", status);
}

bool isTerminated(const Write& write, const Value& object) {
  const Value& metadata = object["metadata"];
  if (metadata["deletionTimestamp"].isNull()) return false;
  if (!metadata["finalizers"].elements().empty()) return false;
  if (write.resource().plural == "namespaces") return false;
  return metadata["deletionGracePeriodSeconds"].asInt().value_or(0) == 0;
}

FieldProblems problemsOf(const Write& write, const Value& object, const Value* before) {
  FieldProblems problems = metadataProblems(object["metadata"], write.resource().kind);
  if (before) {
    auto more = metadataChangeProblems(object["metadata"], (*before)["metadata"]);
    problems.insert(problems.end(), more.begin(), more.end());
  }
  auto shape = validate(object, before, *write.type.schema);
  problems.insert(problems.end(), shape.begin(), shape.end());
  if (!problems.empty()) return problems;
  return kindProblems(write, object, before);
}

Value withVersion(const Value& object, std::int64_t version) {
  return object.with("metadata",
                     object["metadata"].with("resourceVersion", std::to_string(version)));
}

ObjectKey keyOf(const Write& write, const Value& object) {
  return {write.request.key.ns, std::string(object["metadata"]["name"].stringOr(""))};
}

Value newMetadata(const Write& write, const Value& metadata) {
  Value result = metadata;
  for (const char* field :
       {"resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"})
    result = result.without(field);
  result = result.with("uid", write.state.newUid());
  result = result.with("creationTimestamp", formatTime(write.caller.now));
  if (write.resource().namespaced) result = result.with("namespace", write.request.key.ns);
  return write.type.hasGeneration ? result.with("generation", 1) : result;
}

}  // namespace

bool hasUnstoredStatus(const Write& write, const ObjectPtr& before, const Value& object) {
  return !before && write.type.custom && write.type.hasStatus && object.find("status");
}

Value keepStored(Write& write, const ObjectPtr& before, const Value& object, FieldOwners owners) {
  auto stored = std::make_shared<StoredObject>();
  stored->version = write.state.nextVersion();
  stored->value = withVersion(object, stored->version);
  stored->owners = std::move(owners);
  stored->statusNotStored = hasUnstoredStatus(write, before, object);
  ChangeRecord change;
  change.version = stored->version;
  change.resource = write.resource().name();
  change.key = keyOf(write, object);
  change.before = before;
  change.after = stored;
  change.at = write.caller.mono;
  write.state.commit(std::move(change));
  kindStored(write, before ? &before->value : nullptr, &stored->value);
  return stored->value;
}

Value removeStored(Write& write, const ObjectPtr& before, const Value& last) {
  ChangeRecord change;
  change.version = write.state.nextVersion();
  change.resource = write.resource().name();
  change.key = keyOf(write, before->value);
  change.before = before;
  change.last = withVersion(last, change.version);
  change.at = write.caller.mono;
  Value shown = change.last;
  write.state.commit(std::move(change));
  kindStored(write, &before->value, nullptr);
  return shown;
}

Answer storeNew(Write& write, Value object, std::optional<FieldOwners> owners) {
  if (const auto scale = scaleProblems(write, object); !scale.empty())
    return refuse(keyOf(write, object),
                  errors::invalid(write.resource(), keyOf(write, object).name, scale));
  if (write.type.hasStatus) object = object.without("status");
  object = received(write.type, std::move(object));
  object = object.with("metadata", newMetadata(write, object["metadata"]));
  object = completedNew(write, std::move(object));
  const ObjectKey key = keyOf(write, object);
  const FieldProblems problems = problemsOf(write, object, nullptr);
  if (!problems.empty()) return refuse(key, errors::invalid(write.resource(), key.name, problems));
  if (write.state.find(write.resource().name(), key))
    return refuse(key, errors::alreadyExists(write.resource(), key.name));
  if (!owners)
    owners = FieldOwners{{write.writer(), fieldsOf(ownable(object), *write.type.schema)}};
  return answer(key, 201, true, keepStored(write, nullptr, object, std::move(*owners)));
}

Answer storeChanged(Write& write, const ObjectPtr& before, const Value& proposed,
                    std::optional<FieldOwners> owners) {
  const ObjectKey& key = write.request.key;
  const Value& old = before->value;
  const std::string_view version = proposed["metadata"]["resourceVersion"].stringOr("");
  if (!version.empty() && version != old["metadata"]["resourceVersion"].stringOr(""))
    return refuse(key, errors::modified(write.resource(), key.name));
  if (const auto scale = scaleProblems(write, proposed); !scale.empty())
    return refuse(key, errors::invalid(write.resource(), key.name, scale));
  Value object = received(write.type, isolated(write, old, proposed));
  object = object.with("metadata", withServerMetadata(object["metadata"], old["metadata"]));
  const FieldProblems problems = problemsOf(write, object, &old);
  if (!problems.empty()) return refuse(key, errors::invalid(write.resource(), key.name, problems));
  if (write.type.hasGeneration && isNewGeneration(write.type, old, object))
    object = object.withPointer("/metadata/generation",
                                old["metadata"]["generation"].asInt().value_or(0) + 1);
  if (!owners)
    owners = ownersAfterUpdate(before->owners, write.writer(),
                               compareFields(ownable(old), ownable(object), *write.type.schema));
  if (isTerminated(write, object))
    return answer(key, 200, true, removeStored(write, before, object));
  const bool same = object == old && *owners == before->owners && !before->statusNotStored;
  if (same) return answer(key, 200, false, old);
  return answer(key, 200, true, keepStored(write, before, object, std::move(*owners)));
}

std::optional<ApiError> strictProblem(const Write& write, const Value& object) {
  if (!write.type.custom) return std::nullopt;
  std::vector<std::string> unknown;
  pruned(object, *write.type.schema, &unknown);
  if (unknown.empty()) return std::nullopt;
  std::string fields;
  for (const auto& path : unknown)
    fields += (fields.empty() ? "" : ", ") + ("unknown field \"" + path + "\"");
  const Resource& resource = write.resource();
  return errors::badRequest(resource.kind + " in version \"" + resource.version +
                            "\" cannot be handled as a " + resource.kind +
                            ": strict decoding error: " + fields);
}

std::optional<ApiError> typeProblem(const Write& write, const Value& object) {
  const Resource& resource = write.resource();
  if (!object.isObject()) return errors::badRequest("the object provided is unrecognized");
  if (object["kind"].stringOr("") != resource.kind && write.type.custom)
    return errors::invalid(
        resource, std::string(object["metadata"]["name"].stringOr("")),
        {{"kind", "Invalid value: " + printJson(object["kind"]) + ": must be " + resource.kind}});
  if (object["kind"].stringOr("") != resource.kind)
    return errors::badRequest("Object 'Kind' is missing or not " + resource.kind);
  if (object["apiVersion"].stringOr("") != resource.apiVersion())
    return errors::badRequest(
        "the API version in the data (" + std::string(object["apiVersion"].stringOr("")) +
        ") does not match the expected API version (" + resource.apiVersion() + ")");
  return std::nullopt;
}

}  // namespace slipway::kube::fake
