#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace slipway::kube {

// Both splitters take a body in chunks of any size and hand out texts that are valid during the
// call only. The callback answers false to stop: nothing is handed out any more.
using TextCallback = std::function<bool(std::string_view)>;

constexpr std::size_t kMaxObjectBytes = std::size_t{4} << 20;

// A watch's body: one JSON document per line. Empty lines are skipped, CR before LF belongs to the
// line end, and a last line without its end is never handed out: it was cut.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t maxLine = kMaxObjectBytes) : maxLine_(maxLine) {}

  // False once the splitter has stopped: by the callback, or because a line was too long.
  bool feed(std::string_view chunk, const TextCallback& line);
  // One line; empty when nothing is wrong.
  const std::string& error() const { return error_; }

 private:
  bool emit(std::string_view text, const TextCallback& line);
  bool tooLong();

  std::size_t maxLine_;
  std::string partial_;
  std::string error_;
  bool stopped_ = false;
};

// A LIST's body: hands out each element of the top-level `items` as it completes and keeps the rest
// of the document, with `items` empty, as the envelope. Only finds where items begin and end: the
// parser judges their syntax later.
class ListSplitter {
 public:
  explicit ListSplitter(std::size_t maxItem = kMaxObjectBytes) : maxItem_(maxItem) {}

  bool feed(std::string_view chunk, const TextCallback& item);
  // The closing brace was seen. A body that ends before is an error, whatever its status.
  bool complete() const { return place_ == Place::After; }
  const std::string& error() const { return error_; }
  // {"kind":...,"metadata":{...},"items":[]}; unparsed.
  const std::string& envelope() const { return envelope_; }

 private:
  enum class Place { Before, Top, Nested, FirstItem, NextItem, AfterItem, Item, After };

  bool step(char c);
  bool stepTop(char c);
  bool stepNested(char c);
  bool stepItems(char c);
  // Takes the bytes of an item from the front of `rest`; answers how many.
  std::size_t takeItem(std::string_view rest, const TextCallback& item);
  bool endItem(std::string_view tail, const TextCallback& item);
  bool insideString(char c);
  bool fail(std::string_view why);

  std::size_t maxItem_;
  Place place_ = Place::Before;
  std::size_t depth_ = 0;  // brackets open in a nested value or an item
  bool inString_ = false;
  bool escaped_ = false;
  bool stopped_ = false;
  bool keyNext_ = true;  // the next top-level string is a key
  std::string key_;      // the last top-level key, as written
  std::string partial_;  // of an item that began in an earlier chunk
  std::string envelope_;
  std::string error_;
};

}  // namespace slipway::kube
