#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "operator/client/acts.h"
#include "operator/client/session.h"
#include "operator/screen.h"
#include "sim/page.h"

namespace slipway::cli {

// The commands of `kubectl slipway`. Each answers the exit code: what it found or did goes to
// `out`, why it could not to `err`.
struct Client {
  Session& session;
  std::string server;  // for messages
  std::string ns;      // empty: all namespaces, where a command takes that
  const Screen& screen;
  sim::Look look;
  std::ostream& out;
  std::ostream& err;
};

enum class Output : std::uint8_t { Text, Json, Yaml, Name };

int listReleases(Client& client, Output output);
// `watch`: draws it again whenever it changes, until the Release is gone or nobody reads any more.
int showStatus(Client& client, const std::string& name, Output output, bool watch);
int showHistory(Client& client, const std::string& name, Output output);

// The templates of two revisions, by number; absent: the one that serves, and the one that is asked
// for. Answers 0 when they are the same, 1 when they differ, as diff does.
int showDiff(Client& client, const std::string& name, std::optional<std::int64_t> from,
             std::optional<std::int64_t> to);

int setPaused(Client& client, const std::string& name, bool paused);
// Waits for the answer of the operator for so long.
int decide(Client& client, const std::string& name, const std::string& decision,
           const std::string& reason, Duration timeout);
int goBack(Client& client, const std::string& name, const WayBack& way, Duration timeout);

// Checks files without a cluster; "-" is `in`.
int lintFiles(const std::vector<std::string>& files, bool quiet, std::istream& in,
              std::ostream& out, std::ostream& err);

// What a script may wait for.
enum class Goal : std::uint8_t { Ready, Verified, RolledBack, Decision };
int waitFor(Client& client, const std::string& name, Goal goal, Duration timeout);

}  // namespace slipway::cli
