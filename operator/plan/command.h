#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "base/expected.h"
#include "operator/client/commands.h"
#include "operator/plan/view.h"

namespace slipway::cli {

// As kubectl calls itself when it applies on the server's side.
inline constexpr const char* kKubectl = "kubectl";

struct PlanOptions {
  std::vector<std::string> files;  // "-" is standard input
  std::string fieldManager = kKubectl;
  Output output = Output::Text;
};

// Says what applying these files would do; nothing is written. As with `kubectl diff`, the exit
// code is 0 when nothing would change, 1 when something would, and more when that cannot be said,
// or is refused.
int plan(Client& client, const PlanOptions& options, std::istream& in);

// The same as a value. The error is for people.
Expected<Planned, std::string> planned(Session& session, const std::vector<Manifest>& manifests,
                                       const std::string& fieldManager);

}  // namespace slipway::cli
