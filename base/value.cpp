#include "base/value.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>

#include "base/numbers.h"
#include "base/text_utf8.h"
#include "base/value_detail.h"

namespace slipway {

struct Value::Node {
  explicit Node(Kind k) : kind(k) {}
  mutable std::atomic<std::uint32_t> refs{1};
  Kind kind;
  bool flag = false;     // the value of a Bool
  bool forever = false;  // shared by everybody, not counted
};

// Int, Number and String: the characters follow the node in the same block.
struct Value::Text : Node {
  Text(Kind k, std::uint32_t n) : Node(k), size(n) {}
  std::uint32_t size;
  char* data() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() const { return {reinterpret_cast<const char*>(this + 1), size}; }
};

struct Value::Array : Node {
  explicit Array(Elements e) : Node(Kind::Array), elements(std::move(e)) {}
  Elements elements;
};

struct Value::Object : Node {
  explicit Object(Members m) : Node(Kind::Object), members(std::move(m)) {}
  Members members;
};

namespace {

// Marks a node that is never freed, so that small common values cost nothing.
template <typename N>
const N* forever(N* node) {
  node->forever = true;
  return node;
}

// What malloc really takes for a block of that size.
std::size_t blockSize(std::size_t bytes) {
  return std::max<std::size_t>(32, (bytes + 8 + 15) / 16 * 16);
}

}  // namespace

const Value::Node* Value::retain(const Node* node) noexcept {
  if (node != nullptr && !node->forever) node->refs.fetch_add(1, std::memory_order_relaxed);
  return node;
}

void Value::release(const Node* node) noexcept {
  if (node == nullptr || node->forever) return;
  if (node->refs.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(node);
}

// Children whose last reference this was join a list instead of the call stack.
void Value::destroy(const Node* root) noexcept {
  std::vector<const Node*> dead;
  const auto drop = [&dead](Value& value) {
    const Node* node = std::exchange(value.node_, nullptr);
    if (node == nullptr || node->forever) return;
    if (node->refs.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (node->kind == Kind::Array || node->kind == Kind::Object) {
      dead.push_back(node);
    } else {
      destroy(node);
    }
  };
  for (const Node* node = root;;) {
    if (node->kind == Kind::Array) {
      auto* array = static_cast<Array*>(const_cast<Node*>(node));
      for (Value& element : array->elements) drop(element);
      delete array;
    } else if (node->kind == Kind::Object) {
      auto* object = static_cast<Object*>(const_cast<Node*>(node));
      for (Member& member : object->members) drop(member.value);
      delete object;
    } else {
      auto* text = static_cast<Text*>(const_cast<Node*>(node));
      text->~Text();
      ::operator delete(text);
    }
    if (dead.empty()) return;
    node = dead.back();
    dead.pop_back();
  }
}

Value Value::text(Kind kind, std::string_view s) {
  if (s.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("a string in a Value holds at most 4 GiB");
  }
  void* block = ::operator new(sizeof(Text) + s.size());
  auto* node = new (block) Text(kind, static_cast<std::uint32_t>(s.size()));
  std::copy(s.begin(), s.end(), node->data());
  return Value(static_cast<const Node*>(node));
}

Value::Value(bool b) {
  static const auto make = [](bool flag) {
    auto* node = new Node(Kind::Bool);
    node->flag = flag;
    return forever(node);
  };
  static const Node* const no = make(false);
  static const Node* const yes = make(true);
  node_ = b ? yes : no;
}

Value::Value(int i) : Value(static_cast<std::int64_t>(i)) {}

Value::Value(std::int64_t i) {
  std::array<char, 24> digits{};
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), i).ptr;
  *this = text(Kind::Int, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

Value::Value(std::string_view s) {
  *this = isValidUtf8(s) ? text(Kind::String, s) : text(Kind::String, repairUtf8(s));
}

Value Value::number(std::string text) {
  if (!isJsonNumber(text)) throw std::invalid_argument("not a JSON number: " + text);
  std::int64_t integer = 0;
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, integer);
  if (error == std::errc{} && end == last) return integer;
  if (!parseDouble(text)) throw std::invalid_argument("beyond the range of a double: " + text);
  return Value::text(Kind::Number, text);
}

Value Value::array() {
  return array(Elements{});
}

Value Value::object() {
  return object(Members{});
}

Value Value::array(Elements elements) {
  static const Node* const empty = forever(new Array({}));
  if (elements.empty()) return Value(empty);
  elements.shrink_to_fit();
  return Value(static_cast<const Node*>(new Array(std::move(elements))));
}

Value Value::object(Members members) {
  static const Node* const empty = forever(new Object({}));
  if (members.empty()) return Value(empty);
  for (Member& member : members) {
    if (!isValidUtf8(member.key)) member.key = repairUtf8(member.key);
  }
  if (detail::findDuplicate(members)) {
    Members unique;
    for (Member& member : members) {
      auto same = std::ranges::find(unique, member.key, &Member::key);
      if (same == unique.end()) {
        unique.push_back(std::move(member));
      } else {
        same->value = std::move(member.value);
      }
    }
    members = std::move(unique);
  }
  members.shrink_to_fit();
  return Value(static_cast<const Node*>(new Object(std::move(members))));
}

Value Value::object(std::initializer_list<std::pair<std::string_view, Value>> members) {
  Members list;
  list.reserve(members.size());
  for (const auto& [key, value] : members) list.push_back({std::string(key), value});
  return object(std::move(list));
}

Value::Kind Value::kind() const {
  return node_ == nullptr ? Kind::Null : node_->kind;
}

std::optional<bool> Value::asBool() const {
  if (kind() != Kind::Bool) return std::nullopt;
  return node_->flag;
}

std::optional<std::int64_t> Value::asInt() const {
  if (kind() != Kind::Int) return std::nullopt;
  const std::string_view digits = static_cast<const Text*>(node_)->view();
  std::int64_t integer = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), integer);
  return integer;
}

