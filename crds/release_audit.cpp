#include "crds/release_audit.h"

#include "base/text.h"
#include "kube/types/fields.h"

namespace slipway::crds {
namespace {

// With all lists full, a status stays far below 64 KiB.
constexpr std::size_t kMaxMessage = 256;
constexpr std::size_t kMaxReason = 128;
constexpr std::size_t kMaxImages = 4;
constexpr std::size_t kMaxImage = 256;

WallTime readTime(const Reader& reader) {
  return parseTime(reader.string()).value_or(WallTime{});
}

std::optional<WallTime> readOptionalTime(const Reader& reader) {
  return parseTime(reader.string());
}

void addTime(Value::Members& members, const char* name, const std::optional<WallTime>& time) {
  if (time) members.push_back({name, formatTime(*time)});
}

void addText(Value::Members& members, const char* name, const std::string& text,
             std::size_t limit) {
  if (!text.empty()) members.push_back({name, truncateUtf8(text, limit)});
}

Value entryValue(const HistoryEntry& entry) {
  Value::Members members{{"revision", entry.revision}, {"hash", entry.hash}};
  addText(members, "version", entry.version, kMaxReason);
  members.push_back({"attempt", entry.attempt});
  Value::Elements images;
  for (const std::string_view image : entry.images) {
    if (images.size() < kMaxImages) images.emplace_back(truncateUtf8(image, kMaxImage));
  }
  if (!images.empty()) members.push_back({"images", Value::array(std::move(images))});
  members.push_back({"outcome", entry.outcome});
  addText(members, "reason", entry.reason, kMaxReason);
  members.push_back({"startedAt", formatTime(entry.startedAt)});
  members.push_back({"finishedAt", formatTime(entry.finishedAt)});
  if (entry.downtimeSeconds > 0) members.push_back({"downtimeSeconds", entry.downtimeSeconds});
  return Value::object(std::move(members));
}

Value seenValue(const RollbackSeen& seen) {
  Value::Members members{{"name", seen.name}, {"specDigest", seen.digest}};
  if (!seen.uid.empty()) members.push_back({"uid", seen.uid});
  if (seen.automatic) members.push_back({"automatic", true});
  if (seen.recorded) members.push_back({"recorded", true});
  if (!seen.fromHash.empty()) {
    members.push_back({"fromRevision", seen.fromRevision});
    members.push_back({"fromHash", seen.fromHash});
    members.push_back({"fromAttempt", seen.fromAttempt});
  }
  if (!seen.toHash.empty()) {
    members.push_back({"toRevision", seen.toRevision});
    members.push_back({"toHash", seen.toHash});
  }
  members.push_back({"outcome", seen.outcome});
  addText(members, "message", seen.message, kMaxMessage);
  members.push_back({"decidedAt", formatTime(seen.decidedAt)});
  addTime(members, "trafficBackAt", seen.trafficBackAt);
  addTime(members, "verifiedAt", seen.verifiedAt);
  addText(members, "verified", seen.verified, kMaxReason);
  return Value::object(std::move(members));
}

}  // namespace

std::string waitingToken(std::string_view hash, std::int32_t attempt, std::int32_t step) {
  return std::string(hash) + "." + std::to_string(attempt) + "." + std::to_string(step);
}

std::optional<Waiting> readWaiting(const Reader& reader) {
  if (reader["reason"].string().empty()) return std::nullopt;
  return Waiting{reader["token"].string(), reader["reason"].string(), readTime(reader["since"]),
                 readOptionalTime(reader["until"]), reader["then"].string()};
}

Value waitingValue(const Waiting& waiting) {
  Value::Members members;
  if (!waiting.token.empty()) members.push_back({"token", waiting.token});
  members.push_back({"reason", waiting.reason});
  members.push_back({"since", formatTime(waiting.since)});
  addTime(members, "until", waiting.until);
  addText(members, "then", waiting.then, kMaxMessage);
  return Value::object(std::move(members));
}

std::vector<HistoryEntry> readHistory(const Reader& reader) {
  std::vector<HistoryEntry> history;
  for (const Reader& one : reader.elements()) {
    HistoryEntry entry;
    entry.revision = one["revision"].integer();
    entry.hash = one["hash"].string();
    entry.version = one["version"].string();
    entry.attempt = one["attempt"].int32(1);
    entry.images = kube::readTexts(one["images"]);
    entry.outcome = one["outcome"].string();
    entry.reason = one["reason"].string();
    entry.startedAt = readTime(one["startedAt"]);
    entry.finishedAt = readTime(one["finishedAt"]);
    entry.downtimeSeconds = one["downtimeSeconds"].int32();
    history.push_back(std::move(entry));
  }
  return history;
}

Value historyValue(const std::vector<HistoryEntry>& history) {
  Value::Elements elements;
  for (const HistoryEntry& entry : history) elements.push_back(entryValue(entry));
  return Value::array(std::move(elements));
}

std::vector<RollbackSeen> readRollbacksSeen(const Reader& reader) {
  std::vector<RollbackSeen> all;
  for (const Reader& one : reader.elements()) {
    RollbackSeen seen;
    seen.name = one["name"].string();
    seen.digest = one["specDigest"].string();
    seen.uid = one["uid"].string();
    seen.automatic = one["automatic"].boolean();
    seen.recorded = one["recorded"].boolean();
    seen.fromRevision = one["fromRevision"].integer();
    seen.fromHash = one["fromHash"].string();
    seen.fromAttempt = one["fromAttempt"].int32(1);
    seen.toRevision = one["toRevision"].integer();
    seen.toHash = one["toHash"].string();
    seen.outcome = one["outcome"].string();
    seen.message = one["message"].string();
    seen.decidedAt = readTime(one["decidedAt"]);
    seen.trafficBackAt = readOptionalTime(one["trafficBackAt"]);
    seen.verifiedAt = readOptionalTime(one["verifiedAt"]);
    seen.verified = one["verified"].string();
    all.push_back(std::move(seen));
  }
  return all;
}

Value rollbacksSeenValue(const std::vector<RollbackSeen>& seen) {
  Value::Elements elements;
  for (const RollbackSeen& one : seen) elements.push_back(seenValue(one));
  return Value::array(std::move(elements));
}

std::vector<CommandSeen> readCommandsSeen(const Reader& reader) {
  std::vector<CommandSeen> all;
  for (const Reader& one : reader.elements()) {
    all.push_back({one["name"].string(), one["token"].string(), one["outcome"].string(),
                   one["message"].string(), readTime(one["at"]), one["decision"].string("Retry")});
  }
  return all;
}

Value commandsSeenValue(const std::vector<CommandSeen>& seen) {
  Value::Elements elements;
  for (const CommandSeen& one : seen) {
    Value::Members members;
    addText(members, "name", one.name, 253);
    members.push_back({"token", one.token});
    members.push_back({"decision", one.decision});
    members.push_back({"outcome", one.outcome});
    addText(members, "message", one.message, kMaxMessage);
    members.push_back({"at", formatTime(one.at)});
    elements.push_back(Value::object(std::move(members)));
  }
  return Value::array(std::move(elements));
}

}  // namespace slipway::crds
