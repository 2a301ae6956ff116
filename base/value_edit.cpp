#include <algorithm>
#include <charconv>

#include "base/value_detail.h"

namespace slipway {

namespace detail {

namespace {

// One unescaped segment; nullopt on a '~' that is neither "~0" nor "~1".
std::optional<std::string> unescape(std::string_view segment) {
  std::string out;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '~') {
      out += segment[i];
      continue;
    }
    if (++i == segment.size() || (segment[i] != '0' && segment[i] != '1')) return std::nullopt;
    out += segment[i] == '0' ? '~' : '/';
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::string>> pointerSegments(std::string_view pointer) {
  std::vector<std::string> segments;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return std::nullopt;
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    auto segment = unescape(pointer.substr(0, end));
    if (!segment) return std::nullopt;
    segments.push_back(std::move(*segment));
    pointer.remove_prefix(end);
  }
  return segments;
}

std::optional<std::size_t> arrayIndex(std::string_view segment) {
  if (segment.empty() || (segment.size() > 1 && segment.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const char* last = segment.data() + segment.size();
  auto [end, error] = std::from_chars(segment.data(), last, index);
  if (error != std::errc{} || end != last) return std::nullopt;
  return index;
}

const Value* child(const Value& parent, std::string_view segment) {
  if (!parent.isArray()) return parent.find(segment);
  const auto index = arrayIndex(segment);
  if (!index || *index >= parent.elements().size()) return nullptr;
  return &parent.elements()[*index];
}

}  // namespace detail

namespace {

using Segments = std::vector<std::string>;

// The values from the root down to the parent of the last segment. Shorter when one is missing.
std::vector<const Value*> parents(const Value& root, const Segments& segments) {
  std::vector<const Value*> chain{&root};
  for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
    const Value* next = detail::child(*chain.back(), segments[i]);
    if (next == nullptr || next->isNull()) break;
    chain.push_back(next);
  }
  return chain;
}

// A copy of `parent` with that child; nullopt when there can be none.
std::optional<Value> withChild(const Value& parent, const std::string& segment, Value value) {
  if (parent.isObject() || parent.isNull()) return parent.with(segment, std::move(value));
  if (!parent.isArray()) return std::nullopt;
  Value::Elements elements = parent.elements();
  if (segment == "-") {
    elements.push_back(std::move(value));
    return Value::array(std::move(elements));
  }
  const auto index = detail::arrayIndex(segment);
  if (!index || *index >= elements.size()) return std::nullopt;
  elements[*index] = std::move(value);
  return Value::array(std::move(elements));
}

// Puts `value` in place of the child at chain.size() - 1 and rebuilds everything above it.
std::optional<Value> rebuild(const std::vector<const Value*>& chain, const Segments& segments,
                             Value value) {
  for (std::size_t i = chain.size(); i-- > 0;) {
    auto next = withChild(*chain[i], segments[i], std::move(value));
    if (!next) return std::nullopt;
    value = std::move(*next);
  }
  return value;
}

}  // namespace

const Value* Value::findPointer(std::string_view pointer) const {
  const auto segments = detail::pointerSegments(pointer);
  if (!segments) return nullptr;
  const Value* value = this;
  for (const std::string& segment : *segments) {
    value = detail::child(*value, segment);
    if (value == nullptr) return nullptr;
  }
  return value;
}

Value Value::withPointer(std::string_view pointer, Value value) const {
  const auto segments = detail::pointerSegments(pointer);
  if (!segments) return *this;
  if (segments->empty()) return value;
  const auto chain = parents(*this, *segments);
  // What is missing on the way becomes objects, innermost first.
  for (std::size_t i = segments->size(); i-- > chain.size();) {
    value = Value().with((*segments)[i], std::move(value));
  }
  auto edited = rebuild(chain, *segments, std::move(value));
  return edited ? *edited : *this;
}

Value Value::withoutPointer(std::string_view pointer) const {
  const auto segments = detail::pointerSegments(pointer);
  if (!segments) return *this;
  if (segments->empty()) return {};
  auto chain = parents(*this, *segments);
  if (chain.size() != segments->size()) return *this;
  const Value& parent = *chain.back();
  const std::string& last = segments->back();
  if (detail::child(parent, last) == nullptr) return *this;

  Value shrunk;
  if (parent.isArray()) {
    Elements elements = parent.elements();
    elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(*detail::arrayIndex(last)));
    shrunk = array(std::move(elements));
  } else {
    shrunk = parent.without(last);
  }
  chain.pop_back();
  return chain.empty() ? shrunk : rebuild(chain, *segments, shrunk).value_or(*this);
}

Value Value::with(std::string_view key, Value value) const {
  Members copy = members();
  auto same = std::ranges::find(copy, key, &Member::key);
  if (same == copy.end()) {
    copy.push_back({std::string(key), std::move(value)});
  } else {
    same->value = std::move(value);
  }
  return object(std::move(copy));
}

Value Value::without(std::string_view key) const {
  if (isObject() && find(key) == nullptr) return *this;
  Members copy = members();
  std::erase_if(copy, [&](const Member& member) { return member.key == key; });
  return object(std::move(copy));
}

std::string escapePointer(std::string_view segment) {
  std::string out;
  for (char c : segment) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace slipway
