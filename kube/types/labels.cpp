#include "kube/types/labels.h"

#include <algorithm>

namespace slipway::kube {
Labels::Labels(std::initializer_list<value_type> entries)
    : Labels(of(std::vector<value_type>(entries))) {}

Labels Labels::of(std::vector<value_type> entries) {
  const auto byName = [](const auto& a, const auto& b) { return a.first < b.first; };
  std::stable_sort(entries.begin(), entries.end(), byName);
  const auto sameName = [](const auto& a, const auto& b) { return a.first == b.first; };
  entries.erase(std::unique(entries.begin(), entries.end(), sameName), entries.end());
  std::vector<std::string_view> texts;
  texts.reserve(2 * entries.size());
  for (const auto& [name, value] : entries) texts.insert(texts.end(), {name, value});
  Labels made;
  made.texts_ = Texts(texts);
  return made;
}

Labels::Iterator Labels::find(std::string_view name) const {
  return std::find_if(begin(), end(), [&](const auto& entry) { return entry.first == name; });
}

std::string_view Labels::at(std::string_view name) const {
  const auto found = find(name);
  if (found == end()) throw std::out_of_range("no label " + std::string(name));
  return found->second;
}

std::string_view Labels::valueOr(std::string_view name, std::string_view fallback) const {
  const auto found = find(name);
  return found == end() ? fallback : found->second;
}

void Labels::emplace(std::string_view name, std::string_view value) {
  if (!contains(name)) insert_or_assign(name, value);
}

void Labels::insert_or_assign(std::string_view name, std::string_view value) {
  std::vector<value_type> entries{{name, value}};  // the first counts
  entries.insert(entries.end(), begin(), end());
  *this = of(std::move(entries));
}

void Labels::erase(std::string_view name) {
  std::vector<value_type> kept;
  for (const value_type& entry : *this) {
    if (entry.first != name) kept.push_back(entry);
  }
  *this = of(std::move(kept));
}

std::string text(const Labels::value_type& entry) {
  return std::string(entry.first).append("=").append(entry.second);
}

}  // namespace slipway::kube
