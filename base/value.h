#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/expected.h"

namespace slipway {

// An immutable JSON tree. Copies are cheap (shared nodes); every edit returns a new Value that
// shares what did not change. Members keep the order in which they were given; `==` ignores the
// order of members, as JSON does. Numbers are equal when their texts are: 1.0 is not 1.
//
// Strings and keys are always valid UTF-8: what is not, when given, becomes U+FFFD. Values may be
// copied and read from many threads. Trees of any depth are compared, printed and destroyed
// without recursion.
//
// Numbers are exact: what fits an int64 is Int, everything else keeps its source text (Number).
// Reading with the wrong kind never throws: the asX() functions answer nullopt / empty.
class Value {
 public:
  enum class Kind : std::uint8_t { Null, Bool, Int, Number, String, Array, Object };
  struct Member;
  using Members = std::vector<Member>;
  using Elements = std::vector<Value>;

  Value() noexcept = default;  // null
  Value(const Value& other) noexcept : node_(retain(other.node_)) {}
  Value(Value&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  Value& operator=(Value other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~Value() { release(node_); }
  // NOLINTBEGIN(google-explicit-constructor): literals in builders should read as JSON.
  Value(std::nullptr_t) noexcept {}
  Value(bool b);
  Value(int i);
  Value(std::int64_t i);
  Value(const char* s) : Value(std::string_view(s)) {}
  Value(const std::string& s) : Value(std::string_view(s)) {}
  Value(std::string_view s);
  // NOLINTEND(google-explicit-constructor)
  // A number kept as its JSON text, for example "0.10"; an Int when the text is an integer that
  // fits ("-0" is Int 0). Throws std::invalid_argument when the text is no JSON number or is beyond
  // the range of a double: kube-apiserver refuses those.
  static Value number(std::string text);
  static Value array();  // empty
  static Value array(Elements elements);
  // Members of the same key: the last one wins (parse refuses duplicates instead).
  static Value object();  // empty
  static Value object(Members members);
  static Value object(std::initializer_list<std::pair<std::string_view, Value>> members);

  Kind kind() const;
  bool isNull() const { return kind() == Kind::Null; }
  bool isObject() const { return kind() == Kind::Object; }
  bool isArray() const { return kind() == Kind::Array; }
  bool isString() const { return kind() == Kind::String; }

  std::optional<bool> asBool() const;
  std::optional<std::int64_t> asInt() const;         // Int only; 1.0 is a Number
  std::optional<std::string_view> asString() const;  // lives as long as this node
  std::string_view stringOr(std::string_view fallback) const;
  std::string_view numberText() const;  // Int and Number; else empty
  const Elements& elements() const;     // empty when not an array
  const Members& members() const;       // empty when not an object

  // The member of that key, or null (a shared null Value) when absent or not an object.
  const Value& operator[](std::string_view key) const;
  const Value* find(std::string_view key) const;  // nullptr when absent
  const Value& at(std::size_t index) const;       // null when out of range

  // JSON pointers (RFC 6901). An empty pointer is the whole value.
  const Value* findPointer(std::string_view pointer) const;
  // A copy with the value at `pointer` set; missing objects on the way are created; "-" appends
  // to an array. Setting below a scalar replaces nothing and returns *this unchanged.
  Value withPointer(std::string_view pointer, Value value) const;
  Value withoutPointer(std::string_view pointer) const;
  // A copy with one member of this object set or removed. On a non-object: starts from {}.
  Value with(std::string_view key, Value value) const;
  Value without(std::string_view key) const;

  friend bool operator==(const Value& a, const Value& b);

  // An estimate of the bytes this tree holds on the heap.
  std::size_t footprint() const;

 private:
  struct Node;
  struct Text;
  struct Array;
  struct Object;

  // Adopts one reference.
  explicit Value(const Node* node) noexcept : node_(node) {}
  static Value text(Kind kind, std::string_view s);
  static const Node* retain(const Node* node) noexcept;
  static void release(const Node* node) noexcept;
  static void destroy(const Node* node) noexcept;

  // Reference-counted by itself: half the size of a shared_ptr, and one block per node.
  const Node* node_ = nullptr;  // nullptr: null
};

struct Value::Member {
  std::string key;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

struct ParseError {
  std::string message;     // one line, says what is wrong and where
  std::size_t offset = 0;  // bytes from the start
  friend bool operator==(const ParseError&, const ParseError&) = default;
};

struct ParseOptions {
  int maxDepth = 512;
  std::size_t maxBytes = std::size_t{4} << 20;
  // Drops metadata.managedFields and the kubectl last-applied annotation while parsing, without
  // building them: of the document itself, of each of its `items` (a list) and of its `object`
  // (a watch event). Objects embedded anywhere else, such as pod templates, stay as they are.
  bool skipBookkeeping = false;
};

// Strict JSON (RFC 8259): one value and nothing after it, valid UTF-8, no duplicate keys, no
// byte order mark, no lone surrogates, no numbers beyond the range of a double. The error's message
// names line, column (both from 1, in bytes) and offset.
Expected<Value, ParseError> parseJson(std::string_view text, ParseOptions options = {});

// Compact JSON in member order. Always valid UTF-8: Values never hold anything else.
std::string printJson(const Value& value);
// Indented by two spaces, for people.
std::string printJsonPretty(const Value& value);

// The one text of all equal documents: nulls dropped from objects, keys sorted by bytes, no white
// space, numbers as kube-apiserver prints them back (1.0 -> 1, 1e3 -> 1000): int64 exactly, the
// rest as the shortest text of its double, with an exponent outside 1e-6..1e21. Every zero is 0:
// the server prints -0.0 as -0 and reads that back as 0. Arrays keep nulls.
std::string canonicalJson(const Value& value);

// RFC 6902 JSON patch (add, remove, replace, test, move, copy) and RFC 7386 merge patch. `test`
// compares numbers by value. Stricter than kube-apiserver where that is laxer than the RFC: there,
// `replace` of a missing member adds it, `test` of a missing member for null succeeds, and negative
// indices count from the end; here all three are PathMissing.
struct PatchError {
  enum class Kind { Malformed, PathMissing, TestFailed } kind;
  std::string message;
};
Expected<Value, PatchError> applyJsonPatch(const Value& document, const Value& patch);
Value applyMergePatch(const Value& document, const Value& patch);

// One segment of a JSON pointer, escaped: "a/b" -> "a~1b".
std::string escapePointer(std::string_view segment);

}  // namespace slipway
