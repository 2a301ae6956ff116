#include "crds/traffic.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace slipway::crds {
namespace {

constexpr std::size_t kMaxServices = 8;
constexpr Duration kLongestDrain = std::chrono::minutes(10);
constexpr std::array<Reach, 4> kReaches{Reach::Nothing, Reach::Revision, Reach::Release,
                                        Reach::Foreign};

TrafficService readService(const Reader& reader) {
  TrafficService service;
  if (reader["name"].require()) service.name = reader["name"].string();
  const std::string role = reader["role"].string("Stable");
  if (role != "Stable" && role != "Update") reader["role"].fail("must be Stable or Update");
  service.role = role == "Update" ? ServiceRole::Update : ServiceRole::Stable;
  const Reader manifest = reader["template"];
  if (!manifest.present()) return service;
  service.manifest = manifest.value();
  manifest["spec"].require();
  if (manifest["spec"]["selector"].present()) {
    manifest["spec"]["selector"].fail("leave it out; Slipway sets it");
  }
  return service;
}

Duration readDrain(const Reader& reader, std::string_view fallback) {
  const auto drain = parseDuration(reader.string(fallback));
  if (!drain || *drain < Duration{0} || *drain > kLongestDrain) {
    reader.fail("must be a duration of at most 10m, as in 5s");
  }
  // A preStop sleep has whole seconds.
  return std::chrono::ceil<std::chrono::seconds>(drain.value_or(Duration{0}));
}

Reach readReach(const std::string& word) {
  const auto found =
      std::find_if(kReaches.begin(), kReaches.end(), [&](Reach r) { return text(r) == word; });
  return found == kReaches.end() ? Reach::Nothing : *found;
}

}  // namespace

std::string_view text(Reach reach) {
  switch (reach) {
    case Reach::Revision:
      return "Revision";
    case Reach::Release:
      return "Release";
    case Reach::Foreign:
      return "Foreign";
    case Reach::Nothing:
      break;
  }
  return "Nothing";
}

Traffic readTraffic(const Reader& reader) {
  Traffic traffic;
  const auto services = reader["services"].elements();
  if (services.size() > kMaxServices) reader["services"].fail("give at most 8");
  std::set<std::string> names;
  for (const Reader& one : services) {
    traffic.services.push_back(readService(one));
    if (!names.insert(traffic.services.back().name).second) one["name"].fail("is given twice");
  }
  traffic.drain = readDrain(reader["drain"], traffic.services.empty() ? "0s" : "5s");
  return traffic;
}

std::vector<ServiceStatus> readServiceStatuses(const Reader& reader) {
  std::vector<ServiceStatus> read;
  for (const Reader& one : reader.elements()) {
    ServiceStatus status;
    status.service = one["service"].string();
    status.reach = readReach(one["reach"].string());
    status.hash = one["hash"].string();
    status.since = parseTime(one["since"].string()).value_or(WallTime{});
    status.resets = one["resets"].int32();
    status.by = one["by"].string();
    if (!status.service.empty()) read.push_back(std::move(status));
  }
  return read;
}

Value serviceStatusesValue(const std::vector<ServiceStatus>& services) {
  Value::Elements elements;
  for (const ServiceStatus& one : services) {
    Value::Members members{{"service", one.service}, {"reach", text(one.reach)}};
    if (!one.hash.empty()) members.push_back({"hash", one.hash});
    members.push_back({"since", formatTime(one.since)});
    if (one.resets > 0) {
      members.push_back({"resets", one.resets});
      if (!one.by.empty()) members.push_back({"by", truncateUtf8(one.by, 128)});
    }
    elements.push_back(Value::object(std::move(members)));
  }
  return Value::array(std::move(elements));
}

}  // namespace slipway::crds
