#include "sim/expectation.h"

#include <algorithm>

namespace slipway::sim {
namespace {

std::optional<std::string> compare(const Value& wanted, const Value& actual,
                                   const std::string& path) {
  if (wanted.isObject()) {
    if (!actual.isObject()) return path + " is " + printJson(actual) + ", not an object";
    for (const auto& [key, value] : wanted.members()) {
      const std::string member = path.empty() ? key : path + "." + key;
      if (auto wrong = compare(value, actual[key], member)) return wrong;
    }
    return std::nullopt;
  }
  if (wanted.isArray()) {
    const auto& have = actual.elements();
    for (const Value& element : wanted.elements()) {
      const bool found = std::any_of(have.begin(), have.end(), [&](const Value& candidate) {
        return !compare(element, candidate, path);
      });
      if (!found) return path + " has no element that contains " + printJson(element);
    }
    return std::nullopt;
  }
  if (wanted == actual) return std::nullopt;
  return path + " is " + printJson(actual) + ", not " + printJson(wanted);
}

std::string subject(const Expectation& e) {
  std::string text = e.resource.kind;
  if (!e.name.empty()) text += " " + (e.ns.empty() ? "" : e.ns + "/") + e.name;
  return text;
}

}  // namespace

std::optional<std::string> mismatch(const Value& wanted, const Value& actual) {
  if (wanted.isNull()) return std::nullopt;
  return compare(wanted, actual, "");
}

std::optional<std::string> judge(const Expectation& expectation,
                                 const std::vector<Value>& objects) {
  std::int64_t matching = 0;
  std::string why = "there is none";
  for (const Value& object : objects) {
    if (!expectation.name.empty() && object["metadata"]["name"].stringOr("") != expectation.name)
      continue;
    if (auto wrong = mismatch(expectation.is, object)) {
      why = std::move(*wrong);
    } else {
      ++matching;
    }
  }
  if (expectation.count) {
    if (matching == *expectation.count) return std::nullopt;
    return subject(expectation) + ": " + std::to_string(matching) + " match, not " +
           std::to_string(*expectation.count);
  }
  if (matching > 0) return std::nullopt;
  return subject(expectation) + ": " + why;
}

}  // namespace slipway::sim
