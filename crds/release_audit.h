#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/texts.h"
#include "base/value.h"

namespace slipway::crds {

// What a Release's status remembers of decisions: its history, the Rollbacks and commands that it
// has seen, and what it waits for. All times whole seconds.

// "6f2c9d41ab.2.3": hash, attempt and step that can be decided about.
std::string waitingToken(std::string_view hash, std::int32_t attempt, std::int32_t step);

struct Waiting {
  std::string token;   // empty: nobody needs to decide
  std::string reason;  // CamelCase: Rejected, Pause, Bake
  WallTime since{};
  std::optional<WallTime> until;  // absent: until somebody decides
  std::string then;               // what happens at `until`, or what a decision can do
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

// One rollout that ended.
struct HistoryEntry {
  std::int64_t revision = 0;
  std::string hash;
  std::string version;
  std::int32_t attempt = 1;
  Texts images;         // with the digest that ran, where it is known
  std::string outcome;  // Promoted | RolledBack | Held | Superseded
  std::string reason;   // CamelCase; of the last three
  WallTime startedAt{};
  WallTime finishedAt{};
  std::int32_t downtimeSeconds = 0;  // without an available pod, where the strategy has downtime
  friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};
inline constexpr std::size_t kMaxHistory = 10;

// A Rollback that was dealt with, or is being: it is not carried out a second time, even when its
// object is deleted and created again.
struct RollbackSeen {
  std::string name;
  std::string digest;  // of its spec
  std::string uid;     // of the object that was answered; another one of that name came later
  bool automatic = false;
  bool recorded = false;  // automatic: its object has been seen
  std::int64_t fromRevision = 0;
  std::string fromHash;
  std::int32_t fromAttempt = 1;
  std::int64_t toRevision = 0;
  std::string toHash;
  std::string outcome;  // Running | Done | Superseded | Refused | Cancelled
  std::string message;
  WallTime decidedAt{};
  std::optional<WallTime> trafficBackAt;
  std::optional<WallTime> verifiedAt;
  std::string verified;  // Passed | Failed, of the revision gone back to; empty: not known yet
  friend bool operator==(const RollbackSeen&, const RollbackSeen&) = default;
};
inline constexpr std::size_t kMaxRollbacksSeen = 20;

// An Approval, or the annotation that stands for one.
struct CommandSeen {
  std::string name;  // of the Approval; empty: the annotation
  std::string token;
  std::string outcome;  // Applied | Refused
  std::string message;
  WallTime at{};
  std::string decision = "Retry";
  friend bool operator==(const CommandSeen&, const CommandSeen&) = default;
};
inline constexpr std::size_t kMaxCommandsSeen = 10;

// Reading never fails: what can't be read counts as absent.
std::optional<Waiting> readWaiting(const Reader& reader);
std::vector<HistoryEntry> readHistory(const Reader& reader);
std::vector<RollbackSeen> readRollbacksSeen(const Reader& reader);
std::vector<CommandSeen> readCommandsSeen(const Reader& reader);

Value waitingValue(const Waiting& waiting);
Value historyValue(const std::vector<HistoryEntry>& history);
Value rollbacksSeenValue(const std::vector<RollbackSeen>& seen);
Value commandsSeenValue(const std::vector<CommandSeen>& seen);

}  // namespace slipway::crds
