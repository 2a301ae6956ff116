#include "base/texts.h"

#include <cstdint>
#include <cstring>

namespace slipway {
namespace {

// Seven bits at a time, the lowest first; the highest bit says that more follow.
char* putLength(char* to, std::size_t length) {
  for (; length >= 0x80; length >>= 7) *to++ = static_cast<char>(length | 0x80);
  *to++ = static_cast<char>(length);
  return to;
}

std::size_t roomFor(std::string_view text) {
  std::size_t room = text.size() + 1;
  for (std::size_t length = text.size(); length >= 0x80; length >>= 7) ++room;
  return room;
}

using Size = std::uint32_t;  // a list is part of an object, which has 1.5 MiB at most

}  // namespace

void Texts::Iterator::read(const char* at) {
  at_ = at;
  text_ = {};
  if (atEnd()) return;
  std::size_t length = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) break;
  }
  text_ = {at, length};
}

Texts::Texts(std::initializer_list<std::string_view> texts) {
  pack(texts.begin(), texts.size());
}

Texts::Texts(const std::vector<std::string_view>& texts) {
  pack(texts.data(), texts.size());
}

Texts::Texts(const std::vector<std::string>& texts)
    : Texts(std::vector<std::string_view>(texts.begin(), texts.end())) {}

Texts::Texts(const Texts& other) {
  *this = other;
}

Texts& Texts::operator=(const Texts& other) {
  if (this == &other) return *this;
  block_.reset();
  if (other.empty()) return *this;
  const std::size_t whole = sizeof(Size) + other.content().size();
  block_.reset(new char[whole]);
  std::memcpy(block_.get(), other.block_.get(), whole);
  return *this;
}

void Texts::pack(const std::string_view* texts, std::size_t count) {
  if (count == 0) return;
  std::size_t room = 0;
  for (std::size_t i = 0; i < count; ++i) room += roomFor(texts[i]);
  block_.reset(new char[sizeof(Size) + room]);
  const auto size = static_cast<Size>(room);
  std::memcpy(block_.get(), &size, sizeof(Size));
  char* to = block_.get() + sizeof(Size);
  for (std::size_t i = 0; i < count; ++i) {
    to = putLength(to, texts[i].size());
    if (!texts[i].empty()) std::memcpy(to, texts[i].data(), texts[i].size());
    to += texts[i].size();
  }
}

std::string_view Texts::content() const {
  if (!block_) return {};
  Size size = 0;
  std::memcpy(&size, block_.get(), sizeof(Size));
  return {block_.get() + sizeof(Size), size};
}

std::size_t Texts::size() const {
  return static_cast<std::size_t>(std::distance(begin(), end()));
}

}  // namespace slipway
