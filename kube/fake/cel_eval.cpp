#include <limits>

#include "kube/fake/cel.h"
#include "kube/fake/cel_ast.h"

namespace slipway::kube::fake::cel {
namespace {

using Result = Expected<Value, std::string>;

// Variables, innermost first.
struct Scope {
  std::string_view name;
  const Value* value;
  const Scope* outer;
};

Result evaluate(const Expr& e, const Scope* scope);

Unexpected<std::string> fail(std::string message) {
  return Unexpected<std::string>{std::move(message)};
}

Result identifier(const Expr& e, const Scope* scope) {
  for (; scope; scope = scope->outer)
    if (scope->name == e.name) return *scope->value;
  static const std::vector<std::string_view> types = {"int",  "string", "bool",     "double",
                                                      "list", "map",    "null_type"};
  for (std::string_view type : types)
    if (type == e.name) return typeValue(type);
  return fail("undeclared reference to '" + e.name + "'");
}

Result index(const Value& base, const Value& key) {
  if (base.isArray()) {
    const auto i = key.asInt();
    if (!i || *i < 0 || static_cast<std::size_t>(*i) >= base.elements().size())
      return fail("index out of bounds");
    return base.at(static_cast<std::size_t>(*i));
  }
  if (!base.isObject()) return fail("no such overload");
  const Value* member = key.isString() ? base.find(*key.asString()) : nullptr;
  if (!member) return fail("no such key: " + std::string(key.stringOr("?")));
  return *member;
}

// One side's error does not matter when the other side decides.
Result logical(const Expr& e, const Scope* scope) {
  const bool decisive = e.name == "||";
  Result left = evaluate(*e.args[0], scope);
  if (left.ok() && left->asBool() == decisive) return Value(decisive);
  Result right = evaluate(*e.args[1], scope);
  if (right.ok() && right->asBool() == decisive) return Value(decisive);
  if (!left.ok()) return left;
  if (!right.ok()) return right;
  if (!left->asBool() || !right->asBool()) return fail("no such overload");
  return Value(!decisive);
}

Result arithmeticInt(const std::string& op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool overflow = false;
  if (op == "+") {
    overflow = __builtin_add_overflow(a, b, &result);
  } else if (op == "-") {
    overflow = __builtin_sub_overflow(a, b, &result);
  } else if (op == "*") {
    overflow = __builtin_mul_overflow(a, b, &result);
  } else {
    if (b == 0) return fail(op == "/" ? "division by zero" : "modulus by zero");
    overflow = a == std::numeric_limits<std::int64_t>::min() && b == -1;
    if (!overflow) result = op == "/" ? a / b : a % b;
  }
  if (overflow) return fail("integer overflow");
  return Value(result);
}

Result arithmetic(const std::string& op, const Value& a, const Value& b) {
  if (a.asInt() && b.asInt()) return arithmeticInt(op, *a.asInt(), *b.asInt());
  if (op == "+" && a.isString() && b.isString())
    return Value(std::string(*a.asString()) + std::string(*b.asString()));
  if (op == "+" && a.isArray() && b.isArray()) {
    Value::Elements all = a.elements();
    all.insert(all.end(), b.elements().begin(), b.elements().end());
    return Value::array(std::move(all));
  }
  return fail("no such overload");
}

bool contains(const Value& list, const Value& wanted) {
  for (const Value& element : list.elements())
    if (equalValues(element, wanted)) return true;
  return false;
}

Result binary(const Expr& e, const Scope* scope) {
  if (e.name == "&&" || e.name == "||") return logical(e, scope);
  Result left = evaluate(*e.args[0], scope);
  if (!left.ok()) return left;
  Result right = evaluate(*e.args[1], scope);
  if (!right.ok()) return right;
  if (e.name == "==") return Value(equalValues(*left, *right));
  if (e.name == "!=") return Value(!equalValues(*left, *right));
  if (e.name == "in") {
    if (right->isArray()) return Value(contains(*right, *left));
    if (right->isObject()) return Value(left->isString() && right->find(*left->asString()));
    return fail("no such overload");
  }
  if (e.name[0] != '<' && e.name[0] != '>') return arithmetic(e.name, *left, *right);
  const auto order = compareValues(*left, *right);
  if (!order.ok()) return fail(order.error());
  if (e.name == "<") return Value(*order < 0);
  if (e.name == "<=") return Value(*order <= 0);
  if (e.name == ">") return Value(*order > 0);
  return Value(*order >= 0);
}

Result unary(const Expr& e, const Scope* scope) {
  Result inner = evaluate(*e.args[0], scope);
  if (!inner.ok()) return inner;
  if (e.name == "!") {
    if (!inner->asBool()) return fail("no such overload");
    return Value(!*inner->asBool());
  }
  if (inner->asInt()) return arithmeticInt("-", 0, *inner->asInt());
  if (inner->kind() != Value::Kind::Number) return fail("no such overload");
  const std::string text(inner->numberText());
  return Value::number(text[0] == '-' ? text.substr(1) : "-" + text);
}

// The elements of a list, or the keys of a map.
Expected<Value::Elements, std::string> rangeOf(const Value& value) {
  if (value.isArray()) return value.elements();
  if (!value.isObject()) return fail("no such overload");
  Value::Elements keys;
  for (const auto& member : value.members()) keys.emplace_back(member.key);
  return keys;
}

// all / exists: an error counts only when no element decides.
Result quantifier(const Expr& e, const Value::Elements& range, const Scope* scope) {
  const bool decisive = e.name == "exists";
  std::optional<std::string> error;
  for (const Value& element : range) {
    const Scope inner{e.variable, &element, scope};
    Result verdict = evaluate(*e.args[1], &inner);
    if (!verdict.ok() || !verdict->asBool()) {
      error = verdict.ok() ? "no such overload" : verdict.error();
    } else if (verdict->asBool() == decisive) {
      return Value(decisive);
    }
  }
  if (error) return fail(*error);
  return Value(!decisive);
}

Result macro(const Expr& e, const Scope* scope) {
  Result base = evaluate(*e.args[0], scope);
  if (!base.ok()) return base;
  auto range = rangeOf(*base);
  if (!range.ok()) return fail(range.error());
  if (e.name == "all" || e.name == "exists") return quantifier(e, *range, scope);
  const bool maps = e.name == "map";
  const Expr* predicate = maps && e.args.size() == 2 ? nullptr : e.args[1].get();
  Value::Elements kept;
  for (const Value& element : *range) {
    const Scope inner{e.variable, &element, scope};
    if (predicate) {
      Result verdict = evaluate(*predicate, &inner);
      if (!verdict.ok()) return verdict;
      if (!verdict->asBool()) return fail("no such overload");
      if (!*verdict->asBool()) continue;
    }
    if (!maps) {
      kept.push_back(element);
      continue;
    }
    Result mapped = evaluate(*e.args.back(), &inner);
    if (!mapped.ok()) return mapped;
    kept.push_back(std::move(*mapped));
  }
  if (e.name == "exists_one") return Value(kept.size() == 1);
  return Value::array(std::move(kept));
}

Expected<std::vector<Value>, std::string> evaluateAll(const Expr& e, const Scope* scope) {
  std::vector<Value> values;
  for (const auto& arg : e.args) {
    Result value = evaluate(*arg, scope);
    if (!value.ok()) return fail(value.error());
    values.push_back(std::move(*value));
  }
  return values;
}

Result composite(const Expr& e, const Scope* scope) {
  auto values = evaluateAll(e, scope);
  if (!values.ok()) return fail(values.error());
  if (e.kind == Expr::Kind::Call) return callFunction(e, *values);
  if (e.kind == Expr::Kind::List) return Value::array(std::move(*values));
  if (e.kind == Expr::Kind::Index) return index((*values)[0], (*values)[1]);
  Value::Members members;
  for (std::size_t i = 0; i + 1 < values->size(); i += 2) {
    if (!(*values)[i].isString()) return fail("only strings are supported as keys");
    members.push_back({std::string(*(*values)[i].asString()), (*values)[i + 1]});
  }
  return Value::object(std::move(members));
}

Result select(const Expr& e, const Scope* scope) {
  Result base = evaluate(*e.args[0], scope);
  if (!base.ok()) return base;
  if (!base->isObject()) return fail("no such overload");
  const Value* member = base->find(e.name);
  // A null is as good as absent here: Kubernetes drops nulls of fields that are not nullable.
  if (e.kind == Expr::Kind::Has) return Value(member != nullptr && !member->isNull());
  if (!member) return fail("no such key: " + e.name);
  return *member;
}

Result evaluate(const Expr& e, const Scope* scope) {
  switch (e.kind) {
    case Expr::Kind::Literal:
      return e.literal;
    case Expr::Kind::Identifier:
      return identifier(e, scope);
    case Expr::Kind::Select:
    case Expr::Kind::Has:
      return select(e, scope);
    case Expr::Kind::Macro:
      return macro(e, scope);
    case Expr::Kind::Unary:
      return unary(e, scope);
    case Expr::Kind::Binary:
      return binary(e, scope);
    case Expr::Kind::Ternary: {
      Result condition = evaluate(*e.args[0], scope);
      if (!condition.ok()) return condition;
      if (!condition->asBool()) return fail("no such overload");
      return evaluate(*e.args[*condition->asBool() ? 1 : 2], scope);
    }
    case Expr::Kind::Call:
    case Expr::Kind::List:
    case Expr::Kind::Map:
    case Expr::Kind::Index:
      return composite(e, scope);
  }
  return fail("unreachable");
}

bool mentions(const Expr& e, std::string_view identifier) {
  if (e.kind == Expr::Kind::Identifier && e.name == identifier) return true;
  for (const auto& arg : e.args)
    if (mentions(*arg, identifier)) return true;
  return false;
}

class Compiled final : public Program {
 public:
  explicit Compiled(ExprPtr root)
      : root_(std::move(root)), usesOldSelf_(mentions(*root_, "oldSelf")) {}
  bool usesOldSelf() const override { return usesOldSelf_; }
  Expected<Value, std::string> evaluate(const Value& self, const Value* oldSelf) const override {
    const Scope outer{"self", &self, nullptr};
    if (!oldSelf) return cel::evaluate(*root_, &outer);
    const Scope inner{"oldSelf", oldSelf, &outer};
    return cel::evaluate(*root_, &inner);
  }

 private:
  ExprPtr root_;
  bool usesOldSelf_;
};

}  // namespace

Expected<ProgramPtr, CompileError> compile(std::string_view rule, const Schema* self) {
  auto parsed = parseExpression(rule);
  if (!parsed.ok()) return Unexpected{parsed.error()};
  if (auto problem = checkFields(**parsed, self)) return Unexpected{*problem};
  return ProgramPtr(std::make_shared<Compiled>(*parsed));
}

}  // namespace slipway::kube::fake::cel
