#include "strategies/traffic/services.h"

#include <algorithm>

#include "strategies/seeded_bugs.h"
#include "strategies/strategy.h"
#include "strategies/takeover.h"

namespace slipway::strategies {
namespace {

using crds::Reach;
using crds::ServiceRole;

bool forUsers(const ServiceView& service) {
  return service.asked && service.role == ServiceRole::Stable;
}

const crds::ServiceStatus* statusOf(const Snapshot& snapshot, const std::string& service) {
  for (const crds::ServiceStatus& status : snapshot.release.status.traffic) {
    if (status.service == service) return &status;
  }
  return nullptr;
}

kube::Labels selectorFor(const Snapshot& snapshot, const Leads& leads) {
  kube::Labels selector = effectiveSelector(snapshot);
  selector.insert_or_assign(crds::kReleaseLabel, snapshot.release.meta.name);
  if (leads.reach == Reach::Revision) {
    selector.insert_or_assign(crds::kRevisionLabel, leads.hash);
  }
  return selector;
}

// Enough of the stable revision's pods are available to serve everybody.
bool stableSuffices(const Snapshot& snapshot, const Roles& roles) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const Bounds bounds = boundsOf(spec.strategy, spec.replicas);
  if (hasDowntime(spec.strategy)) return true;
  if (sideBySide(spec.strategy)) return availableOf(roles.stable) >= spec.replicas;
  std::int32_t least = std::max(bounds.floor(), 1);
  // Twice their load is better for users than pods that are known to be bad.
  const bool bad = std::any_of(roles.others.begin(), roles.others.end(), [](const auto* other) {
    return other->rejected && availableOf(other) > 0;
  });
  if (bad || roles.goal == Goal::Return) {
    least = std::min(least, std::max((spec.replicas + 1) / 2, 1));
  }
  return availableOf(roles.stable) >= least;
}

// To the stable revision, or on the way there: never from pods to nothing, and never to pods that
// users have not reached before.
std::optional<Leads> towardsStable(const Snapshot& snapshot, const Roles& roles,
                                   const Leads& current) {
  if (!roles.stable) return std::nullopt;
  Leads stable{Reach::Revision, roles.stable->hash};
  const bool others = std::any_of(roles.others.begin(), roles.others.end(), [&](const auto* r) {
    return r != roles.stable && availableOf(r) > 0;
  });
  const bool rest = roles.target != roles.stable && availableOf(roles.target) > 0;
  if (current == stable || stableSuffices(snapshot, roles) || (!others && !rest)) return stable;
  if (sideBySide(snapshot.release.spec.strategy) || availableOf(roles.stable) == 0) {
    return std::nullopt;
  }
  const bool strange = std::any_of(
      snapshot.revisions.begin(), snapshot.revisions.end(), [&](const RevisionView& revision) {
        return current.reach == Reach::Revision && revision.hash != current.hash &&
               revision.hash != stable.hash && revision.current > 0;
      });
  if (strange) return std::nullopt;
  return Leads{Reach::Release};
}

// Pods that are available have been seen as ready endpoints, where a Service shows them.
bool seenReady(const Snapshot& snapshot, const RevisionView& revision) {
  for (const ServiceView& service : snapshot.services) {
    const bool shows = service.asked && service.role == ServiceRole::Update &&
                       leadsOf(snapshot, service) == Leads{Reach::Revision, revision.hash};
    if (!shows) continue;
    for (const PodView& pod : revision.pods) {
      const bool seen =
          std::binary_search(service.endpoints.begin(), service.endpoints.end(), pod.uid);
      if (pod.available && !pod.terminating && !seen) return false;
    }
  }
  return true;
}

bool reaches(const Leads& leads, const RevisionView& revision) {
  return leads.reach == Reach::Release || leads == Leads{Reach::Revision, revision.hash};
}

// The update has no pods yet, and users would reach the first ones that come; or it has some that
// nobody was to reach before they passed, and that are not ready: not by us.
bool exposed(const Snapshot& snapshot, const Roles& roles) {
  const RevisionView* target = roles.target;
  if (roles.goal != Goal::Deploy || !target || !trafficReaches(snapshot, *target)) return false;
  const auto& update = snapshot.release.status.update;
  const bool meant = !update || update->servingAt || update->promotedAt;
  return target->desired == 0 || (target->available == 0 && !meant);
}

// To the one of the others that has most available pods, and is not known to be bad.
std::optional<Leads> towardsServing(const Roles& roles) {
  const RevisionView* most = nullptr;
  for (const RevisionView* other : roles.others) {
    if (!other->rejected && availableOf(other) > availableOf(most)) most = other;
  }
  if (!most) return std::nullopt;
  return Leads{Reach::Revision, most->hash};
}

std::optional<Leads> whileDeploying(const Snapshot& snapshot, const Roles& roles,
                                    const Leads& current) {
  const auto& update = snapshot.release.status.update;
  const bool ours = update && update->ref.hash == roles.asked.hash;
  const RevisionView* target = roles.target;
  if (ours && update->promotedAt) {
    if (availableOf(target) == 0 || !seenReady(snapshot, *target)) return std::nullopt;
    return Leads{Reach::Revision, target->hash};
  }
  const bool beside = sideBySide(snapshot.release.spec.strategy);
  if (ours && update->servingAt && !beside) {
    if (target && !seenReady(snapshot, *target)) return std::nullopt;
    return Leads{Reach::Release};
  }
  // Where the stable one is down, an update that was replaced has to do.
  const bool down = availableOf(roles.stable) == 0 && !hasDowntime(snapshot.release.spec.strategy);
  if (down && exposed(snapshot, roles)) return towardsServing(roles);
  return towardsStable(snapshot, roles, current);
}

// Where users should be led for now; nullopt: wherever they are.
std::optional<Leads> wantedForUsers(const Snapshot& snapshot, const Roles& roles,
                                    const Leads& current) {
  switch (roles.goal) {
    case Goal::Deploy:
      return whileDeploying(snapshot, roles, current);
    case Goal::Return:
    case Goal::Stay:
      return towardsStable(snapshot, roles, current);
    case Goal::Hold:
      break;
  }
  return std::nullopt;
}

// And those who look at what is new.
std::optional<Leads> wantedForPreview(const Roles& roles) {
  const bool shown = roles.goal == Goal::Deploy || roles.goal == Goal::Hold;
  const RevisionView* revision = shown && roles.current ? roles.current : roles.stable;
  if (!revision) return std::nullopt;
  return Leads{Reach::Revision, revision->hash};
}

std::optional<Leads> wanted(const Snapshot& snapshot, const Roles& roles,
                            const ServiceView& service) {
  return service.role == ServiceRole::Update
             ? wantedForPreview(roles)
             : wantedForUsers(snapshot, roles, leadsOf(snapshot, service));
}

Target targetOf(const ServiceView& service) {
  return {service.name, service.uid, service.resourceVersion, true, 0};
}

Note noteOf(const ServiceView& service, const char* reason, std::string message) {
  return {Note::Level::Normal, "Service/" + service.name, reason, std::move(message)};
}

std::string describe(const Snapshot& snapshot, const Leads& leads) {
  if (leads.reach == Reach::Release) return "all revisions";
  const RevisionView* revision = revisionOf(snapshot, leads.hash);
  return revision ? "revision " + std::to_string(revision->number) + " (" + leads.hash + ")"
                  : "revision " + leads.hash;
}

const crds::TrafficService* specOf(const Snapshot& snapshot, const std::string& name) {
  for (const crds::TrafficService& service : snapshot.release.spec.traffic.services) {
    if (service.name == name) return &service;
  }
  return nullptr;
}

Intent createIntent(const Snapshot& snapshot, const Roles& roles, const ServiceView& service) {
  CreateService create{service.name, specOf(snapshot, service.name)->manifest, std::nullopt};
  const auto leads = wanted(snapshot, roles, service);
  if (leads) create.selector = selectorFor(snapshot, *leads);
  return {std::move(create),
          noteOf(service, "ServiceCreated",
                 leads ? "created, leading to " + describe(snapshot, *leads)
                       : std::string("created; it leads nowhere until the first pods passed"))};
}

// One that lost our label still knows what it had before; our own selector is nothing to go back
// to.
Intent claimIntent(const Snapshot& snapshot, const ServiceView& service) {
  ClaimService claim{targetOf(service), service.before};
  const bool others = leadsOf(snapshot, service).reach == Reach::Foreign;
  if (!claim.before && others) claim.before = service.selector;
  return {std::move(claim), noteOf(service, "ServiceTakenOver", "taken over")};
}

Intent returnIntent(const Snapshot& snapshot, const ServiceView& service) {
  ReturnService back{targetOf(service), service.before.value_or(effectiveSelector(snapshot)),
                     service.selector};
  return {std::move(back), noteOf(service, "ServiceGivenBack", "given back as it was")};
}

// Of one of ours. What is observed must stand in status before anything is done about it: otherwise
// a reset by somebody else would be undone without having been counted.
bool untold(const Snapshot& snapshot, const ServiceView& service) {
  if (!service.asked || service.standing != Standing::Ours) return false;
  const auto* status = statusOf(snapshot, service.name);
  return !status || Leads{status->reach, status->hash} != leadsOf(snapshot, service);
}

std::optional<Leads> leadsElsewhere(const Snapshot& snapshot, const Roles& roles,
                                    const ServiceView& service) {
  auto leads = wanted(snapshot, roles, service);
  if (leads == leadsOf(snapshot, service)) return std::nullopt;
  return leads;
}

void point(const Snapshot& snapshot, const Roles& roles, const ServiceView& service,
           std::vector<Intent>& intents) {
  const auto leads = leadsElsewhere(snapshot, roles, service);
  if (!leads || untold(snapshot, service)) return;
  intents.push_back({PointService{targetOf(service), selectorFor(snapshot, *leads)},
                     noteOf(service, "TrafficMoved", "leads to " + describe(snapshot, *leads))});
}

void manage(const Snapshot& snapshot, const Roles& roles, const ServiceView& service,
            std::vector<Intent>& intents) {
  const crds::TrafficService* spec = specOf(snapshot, service.name);
  switch (service.standing) {
    case Standing::Missing:
      if (spec->created() && service.refusal.empty()) {
        intents.push_back(createIntent(snapshot, roles, service));
      }
      return;
    case Standing::Unclaimed:
      if (spec->created()) return;
      // Who deletes the Release must not find its Services still pointing at it.
      intents.push_back(hasFinalizer(snapshot) ? claimIntent(snapshot, service)
                                               : finalizerIntent(snapshot, true));
      return;
    case Standing::Ours:
      point(snapshot, roles, service, intents);
      return;
    case Standing::Taken:
      return;
  }
}

std::string place(const std::string& name) {
  return "spec.traffic.services: Service " + name;
}

std::optional<Problem> problemOf(const Snapshot& snapshot, const ServiceView& service) {
  const crds::TrafficService* spec = specOf(snapshot, service.name);
  if (!service.refusal.empty()) {
    return Problem{"ServiceRefused", place(service.name) + ": " + service.refusal};
  }
  switch (service.standing) {
    case Standing::Missing:
      if (spec->created()) return std::nullopt;
      return Problem{"ServiceMissing",
                     place(service.name) + " does not exist; create it, or give a template"};
    case Standing::Taken:
      return Problem{"ServiceTaken",
                     place(service.name) + " belongs to " + service.taker + "; use another name"};
    case Standing::Unclaimed:
      if (!spec->created()) break;
      return Problem{"ServiceTaken", place(service.name) +
                                         " exists already; leave its template out to have "
                                         "it taken over, or delete it"};
    case Standing::Ours:
      break;
  }
  if (service.type == "ExternalName") {
    return Problem{"ServiceUnusable",
                   place(service.name) + " is of type ExternalName, which leads to no pods"};
  }
  const auto* status = statusOf(snapshot, service.name);
  if (!status || status->resets < kMostResets) return std::nullopt;
  return Problem{"TrafficContested",
                 place(service.name) + ": its selector was set " +
                     timesBy(status->resets, status->by) +
                     "; leave spec.selector out of its manifest, then change this Release"};
}

}  // namespace

