#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "sim/actor.h"

namespace slipway::sim {

// One line of what a person would see.
struct StoryLine {
  enum class Kind : std::uint8_t { Act, Note, Warning, Picture, Verdict } kind = Kind::Note;
  Duration at{};    // since the start
  std::string who;  // "you", "slipway", or empty
  std::string text;
};
using StorySink = std::function<void(const StoryLine&)>;

// "  0:03.2  slipway  ..."; ANSI colours on request.
std::string renderStoryLine(const StoryLine& line, bool colour);

// The replicas of one ReplicaSet as a bar: █ available, ▓ ready, ░ there, · wanted.
std::string drawReplicas(std::int64_t wanted, std::int64_t have, std::int64_t ready,
                         std::int64_t available);

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
  void onEvent(const RawPtr& before, const RawPtr& after);
  void changed();
  std::string picture(const RawObject& release) const;

  ActorSeams seams_;
  StorySink sink_;
  MonoTime start_;
  std::unique_ptr<RawInformer> releases_;
  std::unique_ptr<RawInformer> sets_;
  std::unique_ptr<RawInformer> events_;
  std::map<kube::ObjectKey, std::string> drawn_;
  kube::TimerPtr timer_;
};

}  // namespace slipway::sim
