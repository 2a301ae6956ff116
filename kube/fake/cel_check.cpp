#include <map>

#include "kube/fake/cel_ast.h"
#include "kube/fake/schema.h"

namespace slipway::kube::fake::cel {
namespace {

// Walks an expression with the schema of each part, where it is known (nullptr: anything).
class Checker {
 public:
  explicit Checker(const Schema* self) {
    variables_["self"] = self;
    variables_["oldSelf"] = self;
    for (const char* type : {"int", "string", "bool", "double", "list", "map", "null_type"})
      variables_[type] = nullptr;
  }

  const Schema* check(const Expr& e) {
    switch (e.kind) {
      case Expr::Kind::Identifier:
        return variable(e);
      case Expr::Kind::Has:
        field(check(*e.args[0]), e);
        return nullptr;
      case Expr::Kind::Select:
        return field(check(*e.args[0]), e);
      case Expr::Kind::Index: {
        const Schema* base = check(*e.args[0]);
        check(*e.args[1]);
        return elementOf(base);
      }
      case Expr::Kind::Macro:
        return macro(e);
      case Expr::Kind::Ternary: {
        check(*e.args[0]);
        const Schema* yes = check(*e.args[1]);
        const Schema* no = check(*e.args[2]);
        return yes == no ? yes : nullptr;
      }
      default:
        break;
    }
    for (const auto& arg : e.args) check(*arg);
    return nullptr;
  }

  std::optional<std::string> problem;

 private:
  const Schema* variable(const Expr& e) {
    const auto it = variables_.find(e.name);
    if (it == variables_.end()) {
      report(e, "undeclared reference to '" + e.name + "'");
      return nullptr;
    }
    return it->second;
  }

  static const Schema* elementOf(const Schema* base) {
    if (!base) return nullptr;
    return base->items ? base->items.get() : base->additional.get();
  }

  const Schema* field(const Schema* base, const Expr& e) {
    if (!base || base->type.empty()) return nullptr;
    if (base->type != "object") {
      report(e, "type '" + base->type + "' does not support field selection");
      return nullptr;
    }
    if (base->embedded && (e.name == "metadata" || e.name == "kind" || e.name == "apiVersion"))
      return nullptr;
    const Schema* member = base->member(e.name);
    // Undeclared fields can't be named, not even where they are preserved.
    if (!member) report(e, "undefined field '" + e.name + "'");
    return member;
  }

  const Schema* macro(const Expr& e) {
    const Schema* base = check(*e.args[0]);
    // Over a map the variable is a key.
    const Schema* element = base && base->items ? base->items.get() : nullptr;
    const auto shadowed = variables_.find(e.variable);
    const bool had = shadowed != variables_.end();
    const Schema* outer = had ? shadowed->second : nullptr;
    variables_[e.variable] = element;
    for (std::size_t i = 1; i < e.args.size(); ++i) check(*e.args[i]);
    if (had) {
      variables_[e.variable] = outer;
    } else {
      variables_.erase(e.variable);
    }
    return e.name == "filter" ? base : nullptr;
  }

  void report(const Expr& e, const std::string& what) {
    if (!problem) problem = what + " at " + std::to_string(e.position);
  }

  std::map<std::string, const Schema*, std::less<>> variables_;
};

}  // namespace

std::optional<std::string> checkFields(const Expr& expression, const Schema* self) {
  Checker checker(self);
  checker.check(expression);
  return checker.problem;
}

}  // namespace slipway::kube::fake::cel
