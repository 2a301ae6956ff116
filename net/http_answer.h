#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/server.h"

namespace slipway::net {

// One response of the server, before it is bytes.
struct HttpAnswer {
  Page page;
  bool headOnly = false;  // the length is told, the body is left out
  bool keepAlive = false;
  bool http10 = false;  // of the request: keeping alive must be said
};
std::string render(const HttpAnswer& answer);

// A page that only says its status.
Page plainPage(int status);

// The path of a request target in origin ("/a?b") or absolute form ("http://x/a"), without the
// query and not decoded; nullopt for anything else.
std::optional<std::string> pathOfTarget(std::string_view target);

}  // namespace slipway::net
