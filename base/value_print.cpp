#include <algorithm>
#include <array>

#include "base/numbers.h"
#include "base/value_detail.h"

namespace slipway {

namespace {

enum class Style : std::uint8_t { Compact, Pretty, Canonical };

// An array or object that is being printed: which child comes next.
struct Frame {
  const Value* value;
  std::vector<const Value::Member*> members;  // in the order of printing
  std::size_t next = 0;
  std::size_t size() const { return value->isArray() ? value->elements().size() : members.size(); }
};

class Printer {
 public:
  explicit Printer(Style style) : style_(style) {}

  std::string print(const Value& root) {
    open(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.size()) {
        close(frame);
        continue;
      }
      if (frame.next > 0) out_ += ',';
      newLine(frames_.size());
      open(advance(frame));
    }
    return std::move(out_);
  }

 private:
  // Prints the key of the next child, if it has one, and answers its value.
  const Value& advance(Frame& frame) {
    const std::size_t i = frame.next++;
    if (frame.value->isArray()) return frame.value->elements()[i];
    detail::appendJsonString(out_, frame.members[i]->key);
    out_ += style_ == Style::Pretty ? ": " : ":";
    return frame.members[i]->value;
  }

  void open(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::Null:
        out_ += "null";
        break;
      case Value::Kind::Bool:
        out_ += value.asBool() == true ? "true" : "false";
        break;
      case Value::Kind::Int:
        out_ += value.numberText();
        break;
      case Value::Kind::Number:
        out_ += style_ == Style::Canonical ? canonicalNumber(value.numberText())
                                           : std::string(value.numberText());
        break;
      case Value::Kind::String:
        detail::appendJsonString(out_, value.stringOr(""));
        break;
      case Value::Kind::Array:
        out_ += '[';
        frames_.push_back({&value, {}});
        break;
      case Value::Kind::Object:
        out_ += '{';
        frames_.push_back({&value, membersOf(value)});
        break;
    }
  }

  void close(const Frame& frame) {
    const bool array = frame.value->isArray();
    const bool empty = frame.size() == 0;
    frames_.pop_back();
    if (!empty) newLine(frames_.size());
    out_ += array ? ']' : '}';
  }

  void newLine(std::size_t depth) {
    if (style_ != Style::Pretty) return;
    out_ += '\n';
    out_.append(2 * depth, ' ');
  }

  std::vector<const Value::Member*> membersOf(const Value& value) const {
    std::vector<const Value::Member*> members;
    members.reserve(value.members().size());
    for (const Value::Member& member : value.members()) {
      if (style_ != Style::Canonical || !member.value.isNull()) members.push_back(&member);
    }
    if (style_ == Style::Canonical) std::ranges::sort(members, {}, &Value::Member::key);
    return members;
  }

  Style style_;
  std::string out_;
  std::vector<Frame> frames_;
};

}  // namespace

void detail::appendJsonString(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    }
  }
  out += '"';
}

std::string printJson(const Value& value) {
  return Printer(Style::Compact).print(value);
}
std::string printJsonPretty(const Value& value) {
  return Printer(Style::Pretty).print(value);
}
std::string canonicalJson(const Value& value) {
  return Printer(Style::Canonical).print(value);
}

}  // namespace slipway
