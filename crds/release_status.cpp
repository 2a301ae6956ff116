#include <algorithm>
#include <iterator>
#include <utility>

#include "crds/release.h"

namespace slipway::crds {
namespace {

constexpr std::size_t kMaxMessage = 1024;
constexpr std::size_t kMaxReason = 128;

WallTime readTime(const Reader& reader) {
  return parseTime(reader.string()).value_or(WallTime{});
}

RevisionRef readRef(const Reader& reader) {
  return {reader["revision"].integer(), reader["hash"].string(), reader["version"].string()};
}

Value::Members refMembers(const RevisionRef& ref) {
  Value::Members members{{"revision", ref.revision}, {"hash", ref.hash}};
  if (!ref.version.empty()) members.push_back({"version", ref.version});
  return members;
}

UpdateStatus readUpdate(const Reader& reader) {
  UpdateStatus update;
  update.ref = readRef(reader);
  update.attempt = reader["attempt"].int32(1);
  update.startedAt = readTime(reader["startedAt"]);
  update.progressedAt = readTime(reader["progressedAt"]);
  update.availableMax = reader["availableMax"].int32();
  update.step = reader["step"].int32();
  update.steps = reader["steps"].int32();
  update.stepsDigest = reader["stepsDigest"].string();
  update.servingAt = parseTime(reader["servingAt"].string());
  update.stepPassedAt = parseTime(reader["stepPassedAt"].string());
  update.promotedAt = parseTime(reader["promotedAt"].string());
  update.downSince = parseTime(reader["downSince"].string());
  update.downtimeSeconds = reader["downtimeSeconds"].int32();
  return update;
}

Value updateValue(const UpdateStatus& update) {
  Value::Members members = refMembers(update.ref);
  members.push_back({"attempt", update.attempt});
  members.push_back({"startedAt", formatTime(update.startedAt)});
  members.push_back({"progressedAt", formatTime(update.progressedAt)});
  members.push_back({"availableMax", update.availableMax});
  if (update.steps > 0) {
    members.push_back({"step", update.step});
    members.push_back({"steps", update.steps});
  }
  if (!update.stepsDigest.empty()) members.push_back({"stepsDigest", update.stepsDigest});
  const auto addTime = [&](const char* name, const std::optional<WallTime>& time) {
    if (time) members.push_back({name, formatTime(*time)});
  };
  addTime("stepPassedAt", update.stepPassedAt);
  addTime("servingAt", update.servingAt);
  addTime("promotedAt", update.promotedAt);
  addTime("downSince", update.downSince);
  if (update.downtimeSeconds > 0) {
    members.push_back({"downtimeSeconds", update.downtimeSeconds});
  }
  return Value::object(std::move(members));
}

CheckPhase readPhase(const Reader& reader) {
  const std::string word = reader.string();
  for (const CheckPhase phase :
       {CheckPhase::AfterPromotion, CheckPhase::Bake, CheckPhase::AfterRollback}) {
    if (word == text(phase)) return phase;
  }
  return CheckPhase::BeforePromotion;
}

Verdict readVerdict(const Reader& reader) {
  const std::string word = reader.string();
  if (word == "Passed") return Verdict::Passed;
  if (word == "Failed") return Verdict::Failed;
  return Verdict::Running;
}

VerificationStatus readVerification(const Reader& reader) {
  VerificationStatus read;
  read.state = readVerdict(reader["state"]);
  for (const Reader& check : reader["checks"].elements()) {
    read.checks.push_back({check["name"].string(), check["revision"].integer(),
                           check["attempt"].int32(1), readVerdict(check["verdict"]),
                           check["asked"].int32(), check["passed"].int32(),
                           check["reason"].string(), check["request"].string(),
                           readTime(check["lastAt"]), readPhase(check["phase"])});
  }
  return read;
}

Value checkValue(const CheckStatus& check) {
  Value::Members members{
      {"name", check.name},         {"revision", check.revision},
      {"attempt", check.attempt},   {"verdict", text(check.verdict)},
      {"asked", check.asked},       {"passed", check.passed},
      {"phase", text(check.phase)}, {"reason", truncateUtf8(check.reason, kMaxMessage)}};
  if (!check.request.empty()) members.push_back({"request", check.request});
  if (check.lastAt != WallTime{}) members.push_back({"lastAt", formatTime(check.lastAt)});
  return Value::object(std::move(members));
}

Value verificationValue(const VerificationStatus& verification) {
  Value::Elements checks;
  for (const CheckStatus& check : verification.checks) checks.push_back(checkValue(check));
  return Value::object(
      {{"state", text(verification.state)}, {"checks", Value::array(std::move(checks))}});
}

std::vector<RejectedRevision> readRejected(const Reader& reader) {
  std::vector<RejectedRevision> read;
  for (const Reader& one : reader.elements()) {
    read.push_back({one["revision"].integer(),
                    one["hash"].string(),
                    {one["reason"].string(), one["message"].string(), readTime(one["at"])}});
  }
  return read;
}

Value rejectedValue(const std::vector<RejectedRevision>& rejected) {
  Value::Elements elements;
  for (const RejectedRevision& one : rejected) {
    elements.push_back(Value::object({{"revision", one.revision},
                                      {"hash", one.hash},
                                      {"reason", truncateUtf8(one.why.reason, kMaxReason)},
                                      {"message", truncateUtf8(one.why.message, kMaxMessage)},
                                      {"at", formatTime(one.why.at)}}));
  }
  return Value::array(std::move(elements));
}

}  // namespace

std::string_view text(CheckPhase phase) {
  switch (phase) {
    case CheckPhase::AfterPromotion:
      return "AfterPromotion";
    case CheckPhase::Bake:
      return "Bake";
    case CheckPhase::AfterRollback:
      return "AfterRollback";
    case CheckPhase::BeforePromotion:
      break;
  }
  return "BeforePromotion";
}

std::string_view text(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed:
      return "Passed";
    case Verdict::Failed:
      return "Failed";
    case Verdict::Running:
      break;
  }
  return "Running";
}

