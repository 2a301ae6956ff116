#include "operator/plan/fields.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace slipway::cli {
namespace {

constexpr std::size_t kLongest = 60;

bool areNamed(const Value& list) {
  const auto& elements = list.elements();
  std::set<std::string> names;
  return list.isArray() && !elements.empty() &&
         std::all_of(elements.begin(), elements.end(), [&](const Value& element) {
           const auto name = element["name"].stringOr("");
           return !name.empty() && names.emplace(name).second;
         });
}

const Value& named(const Value& list, std::string_view name) {
  static const Value none;
  const auto& elements = list.elements();
  const auto found = std::find_if(elements.begin(), elements.end(), [&](const Value& element) {
    return element["name"].stringOr("") == name;
  });
  return found == elements.end() ? none : *found;
}

class Comparison {
 public:
  explicit Comparison(std::string_view apart) : apart_(apart) {}

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the objects are
  void compare(const Value& before, const Value& after, const std::string& path) {
    if (before == after || path == apart_) return;
    if (before.isObject() && after.isObject()) {
      for (const auto& [key, value] : before.members()) {
        if (key != kLastApplied) compare(value, after[key], path + "." + key);
      }
      for (const auto& [key, value] : after.members()) {
        if (key != kLastApplied && !before.find(key)) compare({}, value, path + "." + key);
      }
    } else if (areNamed(before) && areNamed(after)) {
      for (const Value& element : before.elements()) {
        const auto name = element["name"].stringOr("");
        compare(element, named(after, name), path + "[" + std::string(name) + "]");
      }
      for (const Value& element : after.elements()) {
        const auto name = element["name"].stringOr("");
        if (named(before, name).isNull()) {
          compare({}, element, path + "[" + std::string(name) + "]");
        }
      }
    } else {
      found_.push_back({path, before, after});
    }
  }
  std::vector<FieldChange> take() { return std::move(found_); }

 private:
  std::string_view apart_;
  std::vector<FieldChange> found_;
};

std::string shown(const Value& value) {
  return truncateUtf8(value.isString() ? std::string(value.stringOr("")) : printJson(value),
                      kLongest);
}

}  // namespace

std::vector<FieldChange> fieldChanges(const Value& before, const Value& after,
                                      std::string_view apart) {
  Comparison comparison(apart);
  comparison.compare(before["spec"], after["spec"], "spec");
  for (const char* part : {"labels", "annotations"}) {
    const auto filled = [](const Value& map) { return map.isNull() ? Value::object() : map; };
    comparison.compare(filled(before["metadata"][part]), filled(after["metadata"][part]),
                       std::string("metadata.") + part);
  }
  return comparison.take();
}

std::string text(const FieldChange& change) {
  if (change.before.isNull()) return change.path + ": " + shown(change.after) + ", new";
  if (change.after.isNull()) return change.path + ": goes, was " + shown(change.before);
  return change.path + ": " + shown(change.before) + " → " + shown(change.after);
}

}  // namespace slipway::cli
