#pragma once

#include <optional>
#include <string>
#include <vector>

#include "strategies/plan.h"
#include "strategies/roles.h"

namespace slipway::strategies {

// Traffic by Services: their selectors say which revision users reach. Only what was observed
// counts; what is asked for becomes true when the Service's next version is seen.

// Where a Service leads.
struct Leads {
  crds::Reach reach = crds::Reach::Nothing;
  std::string hash{};  // of Reach::Revision
  friend bool operator==(const Leads&, const Leads&) = default;
};
Leads leadsOf(const Snapshot& snapshot, const ServiceView& service);

// The spec names a Service that users come by.
bool hasTraffic(const Snapshot& snapshot);
// Every one of these leads where it should for now.
bool trafficSettled(const Snapshot& snapshot, const Roles& roles);
// Every one of these leads to that revision alone.
bool trafficOnlyOn(const Snapshot& snapshot, const std::string& hash);
// Users reach pods of that revision: its own selector, or one for all.
bool trafficReaches(const Snapshot& snapshot, const RevisionView& revision);

// They are being led away from that revision, or were, but some node may still send them to its
// pods.
bool lingers(const Snapshot& snapshot, const Roles& roles, const RevisionView& revision);

// Users would reach the first pods of the update, since they are led to all there are, and the
// stable revision has pods, but not enough of them to carry its users alone.
bool mustRecall(const Snapshot& snapshot, const Roles& roles);

// Pods of `revision`, one of the others, must stay for now: users reach them, some node may still
// send to them, or the revision keeps warm.
bool keepsPods(const Snapshot& snapshot, const Roles& roles, const RevisionView& revision);
// When that may change by time alone; nullopt: it does not depend on time.
std::optional<Duration> delayLeft(const Snapshot& snapshot);

// What keeps traffic from being managed at all.
std::optional<Problem> trafficProblem(const Snapshot& snapshot);

// A Service is to be led elsewhere, as soon as status says where it leads now.
bool trafficWaitsForStatus(const Snapshot& snapshot, const Roles& roles);

// What to create, take over, point elsewhere or give back.
std::vector<Intent> trafficIntents(const Snapshot& snapshot, const Roles& roles);
// What to give back of a Release that is being deleted.
std::vector<Intent> trafficFarewell(const Snapshot& snapshot);

// status.traffic for what was observed.
std::vector<crds::ServiceStatus> nextTraffic(const Snapshot& snapshot);

}  // namespace slipway::strategies
