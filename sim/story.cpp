#include "sim/story.h"

#include <utility>

#include "crds/names.h"
#include "kube/types/resources.h"

namespace slipway::sim {
namespace {

// Changes within one moment make one picture: the operator tells numbers within half a second.
constexpr Duration kMoment = std::chrono::milliseconds(700);

std::int64_t timesOf(const RawPtr& event) {
  const Value* times = event ? event->object.findPointer("/series/count") : nullptr;
  return times ? times->asInt().value_or(1) : 1;
}

}  // namespace

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

void StoryWriter::tell(StoryLine line) {
  line.at = seams_.timers.clock().mono() - start_;
  sink_(line);
}

void StoryWriter::say(StoryLine::Kind kind, const std::string& who, const std::string& text) {
  StoryLine line;
  line.kind = kind;
  line.who = who;
  line.text = text;
  tell(std::move(line));
}

void StoryWriter::onEvent(const RawPtr& before, const RawPtr& after) {
  if (!after || (before && timesOf(before) == timesOf(after))) return;
  const Value& event = after->object;
  StoryLine line;
  line.kind =
      event["type"].stringOr("") == "Warning" ? StoryLine::Kind::Warning : StoryLine::Kind::Note;
  line.who = "slipway";
  line.reason = event["reason"].stringOr("");
  line.text = event["note"].stringOr("");
  lastNote_ = line.text;
  if (timesOf(after) > 1) line.text += " (" + std::to_string(timesOf(after)) + " times)";
  tell(std::move(line));
}

void StoryWriter::changed() {
  if (!timer_)
    timer_ = seams_.timers.after(kMoment, [this] {
      timer_.reset();
      flush();
    });
}

void StoryWriter::flush() {
  for (const auto& release : releases_->store().all()) draw(*release);
}

void StoryWriter::draw(const RawObject& release) {
  Picture now = pictureOf(release, sets_->store().indexed(release.meta.uid));
  auto& drawn = drawn_[release.meta.key()];
  if (now.empty() || (drawn && *drawn == now)) return;
  StoryLine line;
  line.kind = StoryLine::Kind::Picture;
  line.who = release.meta.name;
  line.text = now.phase + (now.message.empty() ? "" : ": " + now.message);
  line.before = drawn ? drawn : std::make_shared<const Picture>();
  line.told = !now.message.empty() && lastNote_ == now.message;
  drawn = std::make_shared<const Picture>(std::move(now));
  line.picture = drawn;
  tell(std::move(line));
}

}  // namespace slipway::sim
