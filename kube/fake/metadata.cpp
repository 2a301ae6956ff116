#include "kube/fake/metadata.h"

#include <algorithm>
#include <array>

namespace slipway::kube::fake {
namespace {

constexpr std::size_t kMaxAnnotations = std::size_t{256} << 10;

constexpr std::array<std::string_view, 10> kServerFields = {
    "name",         "namespace",         "uid",
    "generation",   "resourceVersion",   "creationTimestamp",
    "selfLink",     "deletionTimestamp", "deletionGracePeriodSeconds",
    "managedFields"};

bool isAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool isLowerOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Alphanumeric at both ends, and -_. between.
bool isQualifiedPart(std::string_view text, std::size_t max) {
  if (text.empty() || text.size() > max) return false;
  if (!isAlphanumeric(text.front()) || !isAlphanumeric(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool isQualifiedName(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return isQualifiedPart(text, 63);
  return isDnsSubdomain(text.substr(0, slash)) && isQualifiedPart(text.substr(slash + 1), 63);
}

bool isLabelValue(std::string_view text) {
  return text.empty() || isQualifiedPart(text, 63);
}

std::string quoted(std::string_view text) {
  return printJson(Value(text));
}

void labelProblems(const Value& labels, FieldProblems& problems) {
  for (const auto& [key, value] : labels.members()) {
    if (!isQualifiedName(key))
      problems.push_back({"metadata.labels", "Invalid value: " + quoted(key) +
                                                 ": name part must consist of alphanumeric "
                                                 "characters, '-', '_' or '.'"});
    if (!isLabelValue(value.stringOr("")))
      problems.push_back({"metadata.labels", "Invalid value: " + quoted(value.stringOr("")) +
                                                 ": a valid label must be an empty string or "
                                                 "consist of alphanumeric characters, '-', '_' or "
                                                 "'.', at most 63"});
  }
}

void annotationProblems(const Value& annotations, FieldProblems& problems) {
  std::size_t total = 0;
  for (const auto& [key, value] : annotations.members()) {
    total += key.size() + value.stringOr("").size();
    if (!isQualifiedName(key))
      problems.push_back({"metadata.annotations", "Invalid value: " + quoted(key) +
                                                      ": name part must consist of alphanumeric "
                                                      "characters, '-', '_' or '.'"});
  }
  if (total > kMaxAnnotations)
    problems.push_back({"metadata.annotations", "Too long: may not be more than 262144 bytes"});
}

void ownerProblems(const Value& owners, FieldProblems& problems) {
  int controllers = 0;
  std::size_t index = 0;
  for (const Value& owner : owners.elements()) {
    const std::string path = "metadata.ownerReferences[" + std::to_string(index++) + "].";
    for (const char* field : {"apiVersion", "kind", "name", "uid"})
      if (owner[field].stringOr("").empty())
        problems.push_back({path + field, "Invalid value: \"\": must not be empty"});
    controllers += owner["controller"].asBool().value_or(false);
  }
  if (controllers > 1)
    problems.push_back({"metadata.ownerReferences",
                        "Invalid value: \"array\": Only one reference can have Controller set to "
                        "true"});
}

}  // namespace

const Value& metadataSchema() {
  static const Value schema = parseJson(R"({"type": "object",
    "x-kubernetes-preserve-unknown-fields": true,
    "properties": {
      "name": {"type": "string"}, "namespace": {"type": "string"},
      "generateName": {"type": "string"}, "uid": {"type": "string"},
      "resourceVersion": {"type": "string"}, "generation": {"type": "integer"},
      "labels": {"type": "object", "additionalProperties": {"type": "string"}},
      "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
      "finalizers": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
      "ownerReferences": {"type": "array", "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["uid"], "items": {"type": "object",
          "x-kubernetes-map-type": "atomic"}}}})")
                                  .value();
  return schema;
}

Value cleanedMetadata(const Value& metadata) {
  Value::Members kept;
  for (const auto& [key, value] : metadata.members()) {
    const bool empty = value.isNull() || (value.isArray() && value.elements().empty()) ||
                       (value.isObject() && value.members().empty()) || value == Value("");
    if (empty || key == "managedFields" || key == "selfLink") continue;
    kept.push_back({key, value});
  }
  return Value::object(std::move(kept));
}

Value ownable(const Value& object) {
  Value::Members kept;
  for (const auto& [key, value] : object.members()) {
    if (key == "apiVersion" || key == "kind") continue;
    if (key != "metadata") {
      kept.push_back({key, value});
      continue;
    }
    Value::Members metadata;
    for (const auto& [name, field] : value.members())
      if (std::find(kServerFields.begin(), kServerFields.end(), name) == kServerFields.end())
        metadata.push_back({name, field});
    if (!metadata.empty()) kept.push_back({key, Value::object(std::move(metadata))});
  }
  return Value::object(std::move(kept));
}

FieldProblems metadataProblems(const Value& metadata, std::string_view kind) {
  FieldProblems problems;
  const std::string name(metadata["name"].stringOr(""));
  const bool label = kind == "Service" || kind == "Namespace";
  if (name.empty()) {
    problems.push_back({"metadata.name", "Required value: name or generateName is required"});
  } else if (label ? !isDnsLabel(name) : !isDnsSubdomain(name)) {
    problems.push_back({"metadata.name", "Invalid value: " + quoted(name) +
                                             (label ? ": a lowercase RFC 1123 label must consist of"
                                                    : ": a lowercase RFC 1123 subdomain must "
                                                      "consist of") +
                                             " lower case alphanumeric characters, '-' or '.', and "
                                             "must start and end with an alphanumeric character"});
  }
  labelProblems(metadata["labels"], problems);
  annotationProblems(metadata["annotations"], problems);
  ownerProblems(metadata["ownerReferences"], problems);
  for (const Value& finalizer : metadata["finalizers"].elements())
    if (!isQualifiedName(finalizer.stringOr("")))
      problems.push_back(
          {"metadata.finalizers",
           "Invalid value: " + quoted(finalizer.stringOr("")) + ": name part must be non-empty"});
  return problems;
}

FieldProblems metadataChangeProblems(const Value& metadata, const Value& before) {
  FieldProblems problems;
  for (const char* field : {"name", "namespace", "uid", "creationTimestamp"})
    if (metadata[field] != before[field])
      problems.push_back({std::string("metadata.") + field,
                          "Invalid value: " + printJson(metadata[field]) + ": field is immutable"});
  if (before["deletionTimestamp"].isNull()) return problems;
  Value::Elements added;
  const auto& old = before["finalizers"].elements();
  for (const Value& finalizer : metadata["finalizers"].elements())
    if (std::find(old.begin(), old.end(), finalizer) == old.end()) added.push_back(finalizer);
  if (!added.empty())
    problems.push_back({"metadata.finalizers",
                        "Forbidden: no new finalizers can be added if the object is being deleted, "
                        "found new finalizers " +
                            printJson(Value::array(std::move(added)))});
  return problems;
}

bool isDnsLabel(std::string_view name) {
  return !name.empty() && name.size() <= 63 && isLowerOrDigit(name.front()) &&
         isLowerOrDigit(name.back()) && std::all_of(name.begin(), name.end(), [](char c) {
           return isLowerOrDigit(c) || c == '-';
         });
}

bool isDnsSubdomain(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  for (std::size_t from = 0;;) {
    const auto dot = name.find('.', from);
    const std::string_view part = name.substr(from, dot - from);
    // Each part looks like a label, but may be longer than one.
    if (part.empty() || !isLowerOrDigit(part.front()) || !isLowerOrDigit(part.back())) return false;
    if (!std::all_of(part.begin(), part.end(),
                     [](char c) { return isLowerOrDigit(c) || c == '-'; }))
      return false;
    if (dot == std::string_view::npos) return true;
    from = dot + 1;
  }
}

}  // namespace slipway::kube::fake