Leads leadsOf(const Snapshot& snapshot, const ServiceView& service) {
  if (!service.hasSelector) return {};
  kube::Labels rest = service.selector;
  const auto take = [&](std::string_view key) {
    std::string value(rest.valueOr(key, ""));
    rest.erase(key);
    return value;
  };
  const std::string release = take(crds::kReleaseLabel);
  std::string hash = take(crds::kRevisionLabel);
  if (release != snapshot.release.meta.name || rest != effectiveSelector(snapshot)) {
    return {Reach::Foreign, {}};
  }
  if (hash.empty()) return {Reach::Release, {}};
  return {Reach::Revision, std::move(hash)};
}

bool hasTraffic(const Snapshot& snapshot) {
  return std::any_of(snapshot.services.begin(), snapshot.services.end(), forUsers);
}

bool trafficSettled(const Snapshot& snapshot, const Roles& roles) {
  return std::all_of(snapshot.services.begin(), snapshot.services.end(), [&](const auto& service) {
    if (!forUsers(service)) return true;
    const auto leads = wanted(snapshot, roles, service);
    return !leads || (service.standing == Standing::Ours && *leads == leadsOf(snapshot, service));
  });
}

bool trafficOnlyOn(const Snapshot& snapshot, const std::string& hash) {
  return std::all_of(snapshot.services.begin(), snapshot.services.end(), [&](const auto& service) {
    return !forUsers(service) || leadsOf(snapshot, service) == Leads{Reach::Revision, hash};
  });
}

