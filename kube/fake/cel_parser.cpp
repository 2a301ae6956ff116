#include <array>
#include <charconv>
#include <re2/re2.h>
#include <set>

#include "kube/fake/cel_ast.h"
#include "kube/fake/cel_lexer.h"

namespace slipway::kube::fake::cel {
namespace {

constexpr int kMaxDepth = 64;

// What is wrong, where; caught in parseExpression and nowhere else.
struct Refusal {
  std::string message;
  std::size_t position;
};

bool isMacro(std::string_view name) {
  static const std::set<std::string_view> macros = {"all", "exists", "exists_one", "filter", "map"};
  return macros.contains(name);
}

// Recursive descent; one function per level of precedence.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  ExprPtr run() {
    ExprPtr whole = ternary();
    if (current().kind != Token::Kind::End) refuse("unexpected \"" + current().text + "\"");
    return whole;
  }

 private:
  const Token& current() const { return tokens_[at_]; }
  [[noreturn]] void refuse(const std::string& message) const {
    throw Refusal{message, current().position};
  }
  bool isOperator(std::string_view text) const {
    return current().kind == Token::Kind::Operator && current().text == text;
  }
  bool accept(std::string_view text) {
    if (!isOperator(text)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text)) refuse("expected \"" + std::string(text) + "\"");
  }
  Token take() { return tokens_[at_++]; }

  static std::shared_ptr<Expr> make(Expr::Kind kind, std::string name, std::vector<ExprPtr> args,
                                    std::size_t position) {
    auto expression = std::make_shared<Expr>();
    expression->kind = kind;
    expression->name = std::move(name);
    expression->args = std::move(args);
    expression->position = position;
    return expression;
  }
  ExprPtr literal(Value value) const {
    auto expression = make(Expr::Kind::Literal, "", {}, current().position);
    expression->literal = std::move(value);
    return expression;
  }

  ExprPtr ternary() {
    if (++depth_ > kMaxDepth) refuse("nested too deeply");
    const std::size_t position = current().position;
    ExprPtr condition = binary(0);
    if (accept("?")) {
      ExprPtr yes = ternary();
      expect(":");
      condition = make(Expr::Kind::Ternary, "?:", {condition, yes, ternary()}, position);
    }
    --depth_;
    return condition;
  }

  static bool bindsAt(const Token& token, std::size_t level) {
    static const std::array<std::set<std::string_view>, 5> levels = {{
        {"||"},
        {"&&"},
        {"==", "!=", "<", "<=", ">", ">=", "in"},
        {"+", "-"},
        {"*", "/", "%"},
    }};
    const bool word = token.kind == Token::Kind::Identifier && token.text == "in";
    return (word || token.kind == Token::Kind::Operator) && levels[level].contains(token.text);
  }

  ExprPtr binary(std::size_t level) {
    if (level == 5) return unary();
    ExprPtr left = binary(level + 1);
    while (bindsAt(current(), level)) {
      const Token op = take();
      left = make(Expr::Kind::Binary, op.text, {left, binary(level + 1)}, op.position);
    }
    return left;
  }

  ExprPtr unary() {
    if (isOperator("!") || isOperator("-")) {
      if (++depth_ > kMaxDepth) refuse("nested too deeply");
      const Token op = take();
      ExprPtr inner = make(Expr::Kind::Unary, op.text, {unary()}, op.position);
      --depth_;
      return inner;
    }
    return postfix(primary());
  }

  ExprPtr postfix(ExprPtr base) {
    for (;;) {
      if (accept(".")) {
        base = member(base);
      } else if (isOperator("[")) {
        const std::size_t position = take().position;
        ExprPtr index = ternary();
        expect("]");
        base = make(Expr::Kind::Index, "", {base, index}, position);
      } else {
        return base;
      }
    }
  }

  ExprPtr member(const ExprPtr& base) {
    if (current().kind != Token::Kind::Identifier) refuse("expected a field name");
    const Token name = take();
    if (!isOperator("("))
      return make(Expr::Kind::Select, unescapeField(name.text), {base}, name.position);
    if (isMacro(name.text)) return macro(base, name);
    std::vector<ExprPtr> args = arguments();
    args.insert(args.begin(), base);
    return call(name, std::move(args), true);
  }

  std::vector<ExprPtr> arguments() {
    expect("(");
    std::vector<ExprPtr> args;
    if (accept(")")) return args;
    do {
      args.push_back(ternary());
    } while (accept(","));
    expect(")");
    return args;
  }

  ExprPtr macro(const ExprPtr& base, const Token& name) {
    expect("(");
    if (current().kind != Token::Kind::Identifier) refuse("expected a variable name");
    const std::string variable = take().text;
    expect(",");
    std::vector<ExprPtr> args = {base, ternary()};
    if (name.text == "map" && accept(",")) args.push_back(ternary());
    expect(")");
    auto expression = make(Expr::Kind::Macro, name.text, std::move(args), name.position);
    expression->variable = variable;
    return expression;
  }

  ExprPtr call(const Token& name, std::vector<ExprPtr> args, bool asMethod) {
    if (!knownFunction(name.text, args.size(), asMethod))
      throw Refusal{"the function " + name.text + " with " + std::to_string(args.size()) +
                        " operand(s) is outside the supported subset",
                    name.position};
    auto expression = make(Expr::Kind::Call, name.text, std::move(args), name.position);
    if (name.text == "matches" && expression->args[1]->kind == Expr::Kind::Literal)
      expression->regex = compilePattern(*expression->args[1], name.position);
    return expression;
  }

  static std::shared_ptr<const re2::RE2> compilePattern(const Expr& pattern, std::size_t position) {
    auto compiled = std::make_shared<const re2::RE2>(pattern.literal.stringOr(""), re2::RE2::Quiet);
    if (!compiled->ok())
      throw Refusal{"this pattern is not understood: " + compiled->error(), position};
    return compiled;
  }

  ExprPtr primary() {
    const Token token = current();
    switch (token.kind) {
      case Token::Kind::Int:
        return integer();
      case Token::Kind::Double:
        ++at_;
        return literal(Value::number(token.text));
      case Token::Kind::String:
        ++at_;
        return literal(Value(token.text));
      case Token::Kind::Identifier:
        return word();
      case Token::Kind::Operator:
        break;
      case Token::Kind::End:
        refuse("unexpected end");
    }
    if (accept("(")) {
      ExprPtr inner = ternary();
      expect(")");
      return inner;
    }
    if (isOperator("[")) return list();
    if (isOperator("{")) return map();
    refuse("unexpected \"" + token.text + "\"");
  }

  ExprPtr integer() {
    const Token token = take();
    std::int64_t number = 0;
    const char* end = token.text.data() + token.text.size();
    if (std::from_chars(token.text.data(), end, number).ptr != end)
      throw Refusal{"the number is too large", token.position};
    return literal(Value(number));
  }

  ExprPtr word() {
    const Token token = take();
    if (token.text == "true") return literal(Value(true));
    if (token.text == "false") return literal(Value(false));
    if (token.text == "null") return literal(Value());
    if (!isOperator("(")) return make(Expr::Kind::Identifier, token.text, {}, token.position);
    std::vector<ExprPtr> args = arguments();
    if (token.text != "has") return call(token, std::move(args), false);
    if (args.size() != 1 || args[0]->kind != Expr::Kind::Select)
      throw Refusal{"has() takes a field selection", token.position};
    return make(Expr::Kind::Has, args[0]->name, {args[0]->args[0]}, token.position);
  }

  ExprPtr list() {
    const std::size_t position = take().position;
    std::vector<ExprPtr> elements;
    while (!isOperator("]")) {
      elements.push_back(ternary());
      if (!accept(",")) break;
    }
    expect("]");
    return make(Expr::Kind::List, "", std::move(elements), position);
  }

  ExprPtr map() {
    const std::size_t position = take().position;
    std::vector<ExprPtr> entries;
    while (!isOperator("}")) {
      entries.push_back(ternary());
      expect(":");
      entries.push_back(ternary());
      if (!accept(",")) break;
    }
    expect("}");
    return make(Expr::Kind::Map, "", std::move(entries), position);
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expected<ExprPtr, std::string> parseExpression(std::string_view text) {
  auto tokens = tokenize(text);
  if (!tokens) return Unexpected{tokens.error()};
  try {
    return Parser(std::move(*tokens)).run();
  } catch (const Refusal& refusal) {
    return Unexpected{refusal.message + " at " + std::to_string(refusal.position)};
  }
}

std::string unescapeField(std::string_view name) {
  static const std::vector<std::pair<std::string_view, std::string_view>> pieces = {
      {"__underscores__", "__"}, {"__dot__", "."}, {"__dash__", "-"}, {"__slash__", "/"}};
  static const std::set<std::string_view> keywords = {
      "true",     "false",   "null",      "in",       "as",  "break",  "const",
      "continue", "else",    "for",       "function", "if",  "import", "let",
      "loop",     "package", "namespace", "return",   "var", "void",   "while"};
  if (name.size() > 4 && name.substr(0, 2) == "__" && name.substr(name.size() - 2) == "__" &&
      keywords.contains(name.substr(2, name.size() - 4)))
    return std::string(name.substr(2, name.size() - 4));
  std::string plain;
  for (std::size_t i = 0; i < name.size();) {
    bool replaced = false;
    for (const auto& [escape, text] : pieces) {
      if (name.substr(i, escape.size()) != escape) continue;
      plain += text;
      i += escape.size();
      replaced = true;
      break;
    }
    if (!replaced) plain += name[i++];
  }
  return plain;
}

}  // namespace slipway::kube::fake::cel
