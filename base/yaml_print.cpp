#include "base/text_utf8.h"
#include "base/yaml.h"
#include "base/yaml_scalar.h"

namespace slipway {

namespace {

// yaml-cpp and libyaml take "key:" for a key only when it is at most 1024 characters long.
constexpr std::size_t kMaxSimpleKey = 1000;

bool needsEscape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         c == 0xFFFE || c == 0xFFFF;
}

template <typename Visit>
void forEachCodePoint(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::string_view sequence = text.substr(0, utf8SequenceLength(text));
    visit(sequence, decodeUtf8(sequence));
    text.remove_prefix(sequence.size());
  }
}

std::string hex(char32_t c, int digits) {
  std::string out;
  for (int i = digits - 1; i >= 0; --i) {
    out += "0123456789abcdef"[(c >> (4U * static_cast<unsigned>(i))) & 0xFU];
  }
  return out;
}

std::string doubleQuoted(std::string_view text) {
  std::string out = "\"";
  forEachCodePoint(text, [&out](std::string_view sequence, char32_t c) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += sequence;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (needsEscape(c)) {
      out += c < 0x100 ? "\\x" + hex(c, 2) : "\\u" + hex(c, 4);
    } else {
      out += sequence;
    }
  });
  return out + '"';
}

bool hasSpecialStart(std::string_view text) {
  const char first = text.front();
  if (first == '-') {
    // "-c" and "--flag" are fine; "- x" is a list and "---" starts a document.
    return text.size() == 1 || text[1] == ' ' || text.starts_with("---");
  }
  return std::string_view(" !&*?|>@`\"'%#{}[],:").find(first) != std::string_view::npos ||
         text.starts_with("...");
}

bool isPlain(std::string_view text) {
  if (text.empty() || isAmbiguousInYaml(text) || hasSpecialStart(text)) return false;
  if (text.ends_with(' ') || text.ends_with(':')) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) {
    return false;
  }
  bool printable = true;
  forEachCodePoint(text, [&](std::string_view, char32_t c) { printable &= !needsEscape(c); });
  return printable;
}

// Text of several lines that a literal block shows as it is: no line begins or ends in a way that
// the block's indentation or its end could hide.
bool isLiteral(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.ends_with("\n\n")) return false;
  bool fine = text.front() != ' ' && text.front() != '\n';
  char previous = '\n';
  forEachCodePoint(text, [&](std::string_view sequence, char32_t c) {
    if (c != '\n' && needsEscape(c)) fine = false;
    if (c == '\n' && previous == ' ') fine = false;
    previous = sequence.back();
  });
  return fine && previous != ' ';
}

std::string literal(std::string_view text, std::size_t indent) {
  const bool keepsBreak = text.ends_with('\n');
  if (keepsBreak) text.remove_suffix(1);
  std::string out = keepsBreak ? "|" : "|-";
  for (;;) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += '\n';
    if (end > 0) out.append(indent, ' ').append(text.substr(0, end));
    if (end == text.size()) return out;
    text.remove_prefix(end + 1);
  }
}

std::string scalar(const Value& value, std::size_t indent) {
  switch (value.kind()) {
    case Value::Kind::Null:
      return "null";
    case Value::Kind::Bool:
      return value.asBool() == true ? "true" : "false";
    case Value::Kind::Int:
    case Value::Kind::Number:
      return std::string(value.numberText());
    case Value::Kind::String: {
      const std::string_view text = value.stringOr("");
      if (isPlain(text)) return std::string(text);
      return isLiteral(text) ? literal(text, indent) : doubleQuoted(text);
    }
    case Value::Kind::Array:
      return "[]";
    case Value::Kind::Object:
      return "{}";
  }
  return "null";
}

bool isBranch(const Value& value) {
  return !value.elements().empty() || !value.members().empty();
}

// An array or object that is being printed.
struct Frame {
  const Value* value;
  std::size_t indent;
  bool startsInLine;  // its first line continues one that is begun: "- name: web"
  std::size_t next = 0;
};

class Printer {
 public:
  std::string print(const Value& root) {
    if (!isBranch(root)) return scalar(root, 2) + "\n";
    frames_.push_back({&root, 0, false});
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.value->elements().size() + frame.value->members().size()) {
        frames_.pop_back();
        continue;
      }
      if (frame.next > 0 || !frame.startsInLine) out_.append(frame.indent, ' ');
      const std::size_t i = frame.next++;
      if (frame.value->isArray()) {
        element(frame.value->elements()[i], frame.indent);
      } else {
        member(frame.value->members()[i], frame.indent);
      }
    }
    return std::move(out_);
  }

 private:
  void element(const Value& value, std::size_t indent) {
    out_ += "- ";
    if (isBranch(value)) {
      frames_.push_back({&value, indent + 2, true});
    } else {
      out_ += scalar(value, indent + 2) + "\n";
    }
  }

  void member(const Value::Member& member, std::size_t indent) {
    const std::string key = isPlain(member.key) ? member.key : doubleQuoted(member.key);
    const bool isLong = key.size() > kMaxSimpleKey;
    if (isLong) {
      out_ += "? " + key + "\n";
      out_.append(indent, ' ');
    } else {
      out_ += key;
    }
    out_ += ":";
    if (!isBranch(member.value)) {
      out_ += " " + scalar(member.value, indent + 2) + "\n";
      return;
    }
    out_ += "\n";
    // Lists stand below their key, as kubectl prints them.
    const bool flush = member.value.isArray() && !isLong;
    frames_.push_back({&member.value, flush ? indent : indent + 2, false});
  }

  std::string out_;
  std::vector<Frame> frames_;
};

}  // namespace

std::string printYaml(const Value& value) {
  return Printer().print(value);
}

}  // namespace slipway
