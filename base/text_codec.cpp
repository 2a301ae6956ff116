#include <array>
#include <openssl/evp.h>
#include <stdexcept>

#include "base/text.h"

namespace slipway {

namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kLowerHex = "0123456789abcdef";

bool isUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool isBase64Digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string percentEncode(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (isUnreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kUpperHex[byte >> 4U];
    out += kUpperHex[byte & 0xFU];
  }
  return out;
}

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
  std::string out;
  out.reserve(std::size_t{2} * size);  // caches hold many: without spare room
  for (unsigned int i = 0; i < size; ++i) {
    out += kLowerHex[digest[i] >> 4U];
    out += kLowerHex[digest[i] & 0xFU];
  }
  return out;
}

// EVP's block functions count in int.
constexpr std::size_t kMaxBase64 = std::size_t{1} << 30U;

std::string base64Encode(std::string_view bytes) {
  if (bytes.size() > kMaxBase64) throw std::length_error("too long for base64");
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP adds a NUL
  const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytesOf(bytes),
                                static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

std::optional<std::string> base64Decode(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > kMaxBase64) return std::nullopt;
  if (text.empty()) return "";
  // EVP itself is lenient about white space and padding.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  for (char c : text.substr(0, text.size() - padding)) {
    if (!isBase64Digit(c)) return std::nullopt;
  }
  std::string out(text.size() / 4 * 3, '\0');
  const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytesOf(text),
                                static_cast<int>(text.size()));
  if (n < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(n) - padding);
  return out;
}

}  // namespace slipway
