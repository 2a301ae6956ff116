#include "tests/cluster/support/netns.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sched.h>
#include <unistd.h>

#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

// Within a user namespace of our own we are root, and root may have a network.
bool enterOwnUsers() {
  const auto uid = ::getuid();
  const auto gid = ::getgid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << gid << " 1";
  return ::getuid() == 0;
}

}  // namespace

Expected<Done, std::string> enterOwnNetwork() {
  if (::unshare(CLONE_NEWNET) != 0 && !enterOwnUsers()) {
    return Unexpected{std::string("these tests need a network namespace of their own and may not "
                                  "make one (") +
                      std::strerror(errno) +
                      "): run them as root, or allow unprivileged user namespaces"};
  }
  for (const Command& command :
       {Command{.argv = {"ip", "link", "set", "lo", "up"}},
        Command{.argv = {"ip", "route", "add", "local", "10.99.0.0/16", "dev", "lo"}}}) {
    if (auto done = runCommand(command); !done.ok()) {
      return Unexpected{"setting up the network namespace failed (is iproute2 installed?): " +
                        done.err};
    }
  }
  return Done{};
}

}  // namespace slipway::testing
