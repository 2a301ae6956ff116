#include <utility>

#include "kube/client/split.h"

namespace slipway::kube {
namespace {

constexpr std::size_t kKeyBytes = 16;  // enough to recognise "items"

bool isSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

bool ListSplitter::feed(std::string_view chunk, const TextCallback& item) {
  while (!stopped_ && !chunk.empty()) {
    if (place_ == Place::Item) {
      chunk.remove_prefix(takeItem(chunk, item));
    } else if (step(chunk.front()) && place_ != Place::Item) {
      chunk.remove_prefix(1);  // the brace that opens an item belongs to it
    }
  }
  return !stopped_;
}

bool ListSplitter::step(char c) {
  switch (place_) {
    case Place::Top:
      return stepTop(c);
    case Place::Nested:
      return stepNested(c);
    case Place::FirstItem:
    case Place::NextItem:
    case Place::AfterItem:
      return isSpace(c) || stepItems(c);
    case Place::After:
      return isSpace(c) || fail("goes on after its end");
    case Place::Before:
    case Place::Item:
      break;
  }
  if (isSpace(c)) return true;
  if (c != '{') return fail("is not a JSON object");
  envelope_ += c;
  place_ = Place::Top;
  return true;
}

bool ListSplitter::stepTop(char c) {
  if (envelope_.size() >= maxItem_) return fail("has too much beside its items");
  envelope_ += c;
  if (inString_) {
    insideString(c);
    if (inString_ && keyNext_ && key_.size() < kKeyBytes) key_ += c;
    return true;
  }
  if (c == '"') {
    inString_ = true;
    if (keyNext_) key_.clear();
  } else if (c == ':') {
    keyNext_ = false;
  } else if (c == ',') {
    keyNext_ = true;
  } else if (c == '}') {
    place_ = Place::After;
  } else if (c == '[' && !keyNext_ && key_ == "items") {
    place_ = Place::FirstItem;
  } else if (c == '{' || c == '[') {
    place_ = Place::Nested;
    depth_ = 1;
  }
  return true;
}

bool ListSplitter::stepNested(char c) {
  if (envelope_.size() >= maxItem_) return fail("has too much beside its items");
  envelope_ += c;
  if (inString_) return insideString(c);
  if (c == '"') {
    inString_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if ((c == '}' || c == ']') && --depth_ == 0) {
    place_ = Place::Top;
  }
  return true;
}

bool ListSplitter::stepItems(char c) {
  if (c == ']' && place_ != Place::NextItem) {
    envelope_ += c;
    place_ = Place::Top;
  } else if (c == ',' && place_ == Place::AfterItem) {
    place_ = Place::NextItem;
  } else if (c == '{' && place_ != Place::AfterItem) {
    place_ = Place::Item;
  } else {
    return fail(place_ == Place::AfterItem ? "has something between its items"
                                           : "has an item that is not an object");
  }
  return true;
}

std::size_t ListSplitter::takeItem(std::string_view rest, const TextCallback& item) {
  for (std::size_t at = 0; at < rest.size(); ++at) {
    const char c = rest[at];
    if (inString_) {
      insideString(c);
    } else if (c == '"') {
      inString_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      endItem(rest.substr(0, at + 1), item);
      return at + 1;
    }
  }
  if (partial_.size() + rest.size() > maxItem_) {
    fail("has an item larger than " + std::to_string(maxItem_) + " bytes");
  } else {
    partial_ += rest;
  }
  return rest.size();
}

bool ListSplitter::endItem(std::string_view tail, const TextCallback& item) {
  place_ = Place::AfterItem;
  if (partial_.size() + tail.size() > maxItem_)
    return fail("has an item larger than " + std::to_string(maxItem_) + " bytes");
  bool more = true;
  if (partial_.empty()) {
    more = item(tail);
  } else {
    partial_ += tail;
    const std::string whole = std::exchange(partial_, {});
    more = item(whole);
  }
  if (!more) stopped_ = true;
  return more;
}

bool ListSplitter::insideString(char c) {
  if (escaped_) {
    escaped_ = false;
  } else if (c == '\\') {
    escaped_ = true;
  } else if (c == '"') {
    inString_ = false;
  }
  return true;
}

bool ListSplitter::fail(std::string_view why) {
  error_ = "the list " + std::string(why);
  stopped_ = true;
  partial_ = {};
  return false;
}

}  // namespace slipway::kube
