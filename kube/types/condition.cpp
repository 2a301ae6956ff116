#include "base/text.h"
#include "kube/types/fields.h"
#include "kube/types/object.h"

namespace slipway::kube {
namespace {

ConditionStatus readStatus(const Reader& field) {
  const std::string status = field.string("Unknown");
  if (status == "True") return ConditionStatus::True;
  if (status == "False") return ConditionStatus::False;
  if (status != "Unknown") field.fail("must be True, False or Unknown");
  return ConditionStatus::Unknown;
}

}  // namespace

std::string_view text(ConditionStatus status) {
  switch (status) {
    case ConditionStatus::True:
      return "True";
    case ConditionStatus::False:
      return "False";
    case ConditionStatus::Unknown:
      break;
  }
  return "Unknown";
}

std::vector<Condition> readConditions(const Reader& array) {
  std::vector<Condition> conditions;
  const auto elements = array.elements();
  conditions.reserve(elements.size());
  for (const Reader& element : elements) {
    Condition condition;
    element["type"].require();
    condition.type = element["type"].string();
    condition.status = readStatus(element["status"]);
    condition.observedGeneration = element["observedGeneration"].integer();
    condition.lastTransitionTime = readTime(element["lastTransitionTime"]).value_or(WallTime{});
    condition.reason = element["reason"].string();
    condition.message = element["message"].string();
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

Value conditionsValue(const std::vector<Condition>& conditions) {
  Value::Elements elements;
  elements.reserve(conditions.size());
  for (const auto& condition : conditions) {
    elements.push_back(
        Value::object({{"type", condition.type},
                       {"status", text(condition.status)},
                       {"observedGeneration", condition.observedGeneration},
                       {"lastTransitionTime", formatTime(condition.lastTransitionTime)},
                       {"reason", condition.reason},
                       {"message", condition.message}}));
  }
  return Value::array(std::move(elements));
}

}  // namespace slipway::kube
