#include "sim/story_json.h"

#include <cstdio>
#include <utility>

namespace slipway::sim {
namespace {

// Seconds, to the millisecond.
Value seconds(Duration at) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(at).count();
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(ms / 1000),
                static_cast<long long>(ms % 1000));
  return Value::number(text);
}

const char* kindText(StoryLine::Kind kind) {
  switch (kind) {
    case StoryLine::Kind::Act:
      return "act";
    case StoryLine::Kind::Note:
      return "note";
    case StoryLine::Kind::Warning:
      return "warning";
    case StoryLine::Kind::Picture:
      return "picture";
    case StoryLine::Kind::Verdict:
      return "verdict";
  }
  return "";
}

Value revisionValue(const RevisionPicture& r) {
  return Value::object({{"number", r.number},
                        {"hash", r.hash},
                        {"role", text(r.role)},
                        {"wanted", r.wanted},
                        {"have", r.have},
                        {"ready", r.ready},
                        {"available", r.available}});
}

Value shareValue(const SharePicture& s) {
  return Value::object({{"revision", s.revision}, {"role", text(s.role)}, {"percent", s.percent}});
}

Value checkValue(const CheckPicture& c) {
  return Value::object({{"name", c.name},
                        {"verdict", c.verdict},
                        {"asked", c.asked},
                        {"passed", c.passed},
                        {"reason", c.reason}});
}

Value conditionValue(const ConditionPicture& c) {
  return Value::object({{"type", c.type}, {"status", c.status}, {"reason", c.reason}});
}

template <typename Items, typename ToValue>
Value listOf(const Items& items, const ToValue& toValue) {
  Value::Elements elements;
  for (const auto& item : items) elements.push_back(toValue(item));
  return Value::array(std::move(elements));
}

Value serviceValue(const ServicePicture& s) {
  return Value::object(
      {{"name", s.name}, {"reach", s.reach}, {"shares", listOf(s.shares, shareValue)}});
}

}  // namespace

std::string storyLineJson(const StoryLine& line) {
  Value::Members members{{"at", seconds(line.at)},
                         {"kind", kindText(line.kind)},
                         {"who", line.who},
                         {"text", line.text}};
  if (!line.reason.empty()) members.push_back({"reason", line.reason});
  if (line.picture) {
    const Picture& picture = *line.picture;
    members.push_back({"replicas", picture.replicas});
    members.push_back({"revisions", listOf(picture.revisions, revisionValue)});
    if (!picture.services.empty())
      members.push_back({"services", listOf(picture.services, serviceValue)});
    members.push_back({"phase", picture.phase});
    members.push_back({"message", picture.message});
    members.push_back({"conditions", listOf(picture.conditions, conditionValue)});
    members.push_back({"checks", listOf(picture.checks, checkValue)});
  }
  return printJson(Value::object(std::move(members)));
}

std::string resultJson(const Play& play, const PlayResult& result, Duration elapsed) {
  return printJson(Value::object(
      {{"at", seconds(elapsed)},
       {"kind", "result"},
       {"play", play.name},
       {"seed", static_cast<std::int64_t>(play.seed)},
       {"ok", result.ok()},
       {"failures", listOf(result.failures, [](const std::string& f) { return Value(f); })}}));
}

}  // namespace slipway::sim
