#include "base/yaml.h"

#include <sstream>
#include <unordered_set>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "base/text_utf8.h"
#include "base/value_detail.h"
#include "base/yaml_scalar.h"

namespace slipway {

namespace {

constexpr std::size_t kMaxDepth = 512;

// Why a document is refused; leaves the parser as an exception, as its own errors do.
struct Refusal {
  YAML::Mark mark;
  std::string what;
};

// A value with what its expansion costs.
struct Sized {
  Value value;
  std::size_t weight = 1;  // about its bytes when printed
  std::size_t height = 0;  // of containers
};

struct Frame {
  bool array;
  bool flow;  // in brackets
  YAML::anchor_t anchor;
  Value::Elements elements;
  Value::Members members;
  std::vector<YAML::Mark> keyMarks;
  YAML::Mark keyMark;      // of the key that waits for its value
  Value::Elements merged;  // sources of `<<`
  bool hasKey = false;     // the key of members.back() waits for its value
  bool isMerge = false;    // that key is a plain `<<`
  std::size_t weight = 1;
  std::size_t height = 0;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, std::size_t maxBytes) : text_(text), maxBytes_(maxBytes) {}

  std::vector<Value> takeDocuments() { return std::move(documents_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    anchors_.clear();
    if (started_ && !isSeparated(mark)) refuse(mark, "more text where the document should end");
    // The library can find the same document again and again, without an end.
    if (started_ && mark.pos <= startedAt_) refuse(mark, "text that belongs to no document");
    started_ = true;
    startedAt_ = mark.pos;
  }
  void OnDocumentEnd() override {
    if (!root_.isNull()) documents_.push_back(std::move(root_));
    root_ = Value();
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    checkEmptyNode(mark);
    add(mark, anchor, {});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (anchor >= anchors_.size() || !anchors_[anchor]) refuse(mark, "an alias inside of itself");
    const Sized& target = *anchors_[anchor];
    expanded_ += target.weight;
    if (expanded_ + text_.size() > maxBytes_) {
      refuse(mark, "aliases expand beyond " + std::to_string(maxBytes_) + " bytes");
    }
    add(mark, 0, target);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (wantsKey() && text == "<<" && (tag == "?" || tag == "tag:yaml.org,2002:merge")) {
      frames_.back().hasKey = frames_.back().isMerge = true;
      frames_.back().keyMark = mark;
      return;
    }
    if (!isClosed(mark)) refuse(mark, "a quote that is never closed");
    auto value = resolveYamlScalar(tag, text);
    if (!value) refuse(mark, value.error());
    add(mark, anchor, {std::move(*value), text.size() + 1, 0});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, anchor, true, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override {
    Frame frame = pop();
    add({}, frame.anchor,
        {Value::array(std::move(frame.elements)), frame.weight, frame.height + 1});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, anchor, false, style == YAML::EmitterStyle::Flow);
  }
  void OnMapEnd() override {
    Frame frame = pop();
    if (auto duplicate = detail::findDuplicate(frame.members)) {
      std::string key;
      detail::appendJsonString(key, truncateUtf8(frame.members[*duplicate].key, 100));
      refuse(frame.keyMarks[*duplicate], "duplicate key " + key);
    }
    if (!frame.merged.empty()) merge(frame);
    add({}, frame.anchor,
        {Value::object(std::move(frame.members)), frame.weight, frame.height + 1});
  }

 private:
  [[noreturn]] static void refuse(const YAML::Mark& mark, std::string what) {
    throw Refusal{mark, std::move(what)};
  }

  bool wantsKey() const {
    return !frames_.empty() && !frames_.back().array && !frames_.back().hasKey;
  }

  // Whether a later document starts with "---" or after "...": yaml-cpp itself takes whatever
  // follows a document for the next one.
  bool isSeparated(const YAML::Mark& mark) const {
    std::string_view before = text_.substr(0, static_cast<std::size_t>(std::max(mark.pos, 0)));
    if (text_.substr(before.size()).starts_with("---")) return true;
    for (;;) {
      const std::size_t lineStart = before.rfind('\n') + 1;
      const std::string_view line = before.substr(lineStart);
      const std::size_t content = line.find_first_not_of(" \t\r");
      if (content != std::string_view::npos && line[content] != '#') return line.starts_with("...");
      if (lineStart == 0) return false;
      before = before.substr(0, lineStart - 1);
    }
  }

  // Refuses nothing where something must stand; yaml-cpp takes it for null: a last line "key"
  // without its colon, and two commas in a row.
  void checkEmptyNode(const YAML::Mark& mark) const {
    if (frames_.empty()) return;
    const Frame& frame = frames_.back();
    const std::string_view rest = text_.substr(static_cast<std::size_t>(std::max(mark.pos, 0)));
    if (frame.flow) {
      if (!frame.hasKey && rest.starts_with(',')) refuse(mark, "nothing before the comma");
      return;
    }
    const bool isExplicit =
        rest.starts_with("? ") || rest.starts_with("?\n") || rest.starts_with("?\r");
    if (frame.hasKey && !isExplicit && frame.keyMark.pos == mark.pos) {
      refuse(mark, "a key without its colon");
    }
  }

  // Whether the scalar there ends before the text does, if it is quoted: yaml-cpp takes the end of
  // the text for the missing quote.
  bool isClosed(const YAML::Mark& mark) const {
    std::string_view rest = text_.substr(static_cast<std::size_t>(std::max(mark.pos, 0)));
    while (rest.starts_with('!') || rest.starts_with('&')) {
      rest.remove_prefix(std::min(rest.find_first_of(" \t\r\n"), rest.size()));
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    }
    if (!rest.starts_with('"') && !rest.starts_with('\'')) return true;
    const char quote = rest.front();
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (quote == '"' && rest[i] == '\\') {
        ++i;
      } else if (rest[i] == quote) {
        if (quote == '"' || !rest.substr(i + 1).starts_with(quote)) return true;
        ++i;
      }
    }
    return false;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, bool array, bool flow) {
    if (wantsKey()) refuse(mark, "a key must be a string, a number or a boolean");
    if (frames_.size() >= kMaxDepth) refuse(mark, "nested too deep");
    Frame frame;
    frame.array = array;
    frame.flow = flow;
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  Frame pop() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    return frame;
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, Sized sized) {
    if (anchor != 0) {
      if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
      anchors_[anchor] = sized;
    }
    if (frames_.empty()) {
      root_ = std::move(sized.value);
      return;
    }
    Frame& frame = frames_.back();
    frame.weight += sized.weight;
    frame.height = std::max(frame.height, sized.height);
    if (frames_.size() + sized.height > kMaxDepth) refuse(mark, "nested too deep");
    if (frame.array) {
      frame.elements.push_back(std::move(sized.value));
    } else if (!frame.hasKey) {
      auto key = yamlKey(sized.value);
      if (!key) refuse(mark, key.error());
      frame.members.push_back({std::move(*key), Value()});
      frame.keyMarks.push_back(mark);
      frame.keyMark = mark;
      frame.hasKey = true;
    } else {
      if (frame.isMerge) {
        addMerge(mark, frame, sized.value);
      } else {
        frame.members.back().value = std::move(sized.value);
      }
      frame.hasKey = frame.isMerge = false;
    }
  }

