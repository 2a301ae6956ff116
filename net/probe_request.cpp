#include "net/probe_request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "net/address_policy.h"

namespace slipway::net {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool isAlnum(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

bool equalIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// RFC 9110 token.
bool isToken(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return isAlnum(c) || marks.find(c) != std::string_view::npos;
  });
}

bool isVisible(char c) {
  return c > ' ' && c < '\x7f';
}

bool isFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '\t' || static_cast<unsigned char>(c) >= 0x20; }) &&
         text.find('\x7f') == std::string_view::npos;
}

bool isHostName(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return isAlnum(c) || c == '.' || c == '-' || c == '_';
  });
}

// How the message is framed and the connection ends is not the tenant's to say.
bool isReserved(std::string_view name) {
  constexpr std::array<std::string_view, 10> names = {
      "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect",
      "keep-alive", "http2-settings", "proxy-connection"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return equalIgnoringCase(each, name); });
}

std::optional<std::string> problemOf(const ProbeRequest& request) {
  if (request.scheme != "http" && request.scheme != "https") return "scheme must be http or https";
  if (!isHostName(request.host) && !parseIpAddress(request.host)) {
    return "host must be a name or an address";
  }
  if (request.port == 0) return "port must be 1-65535";
  if (!isToken(request.method) || request.method == "CONNECT") return "method is not usable";
  if (request.target.empty() || request.target.front() != '/' ||
      !std::all_of(request.target.begin(), request.target.end(), isVisible)) {
    return "target must start with '/' and hold no spaces or control characters";
  }
  for (const auto& [name, value] : request.headers) {
    if (!isToken(name)) return "a header name is not a token";
    if (isReserved(name)) return "header " + name + " cannot be set";
    if (!isFieldValue(value)) return "header " + name + " holds control characters";
  }
  return std::nullopt;
}

bool has(const ProbeRequest& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return equalIgnoringCase(header.first, name); });
}

std::string hostField(const ProbeRequest& request) {
  const bool usual = request.port == (request.scheme == "https" ? 443 : 80);
  std::string text = hostAndPort(request.host, request.port);
  return usual ? text.substr(0, text.rfind(':')) : text;
}

}  // namespace

std::string hostAndPort(const std::string& host, std::uint16_t port) {
  const bool bracketed = host.find(':') != std::string::npos;
  return (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Expected<std::string, std::string> renderProbeRequest(const ProbeRequest& request) {
  if (const auto problem = problemOf(request)) return Unexpected{"invalid request: " + *problem};
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  const auto field = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  if (!has(request, "Host")) field("Host", hostField(request));
  if (!has(request, "User-Agent")) field("User-Agent", "slipway");
  if (!has(request, "Accept")) field("Accept", "*/*");
  for (const auto& [name, value] : request.headers) field(name, value);
  field("Connection", "close");
  const bool takesBody =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (!request.body.empty() || takesBody) {
    field("Content-Length", std::to_string(request.body.size()));
  }
  return text + "\r\n" + request.body;
}

}  // namespace slipway::net
