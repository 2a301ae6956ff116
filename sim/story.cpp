#include "sim/story.h"

#include <algorithm>
#include <cstdio>
#include <tuple>
#include <utility>
#include <vector>

#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::sim {
namespace {

// Changes within one moment make one picture.
constexpr Duration kMoment = std::chrono::milliseconds(200);
constexpr std::int64_t kCells = 20;

std::string timeText(Duration at) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(at).count() / 100;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%3lld:%02lld.%lld", static_cast<long long>(tenths / 600),
                static_cast<long long>(tenths / 10 % 60), static_cast<long long>(tenths % 10));
  return buffer;
}

const char* colourOf(StoryLine::Kind kind) {
  switch (kind) {
    case StoryLine::Kind::Act:
      return "\x1b[1;36m";
    case StoryLine::Kind::Note:
      return "";
    case StoryLine::Kind::Warning:
      return "\x1b[33m";
    case StoryLine::Kind::Picture:
      return "\x1b[32m";
    case StoryLine::Kind::Verdict:
      return "\x1b[1m";
  }
  return "";
}

std::int64_t revisionNumber(const RawObject& set) {
  const auto number = set.meta.annotations.find("slipway.dev/revision-number");
  return number == set.meta.annotations.end() ? 0 : std::atoll(number->second.c_str());
}

std::int64_t count(const RawObject& set, const char* pointer) {
  const Value* value = set.object.findPointer(pointer);
  return value ? value->asInt().value_or(0) : 0;
}

}  // namespace

std::string renderStoryLine(const StoryLine& line, bool colour) {
  std::string who = line.who;
  who.resize(std::max<std::size_t>(who.size(), 8), ' ');
  const std::string head = timeText(line.at) + "  " + who + " ";
  const char* start = colour ? colourOf(line.kind) : "";
  return head + start + line.text + (*start ? "\x1b[0m" : "");
}

std::string drawReplicas(std::int64_t wanted, std::int64_t have, std::int64_t ready,
                         std::int64_t available) {
  const std::int64_t all = std::max({wanted, have, std::int64_t{1}});
  const std::int64_t cells = std::min(all, kCells);
  // A scaled bar rounds down, so that a full bar is really full.
  const auto scaled = [&](std::int64_t n) { return std::min(n, all) * cells / all; };
  std::string bar = "▕";
  for (std::int64_t i = 0; i < cells; ++i)
    bar += i < scaled(available) ? "█" : i < scaled(ready) ? "▓" : i < scaled(have) ? "░" : "·";
  return bar + "▏ " + std::to_string(available) + "/" + std::to_string(wanted);
}

StoryWriter::StoryWriter(ActorSeams seams, StorySink sink)
    : seams_(seams), sink_(std::move(sink)), start_(seams.timers.clock().mono()) {
  const kube::RuntimeSeams runtime{seams.api, seams.timers, seams.random, seams.log, nullptr};
  releases_ = std::make_unique<RawInformer>(runtime, kube::Selection{crds::releases()}, decodeRaw);
  sets_ = std::make_unique<RawInformer>(runtime, kube::Selection{kube::resources::replicaSets()},
                                        decodeRaw, ownerUids);
  events_ =
      std::make_unique<RawInformer>(runtime, kube::Selection{kube::resources::events()}, decodeRaw);
  releases_->onChanged([this](const kube::ObjectKey& key, const RawPtr&, const RawPtr& after) {
    if (!after && drawn_.erase(key)) say(StoryLine::Kind::Note, "", key.text() + " is gone");
    changed();
  });
  sets_->onChanged([this](const kube::ObjectKey&, const RawPtr&, const RawPtr&) { changed(); });
  events_->onChanged([this](const kube::ObjectKey&, const RawPtr& before, const RawPtr& after) {
    onEvent(before, after);
  });
}

StoryWriter::~StoryWriter() = default;

void StoryWriter::start() {
  releases_->start();
  sets_->start();
  events_->start();
}

void StoryWriter::say(StoryLine::Kind kind, const std::string& who, const std::string& text) {
  sink_({kind, seams_.timers.clock().mono() - start_, who, text});
}

void StoryWriter::onEvent(const RawPtr& before, const RawPtr& after) {
  if (!after) return;
  const Value& event = after->object;
  const auto times = [](const RawPtr& e) {
    const Value* n = e ? e->object.findPointer("/series/count") : nullptr;
    return n ? n->asInt().value_or(1) : 1;
  };
  if (before && times(before) == times(after)) return;
  std::string text =
      std::string(event["reason"].stringOr("")) + ": " + std::string(event["note"].stringOr(""));
  if (times(after) > 1) text += " (" + std::to_string(times(after)) + " times)";
  say(event["type"].stringOr("") == "Warning" ? StoryLine::Kind::Warning : StoryLine::Kind::Note,
      "slipway", text);
}

void StoryWriter::changed() {
  if (!timer_)
    timer_ = seams_.timers.after(kMoment, [this] {
      timer_.reset();
      flush();
    });
}

void StoryWriter::flush() {
  for (const auto& [key, release] : releases_->store().all()) {
    std::string now = picture(*release);
    if (now.empty() || drawn_[key] == now) continue;
    say(StoryLine::Kind::Picture, key.name, now);
    drawn_[key] = std::move(now);
  }
}

std::string StoryWriter::picture(const RawObject& release) const {
  auto sets = sets_->store().indexed(release.meta.uid);
  std::sort(sets.begin(), sets.end(), [](const RawPtr& a, const RawPtr& b) {
    return std::tuple(revisionNumber(*a), a->meta.name) <
           std::tuple(revisionNumber(*b), b->meta.name);
  });
  std::string text;
  for (const auto& set : sets) {
    const auto wanted = count(*set, "/spec/replicas");
    const auto have = count(*set, "/status/replicas");
    if (wanted == 0 && have == 0) continue;
    text += "rev " + std::to_string(revisionNumber(*set)) + " " +
            drawReplicas(wanted, have, count(*set, "/status/readyReplicas"),
                         count(*set, "/status/availableReplicas")) +
            "   ";
  }
  const Value& status = release.object["status"];
  text += std::string(status["phase"].stringOr(""));
  if (const auto message = status["message"].stringOr(""); !message.empty())
    text += ": " + std::string(message);
  return text;
}

}  // namespace slipway::sim