  static void addMerge(const YAML::Mark& mark, Frame& frame, const Value& source) {
    if (source.isObject()) {
      frame.merged.push_back(source);
      return;
    }
    if (!source.isArray()) refuse(mark, "<< merges a map or a list of maps");
    for (const Value& element : source.elements()) {
      if (!element.isObject()) refuse(mark, "<< merges a map or a list of maps");
      frame.merged.push_back(element);
    }
  }

  // Explicit members win, then earlier sources.
  static void merge(Frame& frame) {
    std::unordered_set<std::string> taken;
    for (const Value::Member& member : frame.members) taken.insert(member.key);
    for (const Value& source : frame.merged) {
      for (const Value::Member& member : source.members()) {
        if (taken.insert(member.key).second) frame.members.push_back(member);
      }
    }
  }

  std::string_view text_;
  std::size_t maxBytes_;
  std::vector<Value> documents_;
  std::vector<Frame> frames_;
  std::vector<std::optional<Sized>> anchors_;
  Value root_;
  bool started_ = false;
  int startedAt_ = -1;
  std::size_t expanded_ = 0;
};

bool isAllowed(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
         (c >= 0xA0 && c <= 0xFFFD) || c >= 0x10000;
}

// The first line that begins with '%' where no directive can stand: yaml-cpp takes it for one,
// wherever it is, and drops it with the rest of its block.
std::size_t findStrayDirective(std::string_view text) {
  bool prologue = true;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    const std::size_t content = line.find_first_not_of(" \t\r");
    const bool isSilent = content == std::string_view::npos || line[content] == '#';
    if (line.starts_with('%')) {
      if (!prologue) return start;
    } else if (!isSilent) {
      prologue = line.starts_with("...");
    }
    start = end + 1;
  }
  return std::string_view::npos;
}

// What yaml-cpp would take for another encoding, or silently keep or drop.
std::optional<ParseError> refuseText(std::string_view text, std::size_t maxBytes) {
  const auto error = [&](std::size_t offset, const std::string& what) {
    return ParseError{detail::position(text, offset) + ": " + what, offset};
  };
  if (text.size() > maxBytes) {
    return ParseError{"longer than " + std::to_string(maxBytes) + " bytes", maxBytes};
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = utf8SequenceLength(text.substr(i));
    if (n == 0) return error(i, "invalid UTF-8");
    if (!isAllowed(decodeUtf8(text.substr(i, n)))) return error(i, "a control character");
    i += n;
  }
  if (const std::size_t at = findStrayDirective(text); at != std::string_view::npos) {
    return error(at, "a line that begins with % is a directive and must stand before the document");
  }
  return std::nullopt;
}

// kubectl looks for JSON first, too: YAML has no surrogate pairs, for example.
std::optional<Value> parseAsJson(std::string_view text, std::size_t maxBytes) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || (text[start] != '{' && text[start] != '['))
    return std::nullopt;
  auto value = parseJson(text, {.maxBytes = maxBytes});
  if (!value) return std::nullopt;
  return std::move(*value);
}

ParseError errorAt(std::string_view text, const YAML::Mark& mark, const std::string& what) {
  const std::size_t offset =
      mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text.size());
  return {detail::position(text, offset) + ": " + truncateUtf8(sanitizeUtf8(what), 500), offset};
}

}  // namespace

Expected<std::vector<Value>, ParseError> parseYaml(std::string_view text, std::size_t maxBytes) {
  if (auto refused = refuseText(text, maxBytes)) return Unexpected{std::move(*refused)};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (auto json = parseAsJson(text, maxBytes)) return std::vector<Value>{std::move(*json)};
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(text, maxBytes);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.takeDocuments();
  } catch (const Refusal& refusal) {
    return Unexpected{errorAt(text, refusal.mark, refusal.what)};
  } catch (const YAML::Exception& e) {
    return Unexpected{errorAt(text, e.mark, e.msg)};
  }
}

}  // namespace slipway
