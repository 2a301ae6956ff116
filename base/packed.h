#pragma once

#include <memory>
#include <string>

#include "base/value.h"

namespace slipway {

// A document that is kept long and read seldom, as its canonical text: a third of the memory that
// its Value takes, in one piece instead of hundreds. Copies share it. Nulls in objects are dropped
// and keys sorted, as canonicalJson() says.
class Packed {
 public:
  Packed() = default;  // nothing: unpacks to null
  explicit Packed(const Value& value) {
    const std::string text = canonicalJson(value);
    text_ = std::make_shared<const std::string>(text.data(), text.size());  // no spare room
  }

  const std::string& text() const { return *text_; }
  Value unpack() const { return parseJson(*text_).value(); }
  friend bool operator==(const Packed& a, const Packed& b) { return *a.text_ == *b.text_; }

 private:
  static const std::shared_ptr<const std::string>& nothing() {
    static const auto text = std::make_shared<const std::string>("null");
    return text;
  }
  std::shared_ptr<const std::string> text_ = nothing();
};

}  // namespace slipway
