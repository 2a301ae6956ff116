#include "crds/rollback.h"

#include "base/reader.h"
#include "base/text.h"
#include "kube/types/decoding.h"

namespace slipway::crds {
namespace {

constexpr std::size_t kMaxMessage = 1024;

RollbackSpec readSpec(const Reader& reader) {
  RollbackSpec spec;
  if (!reader.require()) return spec;
  if (reader["releaseRef"]["name"].require()) spec.release = reader["releaseRef"]["name"].string();
  spec.from = reader["from"]["hash"].string();
  const Reader to = reader["to"];
  if (to["revision"].present()) spec.toRevision = to["revision"].integer(0, 1);
  spec.toHash = to["hash"].string();
  if (to.present() && spec.toRevision.has_value() == !spec.toHash.empty()) {
    to.fail("give exactly one of: revision, hash");
  }
  spec.reason = reader["reason"].string();
  spec.automatic = reader["trigger"].string("Manual") == "Automatic";
  const Reader ttl = reader["ttlSecondsAfterFinished"];
  if (ttl.present()) spec.ttlSecondsAfterFinished = ttl.int32(0, 0);
  spec.digest = sha256Hex(canonicalJson(reader.value())).substr(0, 16);
  return spec;
}

std::optional<RollbackRevision> readRevision(const Reader& reader) {
  if (reader["hash"].string().empty()) return std::nullopt;
  return RollbackRevision{reader["revision"].integer(), reader["hash"].string()};
}

std::optional<WallTime> readTime(const Reader& reader) {
  return parseTime(reader.string());
}

Value revisionValue(const RollbackRevision& revision) {
  return Value::object({{"revision", revision.revision}, {"hash", revision.hash}});
}

Value evidenceValue(const std::vector<Evidence>& evidence) {
  Value::Elements elements;
  for (const Evidence& one : evidence) {
    elements.push_back(Value::object({{"check", one.check},
                                      {"verdict", one.verdict},
                                      {"reason", truncateUtf8(one.reason, kMaxMessage)}}));
  }
  return Value::array(std::move(elements));
}

}  // namespace

kube::Decoded<Rollback> decodeRollback(const Value& object) {
  FieldErrors errors;
  const Reader reader(object, errors);
  Rollback rollback;
  rollback.meta = kube::readObjectMeta(reader["metadata"], kube::ownName);
  rollback.spec = readSpec(reader["spec"]);
  if (!errors.empty()) return Unexpected{std::move(errors)};
  rollback.status = readRollbackStatus(object["status"]);
  return rollback;
}

RollbackStatus readRollbackStatus(const Value& status) {
  FieldErrors ignored;
  const Reader reader(status, ignored);
  RollbackStatus read;
  read.observedGeneration = reader["observedGeneration"].integer(-1);
  read.conditions = kube::readConditions(reader["conditions"]);
  read.phase = reader["phase"].string();
  read.message = reader["message"].string();
  read.from = readRevision(reader["from"]);
  read.to = readRevision(reader["to"]);
  for (const Reader& one : reader["evidence"].elements()) {
    read.evidence.push_back(
        {one["check"].string(), one["verdict"].string(), one["reason"].string()});
  }
  read.decidedAt = readTime(reader["decidedAt"]);
  read.trafficBackAt = readTime(reader["trafficBackAt"]);
  read.verifiedAt = readTime(reader["verifiedAt"]);
  return read;
}

Value rollbackStatusValue(const RollbackStatus& status) {
  Value::Members members{{"observedGeneration", status.observedGeneration},
                         {"conditions", kube::conditionsValue(status.conditions)},
                         {"phase", status.phase},
                         {"message", truncateUtf8(status.message, kMaxMessage)}};
  if (status.from) members.push_back({"from", revisionValue(*status.from)});
  if (status.to) members.push_back({"to", revisionValue(*status.to)});
  if (!status.evidence.empty()) members.push_back({"evidence", evidenceValue(status.evidence)});
  if (status.decidedAt) members.push_back({"decidedAt", formatTime(*status.decidedAt)});
  if (status.trafficBackAt) members.push_back({"trafficBackAt", formatTime(*status.trafficBackAt)});
  if (status.verifiedAt) members.push_back({"verifiedAt", formatTime(*status.verifiedAt)});
  return Value::object(std::move(members));
}

Value rollbackSpecValue(const RollbackSpec& spec) {
  Value::Members members{{"releaseRef", Value::object({{"name", spec.release}})}};
  if (!spec.from.empty()) members.push_back({"from", Value::object({{"hash", spec.from}})});
  if (spec.toRevision) {
    members.push_back({"to", Value::object({{"revision", *spec.toRevision}})});
  } else if (!spec.toHash.empty()) {
    members.push_back({"to", Value::object({{"hash", spec.toHash}})});
  }
  if (!spec.reason.empty()) members.push_back({"reason", truncateUtf8(spec.reason, kMaxMessage)});
  members.push_back({"trigger", spec.automatic ? "Automatic" : "Manual"});
  if (spec.ttlSecondsAfterFinished) {
    members.push_back({"ttlSecondsAfterFinished", *spec.ttlSecondsAfterFinished});
  }
  return Value::object(std::move(members));
}

}  // namespace slipway::crds
