#include <algorithm>
#include <numeric>

#include "base/numbers.h"
#include "base/value_detail.h"

namespace slipway::detail {

namespace {

using Pair = std::pair<const Value*, const Value*>;

std::vector<std::size_t> sortedByKey(const Value::Members& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::size_t i) -> const std::string& { return members[i].key; });
  return order;
}

// Pairs the values of equal keys; false when the keys differ.
bool pairMembers(const Value::Members& a, const Value::Members& b, std::vector<Pair>& pending) {
  if (a.size() != b.size()) return false;
  if (std::ranges::equal(a, b, {}, &Value::Member::key, &Value::Member::key)) {
    for (std::size_t i = 0; i < a.size(); ++i) pending.emplace_back(&a[i].value, &b[i].value);
    return true;
  }
  const auto orderA = sortedByKey(a);
  const auto orderB = sortedByKey(b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[orderA[i]].key != b[orderB[i]].key) return false;
    pending.emplace_back(&a[orderA[i]].value, &b[orderB[i]].value);
  }
  return true;
}

bool pairElements(const Value::Elements& a, const Value::Elements& b, std::vector<Pair>& pending) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) pending.emplace_back(&a[i], &b[i]);
  return true;
}

bool isNumber(const Value& value) {
  return value.kind() == Value::Kind::Int || value.kind() == Value::Kind::Number;
}

// Compares the nodes themselves and leaves their children in `pending`.
bool equalNodes(const Value& a, const Value& b, Numbers numbers, std::vector<Pair>& pending) {
  if (numbers == Numbers::ByValue && isNumber(a) && isNumber(b)) {
    return canonicalNumber(a.numberText()) == canonicalNumber(b.numberText());
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::Null:
      return true;
    case Value::Kind::Bool:
      return a.asBool() == b.asBool();
    case Value::Kind::Int:
    case Value::Kind::Number:
      return a.numberText() == b.numberText();
    case Value::Kind::String:
      return a.asString() == b.asString();
    case Value::Kind::Array:
      return &a.elements() == &b.elements() || pairElements(a.elements(), b.elements(), pending);
    case Value::Kind::Object:
      return &a.members() == &b.members() || pairMembers(a.members(), b.members(), pending);
  }
  return false;
}

}  // namespace

std::optional<std::size_t> findDuplicate(const Value::Members& members) {
  if (members.size() <= 8) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].key == members[j].key) return i;
      }
    }
    return std::nullopt;
  }
  const auto order = sortedByKey(members);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (members[order[i]].key == members[order[i - 1]].key) return order[i];
  }
  return std::nullopt;
}

bool equal(const Value& a, const Value& b, Numbers numbers) {
  std::vector<Pair> pending{{&a, &b}};
  while (!pending.empty()) {
    const auto [x, y] = pending.back();
    pending.pop_back();
    if (!equalNodes(*x, *y, numbers, pending)) return false;
  }
  return true;
}

}  // namespace slipway::detail
