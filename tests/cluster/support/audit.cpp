#include "tests/cluster/support/audit.h"

#include <stdexcept>
#include <utility>

namespace slipway::testing {
namespace {

std::string text(const Value& value) {
  return std::string(value.stringOr(""));
}

AuditEntry entryFrom(Value line) {
  const Value& object = line["objectRef"];
  AuditEntry entry;
  entry.user = text(line["user"]["username"]);
  entry.agent = text(line["userAgent"]);
  entry.stage = text(line["stage"]);
  entry.verb = text(line["verb"]);
  entry.group = text(object["apiGroup"]);
  entry.resource = text(object["resource"]);
  entry.subresource = text(object["subresource"]);
  entry.nameSpace = text(object["namespace"]);
  entry.name = text(object["name"]);
  entry.uri = text(line["requestURI"]);
  entry.receivedAt = text(line["requestReceivedTimestamp"]);
  entry.code = static_cast<int>(line["responseStatus"]["code"].asInt().value_or(0));
  entry.whole = std::move(line);
  return entry;
}

}  // namespace

std::vector<AuditEntry> parseAuditLog(std::string_view text) {
  std::vector<AuditEntry> entries;
  while (true) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return entries;
    auto line = parseJson(text.substr(0, end));
    if (!line.ok() || (*line)["kind"].stringOr("") != "Event") {
      throw std::runtime_error("not an audit entry: " + std::string(text.substr(0, end)));
    }
    entries.push_back(entryFrom(std::move(line).value()));
    text.remove_prefix(end + 1);
  }
}

}  // namespace slipway::testing