std::optional<std::string_view> Value::asString() const {
  if (kind() != Kind::String) return std::nullopt;
  return static_cast<const Text*>(node_)->view();
}

std::string_view Value::stringOr(std::string_view fallback) const {
  return asString().value_or(fallback);
}

std::string_view Value::numberText() const {
  if (kind() != Kind::Int && kind() != Kind::Number) return {};
  return static_cast<const Text*>(node_)->view();
}

const Value::Elements& Value::elements() const {
  static const auto* const empty = new Elements;
  return isArray() ? static_cast<const Array*>(node_)->elements : *empty;
}

const Value::Members& Value::members() const {
  static const auto* const empty = new Members;
  return isObject() ? static_cast<const Object*>(node_)->members : *empty;
}

const Value* Value::find(std::string_view key) const {
  for (const Member& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const Value& Value::operator[](std::string_view key) const {
  static const Value null;
  const Value* found = find(key);
  return found == nullptr ? null : *found;
}

const Value& Value::at(std::size_t index) const {
  static const Value null;
  return index < elements().size() ? elements()[index] : null;
}

std::size_t Value::footprint() const {
  std::size_t bytes = 0;
  std::vector<const Value*> pending{this};
  while (!pending.empty()) {
    const Value& value = *pending.back();
    pending.pop_back();
    if (value.node_ == nullptr || value.node_->forever) continue;
    if (value.isArray()) {
      bytes += blockSize(sizeof(Array)) + blockSize(value.elements().size() * sizeof(Value));
      for (const Value& element : value.elements()) pending.push_back(&element);
    } else if (value.isObject()) {
      bytes += blockSize(sizeof(Object)) + blockSize(value.members().size() * sizeof(Member));
      for (const Member& member : value.members()) {
        // Keys of up to 15 bytes live inside the member.
        if (member.key.capacity() > 15) bytes += blockSize(member.key.capacity() + 1);
        pending.push_back(&member.value);
      }
    } else {
      bytes += blockSize(sizeof(Text) + static_cast<const Text*>(value.node_)->size);
    }
  }
  return bytes;
}

bool operator==(const Value& a, const Value& b) {
  return a.node_ == b.node_ || detail::equal(a, b, detail::Numbers::ByText);
}

}  // namespace slipway