bool trafficReaches(const Snapshot& snapshot, const RevisionView& revision) {
  return std::any_of(snapshot.services.begin(), snapshot.services.end(), [&](const auto& service) {
    return forUsers(service) && reaches(leadsOf(snapshot, service), revision);
  });
}

bool mustRecall(const Snapshot& snapshot, const Roles& roles) {
  return exposed(snapshot, roles) && availableOf(roles.stable) > 0 &&
         !stableSuffices(snapshot, roles);
}

std::optional<Duration> delayLeft(const Snapshot& snapshot) {
  if (!hasTraffic(snapshot)) return std::nullopt;
  const Duration delay = scaleDownDelay(snapshot.release.spec.strategy);
  // It begins when status says that users were led elsewhere: until then what is known of the time
  // is about the move before.
  const bool moved = std::any_of(
      snapshot.services.begin(), snapshot.services.end(),
      [&](const auto& service) { return forUsers(service) && untold(snapshot, service); });
  const Duration left = moved ? delay : delay - snapshot.elapsed.sinceTraffic;
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

bool lingers(const Snapshot& snapshot, const Roles& roles, const RevisionView& revision) {
  if (SLIPWAY_SEEDED_BUG(IgnoresEndpoints)) return false;
  const auto listed = [&](const ServiceView& service) {
    return std::any_of(revision.pods.begin(), revision.pods.end(), [&](const PodView& pod) {
      return std::binary_search(service.endpoints.begin(), service.endpoints.end(), pod.uid);
    });
  };
  return std::any_of(snapshot.services.begin(), snapshot.services.end(),
                     [&](const ServiceView& service) {
                       if (!forUsers(service) || !listed(service)) return false;
                       const Leads now = leadsOf(snapshot, service);
                       return !reaches(wanted(snapshot, roles, service).value_or(now), revision);
                     });
}

bool keepsPods(const Snapshot& snapshot, const Roles& roles, const RevisionView& revision) {
  if (!hasTraffic(snapshot)) return false;
  const bool beside = sideBySide(snapshot.release.spec.strategy);
  // While pods of both serve, the bounds of the strategy say who goes.
  const bool mixed = std::any_of(snapshot.services.begin(), snapshot.services.end(),
                                 [&](const ServiceView& service) {
                                   if (!forUsers(service)) return false;
                                   const auto leads = wanted(snapshot, roles, service);
                                   return !leads || leads->reach == Reach::Release;
                                 });
  const bool replaced = roles.goal == Goal::Deploy && &revision == roles.stable;
  if (!beside && (mixed || replaced)) return false;
  return trafficReaches(snapshot, revision) || lingers(snapshot, roles, revision) ||
         (beside && delayLeft(snapshot));
}

std::optional<Problem> trafficProblem(const Snapshot& snapshot) {
  for (const ServiceView& service : snapshot.services) {
    if (!service.asked) continue;
    if (auto problem = problemOf(snapshot, service)) return problem;
  }
  return std::nullopt;
}

bool trafficWaitsForStatus(const Snapshot& snapshot, const Roles& roles) {
  return std::any_of(snapshot.services.begin(), snapshot.services.end(), [&](const auto& service) {
    return untold(snapshot, service) && leadsElsewhere(snapshot, roles, service).has_value();
  });
}

std::vector<Intent> trafficIntents(const Snapshot& snapshot, const Roles& roles) {
  std::vector<Intent> intents;
  for (const ServiceView& service : snapshot.services) {
    if (service.asked) {
      manage(snapshot, roles, service, intents);
    } else if (service.created) {
      intents.push_back({DeleteService{targetOf(service)},
                         noteOf(service, "ServiceDeleted", "the spec does not name it any more")});
    } else {
      intents.push_back(returnIntent(snapshot, service));
    }
  }
  return intents;
}

std::vector<Intent> trafficFarewell(const Snapshot& snapshot) {
  std::vector<Intent> intents;
  for (const ServiceView& service : snapshot.services) {
    if (service.standing != Standing::Ours || service.created) continue;
    intents.push_back(returnIntent(snapshot, service));
  }
  return intents;
}

std::vector<crds::ServiceStatus> nextTraffic(const Snapshot& snapshot) {
  std::vector<crds::ServiceStatus> traffic;
  const bool sameSpec =
      snapshot.release.status.observedGeneration == snapshot.release.meta.generation;
  for (const ServiceView& service : snapshot.services) {
    if (!service.asked || service.standing != Standing::Ours) continue;
    const Leads leads = leadsOf(snapshot, service);
    crds::ServiceStatus next{service.name, leads.reach, leads.hash, snapshot.now, 0, {}};
    if (const auto* before = statusOf(snapshot, service.name)) {
      const bool ours = before->reach == Reach::Revision || before->reach == Reach::Release;
      const bool lost = leads.reach == Reach::Foreign || leads.reach == Reach::Nothing;
      if (sameSpec) next.resets = before->resets + (ours && lost ? 1 : 0);
      if (next.resets > 0) next.by = ours && lost ? service.manager : before->by;
      if (Leads{before->reach, before->hash} == leads) next.since = before->since;
    }
    traffic.push_back(std::move(next));
  }
  return traffic;
}

}  // namespace slipway::strategies
