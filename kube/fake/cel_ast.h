#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/value.h"

namespace re2 {
class RE2;
}

namespace slipway::kube::fake {
struct Schema;
}

namespace slipway::kube::fake::cel {

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

struct Expr {
  enum class Kind : std::uint8_t {
    Literal,
    Identifier,
    Select,   // args[0] . name
    Has,      // has(args[0] . name)
    Index,    // args[0] [ args[1] ]
    Call,     // name(args...); a method's receiver is args[0]
    Macro,    // args[0].name(variable, args[1] [, args[2]])
    List,     // [args...]
    Map,      // {args[0]: args[1], ...}
    Unary,    // name args[0]
    Binary,   // args[0] name args[1]
    Ternary,  // args[0] ? args[1] : args[2]
  };
  Kind kind = Kind::Literal;
  std::string name;
  Value literal;
  std::string variable;
  std::vector<ExprPtr> args;
  std::shared_ptr<const re2::RE2> regex;  // of matches() with a literal pattern
  std::size_t position = 0;
};

Expected<ExprPtr, std::string> parseExpression(std::string_view text);

// Refuses unknown variables and fields that the schema of `self` does not declare.
std::optional<std::string> checkFields(const Expr& expression, const Schema* self);

// Is there such a function, and may it be called with that many arguments (receiver included)?
bool knownFunction(std::string_view name, std::size_t arguments, bool asMethod);
Expected<Value, std::string> callFunction(const Expr& call, const std::vector<Value>& arguments);

// A value that stands for a type, as type(x) answers it.
Value typeValue(std::string_view name);
Value typeOf(const Value& value);

// CEL's order of numbers and strings; the error when the two don't compare.
Expected<int, std::string> compareValues(const Value& a, const Value& b);
bool equalValues(const Value& a, const Value& b);
bool isNumber(const Value& value);

// The names that a rule may not use as fields without escaping.
std::string unescapeField(std::string_view name);

}  // namespace slipway::kube::fake::cel
