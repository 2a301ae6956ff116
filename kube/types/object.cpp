#include "kube/types/object.h"

#include <algorithm>

#include "base/text.h"
#include "kube/types/fields.h"

namespace slipway::kube {
namespace {

bool isDecimal(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view withoutLeadingZeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view{} : digits.substr(first);
}

}  // namespace

ObjectMeta readObjectMeta(const Reader& metadata, KeepName keep) {
  ObjectMeta meta;
  meta.ns = metadata["namespace"].string();
  meta.name = metadata["name"].string();
  meta.uid = metadata["uid"].string();
  meta.resourceVersion = metadata["resourceVersion"].string();
  meta.generation = metadata["generation"].integer();
  meta.creationTimestamp = readTime(metadata["creationTimestamp"]);
  meta.deletionTimestamp = readTime(metadata["deletionTimestamp"]);
  meta.labels = readLabels(metadata["labels"]);
  meta.annotations = readLabels(metadata["annotations"], keep);
  meta.ownerReferences = readOwnerReferences(metadata["ownerReferences"]);
  meta.finalizers = readTexts(metadata["finalizers"]);
  return meta;
}

Value labelsValue(const Labels& labels) {
  Value::Members members;
  members.reserve(labels.size());
  for (const auto& [key, value] : labels) members.push_back({std::string(key), value});
  return Value::object(std::move(members));
}

Labels readLabels(const Reader& object, KeepName keep) {
  std::vector<std::string> texts;  // of each value
  std::vector<Labels::value_type> entries;
  const auto members = object.entries();
  texts.reserve(members.size());
  entries.reserve(members.size());
  for (const auto& [key, reader] : members) {
    if (keep && !keep(key)) continue;
    entries.emplace_back(key, texts.emplace_back(reader.string()));
  }
  return Labels::of(std::move(entries));
}

std::optional<std::strong_ordering> compareVersions(std::string_view a, std::string_view b) {
  if (!isDecimal(a) || !isDecimal(b)) return std::nullopt;
  const auto left = withoutLeadingZeros(a);
  const auto right = withoutLeadingZeros(b);
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left.compare(right) <=> 0;
}

Texts readTexts(const Reader& array) {
  std::vector<std::string> texts;
  for (const Reader& element : array.elements()) texts.push_back(element.string());
  return Texts(texts);
}

std::optional<WallTime> readTime(const Reader& field) {
  if (!field.present()) return std::nullopt;
  const auto text = field.value().asString();
  if (!text) {
    field.fail("must be a time such as 2026-01-02T03:04:05Z");
    return std::nullopt;
  }
  const auto time = parseTime(*text);
  if (!time)
    field.fail("\"" + truncateUtf8(*text, 64) + "\" is not a time such as 2026-01-02T03:04:05Z");
  return time;
}

}  // namespace slipway::kube
