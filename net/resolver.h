#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/expected.h"
#include "net/address_policy.h"

namespace slipway::net {

// Names to addresses, for probes. A seam, so that tests can answer differently each time.
class Resolver {
 public:
  // All addresses of the name in the order to try them, never empty; or why there are none.
  using Answer = Expected<std::vector<IpAddress>, std::string>;
  using Answered = std::function<void(Answer)>;

  // Drops what is unanswered. May wait for lookups that are running.
  virtual ~Resolver() = default;
  // Calls `answered` once, from any thread, possibly from inside this call. Thread-safe.
  virtual void resolve(const std::string& name, Answered answered) = 0;
};

// The system's resolver (hosts file, DNS with its search list) on a few threads of its own, which
// start with the first lookup. Lookups of one name that overlap are one lookup, so that a tenant
// whose name servers are dead holds one thread and not all of them.
std::unique_ptr<Resolver> makeSystemResolver(std::size_t threads = 4);

}  // namespace slipway::net
