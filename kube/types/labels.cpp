#include "kube/types/labels.h"

#include <algorithm>

namespace slipway::kube {
namespace {

// Seven bits at a time, the lowest first; the highest bit says that more follow.
void putLength(std::string& to, std::size_t length) {
  for (; length >= 0x80; length >>= 7) to.push_back(static_cast<char>(length | 0x80));
  to.push_back(static_cast<char>(length));
}

std::string_view takeText(const char*& at) {
  std::size_t length = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) break;
  }
  const std::string_view text(at, length);
  at += length;
  return text;
}

std::size_t roomFor(std::string_view text) {
  std::size_t room = text.size() + 1;
  for (std::size_t length = text.size(); length >= 0x80; length >>= 7) ++room;
  return room;
}

// Of entries in their order, each name once; without spare room.
std::string packed(const std::vector<Labels::value_type>& entries) {
  std::size_t room = 0;
  for (const auto& [name, value] : entries) room += roomFor(name) + roomFor(value);
  std::string made;
  made.reserve(room);
  for (const auto& [name, value] : entries) {
    putLength(made, name.size());
    made.append(name);
    putLength(made, value.size());
    made.append(value);
  }
  return made;
}

}  // namespace

void Labels::Iterator::read(const char* at) {
  at_ = at;
  entry_ = {};
  if (at_ == end_ || !end_) return;
  entry_.first = takeText(at);
  entry_.second = takeText(at);
}

Labels::Labels(std::initializer_list<value_type> entries)
    : Labels(of(std::vector<value_type>(entries))) {}

Labels Labels::of(std::vector<value_type> entries) {
  const auto byName = [](const auto& a, const auto& b) { return a.first < b.first; };
  std::stable_sort(entries.begin(), entries.end(), byName);
  const auto sameName = [](const auto& a, const auto& b) { return a.first == b.first; };
  entries.erase(std::unique(entries.begin(), entries.end(), sameName), entries.end());
  Labels made;
  made.packed_ = packed(entries);
  return made;
}

std::size_t Labels::size() const {
  return static_cast<std::size_t>(std::distance(begin(), end()));
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
  eraseIf([&](const value_type& entry) { return entry.first == name; });
}

std::string text(const Labels::value_type& entry) {
  return std::string(entry.first).append("=").append(entry.second);
}

}  // namespace slipway::kube
