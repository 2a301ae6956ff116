#include "tests/cluster/plays/short_time.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kLongestLimit = seconds(15);

Duration tenth(Duration time, Duration least, Duration most) {
  if (time <= Duration{0}) return time;
  return std::clamp<Duration>(time / 10, least, most);
}

Value shortWait(const Value& text) {
  const auto time = parseDuration(text.stringOr(""));
  if (!time || *time < seconds(1)) return text;
  const Duration cut = tenth(*time, seconds(1), seconds(4));
  return std::to_string(std::chrono::ceil<seconds>(cut).count()) + "s";
}

Value shortLimit(const Value& text) {
  const auto time = parseDuration(text.stringOr(""));
  if (!time || *time <= kLongestLimit) return text;
  return std::to_string(std::chrono::duration_cast<seconds>(kLongestLimit).count()) + "s";
}

Value atMost(const Value& number, std::int64_t most) {
  return number.asInt() ? Value(std::min(*number.asInt(), most)) : number;
}

// Whatever of a Release's spec is a time, wherever it stands; `timeout` is a limit, but not that of
// a smoke test, which says what a slow answer is.
Value shortTimes(const Value& value, bool inSmokeTests) {
  static const std::set<std::string_view> waits{"duration", "scaleDownDelay", "interval"};
  if (value.isArray()) {
    Value::Elements elements;
    for (const Value& element : value.elements()) {
      elements.push_back(shortTimes(element, inSmokeTests));
    }
    return Value::array(std::move(elements));
  }
  if (!value.isObject()) return value;
  Value::Members members;
  for (const auto& [key, member] : value.members()) {
    Value changed =
        key == "template" ? member : shortTimes(member, inSmokeTests || key == "smokeTests");
    if (waits.contains(key) && member.isString()) changed = shortWait(member);
    if (key == "timeout" && !inSmokeTests && member.isString()) changed = shortLimit(member);
    if (key == "progressDeadlineSeconds") changed = atMost(member, 15);
    if (key == "minReadySeconds") changed = atMost(member, 1);
    members.push_back({key, std::move(changed)});
  }
  return Value::object(std::move(members));
}

void shorten(sim::PodScript& script) {
  script.readyAfter = tenth(script.readyAfter, milliseconds(100), seconds(4));
  if (script.crashAfter)
    script.crashAfter = tenth(*script.crashAfter, milliseconds(100), seconds(2));
  script.terminationDelay = tenth(script.terminationDelay, milliseconds(50), seconds(1));
}

struct Shorten {
  void operator()(sim::ApplyObject& apply) const { apply.object = shortTimes(apply.object, false); }
  void operator()(sim::PatchObject& patch) const {
    if (!patch.json) patch.patch = shortTimes(patch.patch, false);
  }
  void operator()(sim::Behave& behave) const { shorten(behave.script); }
  template <typename Other>
  void operator()(Other&) const {}
};

}  // namespace

sim::Play shortened(sim::Play play) {
  play.limit = seconds(120);
  for (sim::Behave& behave : play.pods) shorten(behave.script);
  for (Value& object : play.objects) object = shortTimes(object, false);
  for (sim::PlayEvent& event : play.events) {
    event.time = tenth(event.time, milliseconds(100), seconds(6));
    std::visit(Shorten{}, event.action);
  }
  return play;
}

}  // namespace slipway::testing
