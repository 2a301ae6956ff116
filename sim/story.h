#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/actor.h"
#include "sim/picture.h"

namespace slipway::sim {

// One line of what a person would see.
struct StoryLine {
  enum class Kind : std::uint8_t { Act, Note, Warning, Picture, Verdict } kind = Kind::Note;
  Duration at{};       // since the start
  std::string who;     // "you", "slipway", the Release of a picture, or empty
  std::string reason;  // of a Note or Warning that is an Event; else empty
  std::string text;
  // Of a Picture: what is seen, and what was seen of this Release the time before.
  std::shared_ptr<const Picture> picture = {};
  std::shared_ptr<const Picture> before = {};
  bool told = false;  // an Event has just said the picture's message
};
using StorySink = std::function<void(const StoryLine&)>;

// Watches a cluster and tells what happens to its Releases: each Event once, and a picture of the
// revisions whenever it has changed.
class StoryWriter final {
 public:
  StoryWriter(ActorSeams seams, StorySink sink);
  ~StoryWriter();
  void start();
  void say(StoryLine::Kind kind, const std::string& who, const std::string& text);
  // Draws what is still waiting to be drawn.
  void flush();

 private:
  void tell(StoryLine line);
  void onEvent(const RawPtr& before, const RawPtr& after);
  void changed();
  void draw(const RawObject& release);

  ActorSeams seams_;
  StorySink sink_;
  MonoTime start_;
  std::unique_ptr<RawInformer> releases_;
  std::unique_ptr<RawInformer> sets_;
  std::unique_ptr<RawInformer> events_;
  std::map<kube::ObjectKey, std::shared_ptr<const Picture>> drawn_;
  std::string lastNote_;
  kube::TimerPtr timer_;
};

}  // namespace slipway::sim
