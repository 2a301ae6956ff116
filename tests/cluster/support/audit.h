#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace slipway::testing {

// One stage of one request as kube-apiserver's audit log tells it (level Metadata).
struct AuditEntry {
  std::string user;   // "system:serviceaccount:slipway-system:slipway"
  std::string agent;  // User-Agent
  std::string stage;  // "ResponseComplete"; watches have a "ResponseStarted" before it
  std::string verb;   // get list watch create update patch delete deletecollection
  std::string group;  // "" for the core group
  std::string resource;
  std::string subresource;
  std::string nameSpace;
  std::string name;  // empty for lists, and where the request did not name its object
  std::string uri;
  std::string receivedAt;  // RFC 3339 with microseconds
  int code = 0;            // HTTP status of the answer
  Value whole;
};

// The entries of an audit log, one JSON document per line; a last line that is still being written
// is left out. Throws on a whole line that is not an entry: the log is what tests judge by.
std::vector<AuditEntry> parseAuditLog(std::string_view text);

}  // namespace slipway::testing
