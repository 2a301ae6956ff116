#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/value.h"

namespace slipway::crds {

// spec.traffic and status.traffic, decoded.

enum class ServiceRole : std::uint8_t {
  Stable,  // users come by it
  Update,  // for looking at the new revision
};

struct TrafficService {
  std::string name;
  ServiceRole role = ServiceRole::Stable;
  Value manifest;  // metadata and spec to create it from; null: it exists already
  bool created() const { return !manifest.isNull(); }
  friend bool operator==(const TrafficService&, const TrafficService&) = default;
};

struct Traffic {
  std::vector<TrafficService> services;  // in the order given, names distinct
  // How long a pod that is told to end goes on serving; 0..10 min, whole seconds.
  Duration drain{};
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

Traffic readTraffic(const Reader& reader);

// Which pods of a Release a Service's selector finds.
enum class Reach : std::uint8_t {
  Nothing,   // it has no selector
  Revision,  // those of one revision
  Release,   // all of them
  Foreign,   // whatever somebody else's selector finds
};
std::string_view text(Reach reach);

// Where a Service led when it was last looked at.
struct ServiceStatus {
  std::string service;
  Reach reach = Reach::Nothing;
  std::string hash;  // of Revision
  WallTime since{};
  std::int32_t resets = 0;  // how often somebody else has changed its selector
  std::string by;           // who did; empty: unknown
  friend bool operator==(const ServiceStatus&, const ServiceStatus&) = default;
};

// Reading never fails: what can't be read counts as absent.
std::vector<ServiceStatus> readServiceStatuses(const Reader& reader);
Value serviceStatusesValue(const std::vector<ServiceStatus>& services);

}  // namespace slipway::crds
