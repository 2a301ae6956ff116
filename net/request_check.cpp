#include "net/request_check.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::net {
namespace {

bool isAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool isToken(std::string_view text) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return isAlphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

bool isFieldValue(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

// Visible ASCII, starting with one slash. Two would make the first component an authority.
bool isOriginForm(std::string_view target) {
  return target.starts_with('/') && !target.starts_with("//") &&
         std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool sameName(std::string_view name, std::string_view lowerCase) {
  return std::ranges::equal(name, lowerCase, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

// These frame the message or are derived from other members.
bool isReserved(std::string_view name) {
  constexpr std::array<std::string_view, 6> reserved = {
      "host", "connection", "content-length", "content-type", "transfer-encoding", "expect"};
  return std::ranges::any_of(reserved, [&](auto r) { return sameName(name, r); });
}

}  // namespace

std::string requestProblem(const Request& request) {
  if (!isToken(request.method)) return "the method is not an HTTP token";
  if (!isOriginForm(request.target)) return "the target is not a percent-encoded path";
  if (!isFieldValue(request.contentType)) return "the content type has control characters";
  if (request.contentType.empty() && !request.body.empty()) return "a body needs a content type";
  if (!request.body.empty() && (request.method == "GET" || request.method == "HEAD")) {
    return request.method + " carries no body";
  }
  for (const auto& [name, value] : request.headers) {
    if (!isToken(name)) return "a header name is not an HTTP token";
    if (!isFieldValue(value)) return "the value of header " + name + " has control characters";
    if (isReserved(name)) return "header " + name + " is not for callers to set";
  }
  return {};
}

}  // namespace slipway::net
