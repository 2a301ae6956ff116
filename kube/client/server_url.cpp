#include <algorithm>
#include <charconv>

#include "kube/client/config.h"

namespace slipway::kube {
namespace {

bool isHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_';
}

bool isPathCharacter(char c) {
  return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\';
}

}  // namespace

Expected<ServerAddress, std::string> parseServerUrl(std::string_view url) {
  ServerAddress address;
  const auto colon = url.find("://");
  const std::string_view scheme = colon == std::string_view::npos ? "" : url.substr(0, colon);
  if (scheme != "https" && scheme != "http")
    return Unexpected{std::string("must begin with https:// or http://")};
  address.endpoint.scheme = scheme;
  address.endpoint.port = scheme == "https" ? 443 : 80;
  url.remove_prefix(colon + 3);

  const auto slash = std::min(url.find('/'), url.size());
  std::string_view path = url.substr(slash);
  std::string_view host = url.substr(0, slash);
  if (url.find_first_of("?#@") != std::string_view::npos)
    return Unexpected{std::string("must be scheme, host, port and path only")};
  if (host.starts_with('['))
    return Unexpected{std::string("IPv6 addresses are not supported here: use a host name")};
  if (const auto at = host.find(':'); at != std::string_view::npos) {
    const std::string_view port = host.substr(at + 1);
    const char* const last = port.data() + port.size();
    const auto [end, problem] = std::from_chars(port.data(), last, address.endpoint.port);
    if (problem != std::errc() || end != last || address.endpoint.port == 0)
      return Unexpected{"\"" + std::string(port) + "\" is not a port"};
    host = host.substr(0, at);
  }
  if (host.empty() || !std::all_of(host.begin(), host.end(), isHostCharacter))
    return Unexpected{std::string("has no usable host name")};
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!std::all_of(path.begin(), path.end(), isPathCharacter) || path.starts_with("//"))
    return Unexpected{std::string("has a path that is not percent-encoded")};
  address.endpoint.host = host;
  address.prefix = path;
  return address;
}

std::string ClientConfig::url() const {
  return endpoint.scheme + "://" + endpoint.host + ":" + std::to_string(endpoint.port) + pathPrefix;
}

}  // namespace slipway::kube
