#include <algorithm>

#include "kube/types/object.h"

namespace slipway::kube {
namespace {

using Expression = LabelSelector::Expression;

bool matchesOne(const Expression& expression, const Labels& labels) {
  const auto label = labels.find(expression.key);
  const bool present = label != labels.end();
  const auto& values = expression.values;
  const bool among =
      present && std::find(values.begin(), values.end(), label->second) != values.end();
  if (expression.op == "In") return among;
  if (expression.op == "NotIn") return !among;  // also when the label is absent
  if (expression.op == "Exists") return present;
  if (expression.op == "DoesNotExist") return !present;
  return false;  // readLabelSelector() refuses it
}

std::string joined(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

std::string queryPart(const Expression& expression) {
  if (expression.op == "Exists") return expression.key;
  if (expression.op == "DoesNotExist") return "!" + expression.key;
  const std::string op = expression.op == "In" ? " in (" : " notin (";
  return expression.key + op + joined(expression.values) + ")";
}

Expression readExpression(const Reader& reader) {
  Expression expression;
  reader["key"].require();
  expression.key = reader["key"].string();
  expression.op = reader["operator"].string();
  for (const Reader& value : reader["values"].elements())
    expression.values.push_back(value.string());
  const bool wantsValues = expression.op == "In" || expression.op == "NotIn";
  const bool wantsNone = expression.op == "Exists" || expression.op == "DoesNotExist";
  if (!wantsValues && !wantsNone)
    reader["operator"].fail("must be In, NotIn, Exists or DoesNotExist");
  if (wantsValues && expression.values.empty())
    reader["values"].fail("must name at least one value for " + expression.op);
  if (wantsNone && !expression.values.empty())
    reader["values"].fail("must be empty for " + expression.op);
  return expression;
}

}  // namespace

bool LabelSelector::matches(const Labels& labels) const {
  const bool equal = std::all_of(matchLabels.begin(), matchLabels.end(), [&](const auto& wanted) {
    const auto label = labels.find(wanted.first);
    return label != labels.end() && label->second == wanted.second;
  });
  return equal && std::all_of(matchExpressions.begin(), matchExpressions.end(),
                              [&](const auto& e) { return matchesOne(e, labels); });
}

std::string LabelSelector::queryText() const {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ",") + part; };
  for (const auto& label : matchLabels) add(kube::text(label));
  std::vector<std::string> parts;
  parts.reserve(matchExpressions.size());
  for (const auto& expression : matchExpressions) parts.push_back(queryPart(expression));
  std::sort(parts.begin(), parts.end());
  for (const auto& part : parts) add(part);
  return text;
}

LabelSelector readLabelSelector(const Reader& object) {
  LabelSelector selector;
  selector.matchLabels = readLabels(object["matchLabels"]);
  for (const Reader& expression : object["matchExpressions"].elements())
    selector.matchExpressions.push_back(readExpression(expression));
  return selector;
}

Value labelSelectorValue(const LabelSelector& selector) {
  Value value = Value::object();
  if (!selector.matchLabels.empty())
    value = value.with("matchLabels", labelsValue(selector.matchLabels));
  Value::Elements expressions;
  for (const auto& expression : selector.matchExpressions) {
    Value::Elements values(expression.values.begin(), expression.values.end());
    Value one = Value::object({{"key", expression.key}, {"operator", expression.op}});
    if (!values.empty()) one = one.with("values", Value::array(std::move(values)));
    expressions.push_back(std::move(one));
  }
  if (!expressions.empty())
    value = value.with("matchExpressions", Value::array(std::move(expressions)));
  return value;
}

}  // namespace slipway::kube
