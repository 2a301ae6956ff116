#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/value.h"

namespace slipway::kube::fake {
struct Schema;
}

// A small evaluator for the part of the Common Expression Language that this project's schemas
// use. What is outside the subset is refused when a rule is compiled, never misjudged:
//   literals       null true false 1 -1 1.5 "s" 's' r"raw" [a, b] {"k": v}
//   operators      || && ! == != < <= > >= in + - * / % ?: a.b a[b] a["b"]
//   macros         has(a.b)  l.all(x, p)  l.exists(x, p)  l.exists_one(x, p)  l.map(x, e)
//                  l.map(x, p, e)  l.filter(x, p)   (over the keys of a map as well)
//   functions      size int string double bool type dyn, and on strings: size startsWith endsWith
//                  contains matches lowerAscii upperAscii trim split replace substring indexOf;
//                  on lists: size join isSorted sum min max indexOf
//   variables      self, oldSelf
// `&&` and `||` forgive an error on one side where the other side decides, as CEL does.
namespace slipway::kube::fake::cel {

class Program;
using ProgramPtr = std::shared_ptr<const Program>;

// Why a rule cannot be compiled, with the position in the rule.
using CompileError = std::string;

class Program {
 public:
  virtual ~Program() = default;
  virtual bool usesOldSelf() const = 0;
  // The value of the expression, or CEL's kind of error ("no such key: a").
  virtual Expected<Value, std::string> evaluate(const Value& self, const Value* oldSelf) const = 0;
};

// `self`: what the schema says of self, to refuse fields that it doesn't declare (as the real
// server's type check does); nullptr: don't look.
Expected<ProgramPtr, CompileError> compile(std::string_view rule, const Schema* self = nullptr);

}  // namespace slipway::kube::fake::cel
