#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/value.h"

namespace slipway {

// A document that is kept long and read seldom: its canonical text, deflated (RFC 1951). A manifest
// of a few kilobytes takes about an eighth of what its Value does, in one piece instead of
// hundreds; packing and unpacking one takes less than a tenth of a millisecond. Copies share it.
// Nulls in objects are dropped and keys sorted, as canonicalJson() says.
class Packed {
 public:
  Packed() = default;  // nothing: unpacks to null
  explicit Packed(const Value& value) : Packed(ofText(canonicalJson(value))) {}
  // Of a text that is canonical already.
  static Packed ofText(std::string_view canonicalText);

  std::string text() const;
  Value unpack() const;
  friend bool operator==(const Packed& a, const Packed& b) {
    return a.content_ == b.content_ || *a.content_ == *b.content_;
  }

 private:
  struct Content {
    std::size_t size = 0;  // of the text
    std::string deflated;
    friend bool operator==(const Content&, const Content&) = default;
  };
  static const std::shared_ptr<const Content>& nothing();

  std::shared_ptr<const Content> content_ = nothing();
};

}  // namespace slipway
