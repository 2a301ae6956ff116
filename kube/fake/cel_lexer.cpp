#include "kube/fake/cel_lexer.h"

#include <array>
#include <optional>

namespace slipway::kube::fake::cel {
namespace {

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<char> escaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '\\':
    case '\'':
    case '"':
    case '`':
    case '?':
      return c;
    default:
      return std::nullopt;
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Expected<std::vector<Token>, std::string> run() {
    while (error_.empty()) {
      skipSpace();
      if (at_ >= text_.size()) break;
      next();
    }
    if (!error_.empty()) return Unexpected{error_ + " at " + std::to_string(at_)};
    tokens_.push_back({Token::Kind::End, "", text_.size()});
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void push(Token::Kind kind, std::string text, std::size_t from) {
    tokens_.push_back({kind, std::move(text), from});
  }

  void skipSpace() {
    while (at_ < text_.size()) {
      if (text_[at_] == '/' && peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' ||
                 text_[at_] == '\r') {
        ++at_;
      } else {
        return;
      }
    }
  }

  void next() {
    const char c = peek();
    if (c == '"' || c == '\'') return string(false);
    if ((c == 'r' || c == 'R') && (peek(1) == '"' || peek(1) == '\'')) {
      ++at_;
      return string(true);
    }
    if (isLetter(c)) return identifier();
    if (isDigit(c)) return number();
    symbol();
  }

  void identifier() {
    const std::size_t from = at_;
    while (isLetter(peek()) || isDigit(peek())) ++at_;
    push(Token::Kind::Identifier, std::string(text_.substr(from, at_ - from)), from);
  }

  void number() {
    const std::size_t from = at_;
    bool fraction = false;
    while (isDigit(peek())) ++at_;
    if (peek() == '.' && isDigit(peek(1))) {
      fraction = true;
      ++at_;
      while (isDigit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      fraction = true;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      while (isDigit(peek())) ++at_;
    }
    if (isLetter(peek())) {
      error_ = "this kind of number is outside the supported subset";
      return;
    }
    push(fraction ? Token::Kind::Double : Token::Kind::Int,
         std::string(text_.substr(from, at_ - from)), from);
  }

  void string(bool raw) {
    const std::size_t from = at_;
    const char quote = text_[at_++];
    std::string content;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] != '\\' || raw) {
        content += text_[at_++];
        continue;
      }
      const auto plain = escaped(peek(1));
      if (!plain) {
        error_ = "this escape is outside the supported subset";
        return;
      }
      content += *plain;
      at_ += 2;
    }
    if (at_ >= text_.size()) {
      error_ = "a string without end";
      return;
    }
    ++at_;
    push(Token::Kind::String, std::move(content), from);
  }

  void symbol() {
    static constexpr std::array<std::string_view, 6> two = {"||", "&&", "==", "!=", "<=", ">="};
    for (std::string_view op : two) {
      if (text_.substr(at_, 2) != op) continue;
      push(Token::Kind::Operator, std::string(op), at_);
      at_ += 2;
      return;
    }
    if (std::string_view("<>!+-*/%?:.,()[]{}").find(peek()) == std::string_view::npos) {
      error_ = std::string("unexpected character '") + peek() + "'";
      return;
    }
    push(Token::Kind::Operator, std::string(1, peek()), at_);
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
  std::vector<Token> tokens_;
};

}  // namespace

Expected<std::vector<Token>, std::string> tokenize(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace slipway::kube::fake::cel