ReleaseStatus readStatus(const Value& status) {
  FieldErrors ignored;
  const Reader reader(status, ignored);
  ReleaseStatus read;
  read.observedGeneration = reader["observedGeneration"].integer(-1);
  read.conditions = kube::readConditions(reader["conditions"]);
  read.phase = reader["phase"].string();
  read.message = reader["message"].string();
  const Reader stable = reader["stable"];
  if (!stable["hash"].string().empty()) read.stable = readRef(stable);
  const Reader update = reader["update"];
  if (!update["hash"].string().empty()) read.update = readUpdate(update);
  read.replicas = reader["replicas"].int32();
  read.readyReplicas = reader["readyReplicas"].int32();
  read.availableReplicas = reader["availableReplicas"].int32();
  read.updatedReplicas = reader["updatedReplicas"].int32();
  read.servingReplicas = reader["servingReplicas"].int32();
  read.selector = reader["selector"].string();
  read.traffic = readServiceStatuses(reader["traffic"]);
  read.workload = readWorkloadStatus(reader["workload"]);
  if (reader["verification"].present()) {
    read.verification = readVerification(reader["verification"]);
  }
  read.rejected = readRejected(reader["rejected"]);
  read.waiting = readWaiting(reader["waiting"]);
  read.history = readHistory(reader["history"]);
  read.rollbacksSeen = readRollbacksSeen(reader["rollbacksSeen"]);
  read.commandsSeen = readCommandsSeen(reader["commandsSeen"]);
  return read;
}

bool sameStatus(const ReleaseStatus& one, const ReleaseStatus& other) {
  const auto ordered = [](ReleaseStatus status) {
    std::stable_sort(status.conditions.begin(), status.conditions.end(),
                     [](const auto& a, const auto& b) { return a.type < b.type; });
    return status;
  };
  return ordered(one) == ordered(other);
}

bool onlyTells(const ReleaseStatus& next, const ReleaseStatus& before) {
  // That all pods of now have passed is true until the next one comes.
  const bool asking = next.verification && next.verification->state != Verdict::Failed;
  const auto decided = [asking](ReleaseStatus status) {
    status.message.clear();
    status.replicas = status.readyReplicas = status.availableReplicas = 0;
    status.updatedReplicas = status.servingReplicas = 0;
    if (status.update) {
      status.update->availableMax = 0;
      status.update->progressedAt = {};
    }
    for (ServiceStatus& service : status.traffic) {
      // Which of our pods it leads to was decided before it was moved; the Service itself shows it.
      if (service.reach != Reach::Revision && service.reach != Reach::Release) continue;
      service.reach = Reach::Release;
      service.hash.clear();
      service.since = {};
    }
    if (asking) {
      status.verification.reset();
      std::erase_if(status.conditions, [](const auto& c) { return c.type == "Verified"; });
    }
    for (kube::Condition& condition : status.conditions) {
      condition.reason.clear();
      condition.message.clear();
    }
    return status;
  };
  return sameStatus(decided(next), decided(before));
}

Value statusValue(const ReleaseStatus& status) {
  Value::Members members{{"observedGeneration", status.observedGeneration},
                         {"conditions", kube::conditionsValue(status.conditions)},
                         {"phase", status.phase},
                         {"message", truncateUtf8(status.message, kMaxMessage)}};
  if (status.stable) members.push_back({"stable", Value::object(refMembers(*status.stable))});
  if (status.update) members.push_back({"update", updateValue(*status.update)});
  members.push_back({"replicas", status.replicas});
  members.push_back({"readyReplicas", status.readyReplicas});
  members.push_back({"availableReplicas", status.availableReplicas});
  members.push_back({"updatedReplicas", status.updatedReplicas});
  members.push_back({"servingReplicas", status.servingReplicas});
  members.push_back({"selector", status.selector});
  if (status.workload) members.push_back({"workload", workloadStatusValue(*status.workload)});
  if (!status.traffic.empty()) {
    members.push_back({"traffic", serviceStatusesValue(status.traffic)});
  }
  if (status.verification) {
    members.push_back({"verification", verificationValue(*status.verification)});
  }
  if (!status.rejected.empty()) members.push_back({"rejected", rejectedValue(status.rejected)});
  if (status.waiting) members.push_back({"waiting", waitingValue(*status.waiting)});
  if (!status.history.empty()) members.push_back({"history", historyValue(status.history)});
  if (!status.rollbacksSeen.empty()) {
    members.push_back({"rollbacksSeen", rollbacksSeenValue(status.rollbacksSeen)});
  }
  if (!status.commandsSeen.empty()) {
    members.push_back({"commandsSeen", commandsSeenValue(status.commandsSeen)});
  }
  return Value::object(std::move(members));
}

Rejection readRejection(const std::string& annotation) {
  auto parsed = parseJson(annotation);
  if (!parsed.ok() || !parsed->isObject()) {
    return {"Rejected", truncateUtf8(sanitizeUtf8(annotation), kMaxMessage), {}};
  }
  FieldErrors ignored;
  const Reader reader(*parsed, ignored);
  return {reader["reason"].string("Rejected"), reader["message"].string(), readTime(reader["at"])};
}

std::string rejectionText(const Rejection& rejection) {
  return printJson(Value::object({{"reason", rejection.reason},
                                  {"message", truncateUtf8(rejection.message, kMaxMessage)},
                                  {"at", formatTime(rejection.at)}}));
}

}  // namespace slipway::crds
