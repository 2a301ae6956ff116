#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/text_utf8.h"
#include "base/value_detail.h"

namespace slipway {

namespace {

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// What a container is to Kubernetes; decides where bookkeeping may be dropped.
enum class Role : std::uint8_t { Root, Object, Items, Metadata, Annotations, Other };

struct Frame {
  bool array;
  Role role;
  Value::Elements elements;
  Value::Members members;  // keys are given their values when those are complete
  std::vector<std::size_t> keyOffsets;
};

// Builds Values from the parser's events. Answering false stops the parser.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  // `end` always points behind the last byte that the parser has read.
  Builder(std::string_view text, const char* const& end, ParseOptions options)
      : text_(text), end_(end), options_(options) {}

  std::optional<ParseError> takeError() { return std::move(error_); }
  Value takeResult() { return std::move(result_); }

  bool null() override { return add(Value()); }
  bool boolean(bool b) override { return add(Value(b)); }
  bool number_integer(number_integer_t i) override { return add(Value(std::int64_t{i})); }
  bool number_unsigned(number_unsigned_t u) override {
    return skipping_ > 0 || add(Value::number(std::to_string(u)));
  }
  bool number_float(number_float_t, const string_t& source) override {
    return skipping_ > 0 || add(Value::number(source));
  }
  bool string(string_t& s) override { return skipping_ > 0 || add(Value(std::string_view(s))); }
  bool binary(binary_t&) override { return fail(offset(), "binary is not JSON"); }

  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& k) override {
    if (skipping_ > 0) return true;
    Frame& frame = frames_.back();
    pendingRole_ = roleOfMember(frame.role, k);
    if (isBookkeeping(frame.role, k)) {
      skipNext_ = true;
      return true;
    }
    frame.keyOffsets.push_back(keyOffset());
    frame.members.push_back({k, Value()});
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& ex) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while ..."
    std::string_view what = ex.what();
    const std::size_t details = what.find(": ");
    if (details != std::string_view::npos) {
      what.remove_prefix(details + 2);
    } else if (const std::size_t bracket = what.find("] "); bracket != std::string_view::npos) {
      what.remove_prefix(bracket + 2);
    }
    return fail(offset(), std::string(what));
  }

 private:
  std::size_t offset() const {
    const auto read = static_cast<std::size_t>(end_ - text_.data());
    return read == 0 ? 0 : read - 1;
  }

  // The opening quote of the key whose closing quote was read last.
  std::size_t keyOffset() const {
    std::size_t i = offset();
    while (i > 0) {
      --i;
      if (text_[i] != '"') continue;
      std::size_t backslashes = 0;
      while (backslashes < i && text_[i - 1 - backslashes] == '\\') ++backslashes;
      if (backslashes % 2 == 0) return i;
    }
    return 0;
  }

  bool fail(std::size_t at, const std::string& what) {
    if (!error_) {
      error_ = ParseError{
          detail::position(text_, at) + ": " + truncateUtf8(sanitizeUtf8(what), 500), at};
    }
    return false;
  }

  static Role roleOfMember(Role parent, std::string_view key) {
    if (parent == Role::Root && key == "items") return Role::Items;
    if (parent == Role::Root && key == "object") return Role::Object;
    if ((parent == Role::Root || parent == Role::Object) && key == "metadata")
      return Role::Metadata;
    if (parent == Role::Metadata && key == "annotations") return Role::Annotations;
    return Role::Other;
  }

  bool isBookkeeping(Role parent, std::string_view key) const {
    if (!options_.skipBookkeeping) return false;
    return (parent == Role::Metadata && key == "managedFields") ||
           (parent == Role::Annotations && key == kLastApplied);
  }

  bool open(bool array) {
    if (static_cast<int>(frames_.size()) + skipping_ >= options_.maxDepth) {
      return fail(offset(), "nested deeper than " + std::to_string(options_.maxDepth));
    }
    if (skipping_ > 0 || skipNext_) {
      skipNext_ = false;
      ++skipping_;
      return true;
    }
    Role role = frames_.empty() ? Role::Root : pendingRole_;
    if (!frames_.empty() && frames_.back().array) {
      role = frames_.back().role == Role::Items ? Role::Object : Role::Other;
    }
    if (array != (role == Role::Items)) role = Role::Other;
    frames_.push_back({array, role, {}, {}, {}});
    return true;
  }

  bool close() {
    if (skipping_ > 0) {
      --skipping_;
      return true;
    }
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.array) return add(Value::array(std::move(frame.elements)));
    if (auto duplicate = detail::findDuplicate(frame.members)) {
      std::string key;
      detail::appendJsonString(key, truncateUtf8(frame.members[*duplicate].key, 100));
      return fail(frame.keyOffsets[*duplicate], "duplicate key " + key);
    }
    return add(Value::object(std::move(frame.members)));
  }

  bool add(Value value) {
    if (skipping_ > 0) return true;
    if (skipNext_) {
      skipNext_ = false;
    } else if (frames_.empty()) {
      result_ = std::move(value);
    } else if (frames_.back().array) {
      frames_.back().elements.push_back(std::move(value));
    } else {
      frames_.back().members.back().value = std::move(value);
    }
    return true;
  }

  std::string_view text_;
  const char* const& end_;
  ParseOptions options_;
  std::vector<Frame> frames_;
  Role pendingRole_ = Role::Other;
  bool skipNext_ = false;
  int skipping_ = 0;  // depth inside of what is dropped
  Value result_;
  std::optional<ParseError> error_;
};

// Walks the text and tells where it is: the parser itself keeps its position from its listener.
class TrackingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackingIterator(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  TrackingIterator& operator++() {
    ++at_;
    *seen_ = at_;
    return *this;
  }
  TrackingIterator operator++(int) {
    TrackingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const TrackingIterator& a, const TrackingIterator& b) {
    return a.at_ == b.at_;
  }

 private:
  const char* at_;
  const char** seen_;
};

// What the library would let pass: it skips a byte order mark and takes NUL for the end.
std::optional<ParseError> refuse(std::string_view text, const ParseOptions& options) {
  const auto error = [&](std::size_t offset, const std::string& what) {
    return ParseError{detail::position(text, offset) + ": " + what, offset};
  };
  if (text.size() > options.maxBytes) {
    return ParseError{"longer than " + std::to_string(options.maxBytes) + " bytes",
                      options.maxBytes};
  }
  if (text.starts_with("\xEF\xBB\xBF")) return error(0, "a byte order mark is not JSON");
  if (auto at = findInvalidUtf8(text); at != std::string_view::npos) {
    return error(at, "invalid UTF-8");
  }
  if (auto at = text.find('\0'); at != std::string_view::npos) return error(at, "a NUL byte");
  return std::nullopt;
}

}  // namespace

std::string detail::position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t lineStart = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " +
         std::to_string(before.size() - lineStart + 1) + " (offset " + std::to_string(offset) + ")";
}

Expected<Value, ParseError> parseJson(std::string_view text, ParseOptions options) {
  if (auto refused = refuse(text, options)) return Unexpected{std::move(*refused)};
  const char* seen = text.data();
  Builder builder(text, seen, options);
  const bool ok =
      nlohmann::json::sax_parse(TrackingIterator(text.data(), &seen),
                                TrackingIterator(text.data() + text.size(), &seen), &builder);
  if (auto error = builder.takeError()) return Unexpected{std::move(*error)};
  if (!ok) return Unexpected{ParseError{"not JSON", 0}};
  return builder.takeResult();
}

}  // namespace slipway
