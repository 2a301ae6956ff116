#include "base/packed.h"

#include <new>
#include <stdexcept>
#include <zlib.h>

namespace slipway {
namespace {

// A window of 4 KiB is enough for a manifest, and keeps the state of both directions small.
constexpr int kWindow = -12;  // negative: without zlib's header and checksum
constexpr int kMemory = 6;

void direct(z_stream& stream, std::string_view from, std::string& to) {
  // zlib only reads its input, but its type does not say so.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
  stream.avail_in = static_cast<uInt>(from.size());
  stream.next_out = reinterpret_cast<Bytef*>(to.data());
  stream.avail_out = static_cast<uInt>(to.size());
}

std::string deflated(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string room(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  direct(stream, text, room);
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  const std::size_t size = stream.total_out;
  deflateEnd(&stream);
  if (!whole) throw std::logic_error("a text could not be deflated");
  return {room.data(), size};  // no spare room
}

std::string inflated(std::string_view packed, std::size_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, kWindow) != Z_OK) throw std::bad_alloc();
  std::string text(size, '\0');
  direct(stream, packed, text);
  const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == size;
  inflateEnd(&stream);
  if (!whole) throw std::logic_error("what was deflated could not be inflated");
  return text;
}

}  // namespace

Packed Packed::ofText(std::string_view canonicalText) {
  Packed made;
  made.content_ =
      std::make_shared<const Content>(Content{canonicalText.size(), deflated(canonicalText)});
  return made;
}

std::string Packed::text() const {
  return inflated(content_->deflated, content_->size);
}

Value Packed::unpack() const {
  return parseJson(text()).value();
}

const std::shared_ptr<const Packed::Content>& Packed::nothing() {
  static const auto content = std::make_shared<const Content>(Content{4, deflated("null")});
  return content;
}

}  // namespace slipway
