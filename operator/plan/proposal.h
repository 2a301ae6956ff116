#pragma once

#include <string>
#include <vector>

#include "operator/client/session.h"
#include "operator/plan/live.h"
#include "operator/plan/manifests.h"

namespace slipway::cli {

// What one manifest makes of its object.
struct Change {
  Manifest manifest;
  Value before;                       // null: it does not exist yet
  Value after;                        // null: refused
  std::vector<std::string> refusals;  // by field, as the API server says it
  std::string note = {};  // for people: how it came about, where that is no matter of course
  // Applying it writes something that somebody could notice.
  bool changes() const;
};

// Asks the API server, by dry run, what each object would be once it is applied. As kubectl does,
// what was applied on the client's side before is merged with what was applied the last time;
// anything else is applied on the server's side, by `fieldManager`. Who may not apply gets what a
// merge here makes of it.
Expected<std::vector<Change>, std::string> propose(Session& session, const Live& live,
                                                   const std::vector<Manifest>& manifests,
                                                   const std::string& fieldManager);

// The merge patch of a client's apply: what the manifest says, and null for what the last one said
// and this one does not.
Value threeWayPatch(const Value& last, const Value& manifest);

}  // namespace slipway::cli
