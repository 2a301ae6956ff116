#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"
#include "base/reader.h"
#include "base/value.h"
#include "kube/types/object.h"
#include "sim/pod_script.h"

namespace slipway::sim {

// An object named by people: "kind", "name", "namespace" (default "default"). Or, where names are
// made by somebody else, one that has these labels and runs this image: the first by name.
struct ObjectRef {
  kube::Resource resource;
  kube::ObjectKey key;       // the name is empty when it is picked
  kube::Labels labels = {};  // all of them
  std::string image = {};    // of a container of the pod, or of the template
  bool picked() const { return key.name.empty(); }
  std::string text() const;  // "Release/web", "a Pod that runs web:2"
  friend bool operator==(const ObjectRef&, const ObjectRef&) = default;
};

// What must be true of the cluster. Objects match when they contain `is`: members by key, and for
// every element of an expected array some element that contains it.
struct Expectation {
  kube::Resource resource;
  std::string ns = "default";
  std::string name;                   // empty: all of that kind in the namespace
  Value is;                           // null: existence is enough
  std::optional<std::int64_t> count;  // exactly so many match; absent: at least one
};

struct ApplyObject {
  Value object;
};
struct PatchObject {
  ObjectRef object;
  Value patch;
  bool json = false;  // JSON patch, else merge patch
};
struct SetImage {
  ObjectRef object;
  std::string container;  // empty: the first one
  std::string image;
};
struct DeleteObject {
  ObjectRef object;
  bool all = false;  // every one that can be picked
};
// Through the scale subresource, as kubectl scale and autoscalers do.
struct ScaleObject {
  ObjectRef object;
  std::int32_t replicas = 0;
};
// An Approval of what a Release waits for at that time, whatever its token is.
struct DecideOn {
  kube::ObjectKey release;
  std::string approval;  // its name
  std::string decision;
};
// Sets labels or annotations; null takes one away.
struct SetMetadata {
  ObjectRef object;
  std::string field;  // "labels" or "annotations"
  Value set;
};
struct Behave {
  std::string image;
  PodScript script;
};
enum class OperatorCommand : std::uint8_t { Kill, Start, Restart };
struct Command {
  OperatorCommand command = OperatorCommand::Kill;
};
struct Check {
  std::vector<Expectation> expect;
};
using PlayAction = std::variant<ApplyObject, PatchObject, SetImage, DeleteObject, ScaleObject,
                                SetMetadata, DecideOn, Behave, Command, Check>;

// Something that happens: at a time since the start, some time after the event before it, when
// everything has settled (no Release in progress, nobody writing), or as soon as something is true
// of the cluster.
struct PlayEvent {
  enum class When : std::uint8_t { At, After, Settled, Until } when = When::Settled;
  Duration time{};
  std::vector<Expectation> until = {};
  std::string say = {};  // what people read in the story; empty: described by the action
  PlayAction action = {};
};

struct Play {
  std::string name;
  std::uint64_t seed = 1;
  Duration limit = std::chrono::hours(6);  // of virtual time; settling must happen within it
  std::vector<Behave> pods;
  std::vector<Value> objects;
  std::vector<PlayEvent> events;
  std::vector<Expectation> expect;
};

// The kinds a play can name.
const std::vector<kube::Resource>& playResources();
std::optional<kube::Resource> resourceOfKind(std::string_view kind);

// kind: Play of sim.slipway.dev/v1alpha1. Every error names its field; a play without `expect` is
// an error, since it could not fail.
Expected<Play, FieldErrors> readPlay(const Value& document);

// The obvious play of a plain Release: a first deploy, a good update, and a bad one that goes back.
// What it presupposes is there: its namespace, a Deployment and Services that are to be taken over.
Expected<Play, FieldErrors> playOfRelease(const Value& release);

// From the documents of a file: a Play, or a Release with whatever objects it comes with.
Expected<Play, FieldErrors> playOfDocuments(const std::vector<Value>& documents);

// One line about what the event does, for the story.
std::string describe(const PlayAction& action);

}  // namespace slipway::sim
