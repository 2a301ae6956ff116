#include "strategies/history.h"

#include <algorithm>

namespace slipway::strategies {
namespace {

using crds::HistoryEntry;

Texts declaredImages(const Value& podTemplate) {
  std::vector<std::string> images;
  for (const Value& container : podTemplate["spec"]["containers"].elements()) {
    if (const auto image = container["image"].asString()) images.emplace_back(*image);
  }
  return Texts(images);
}

// What ran, as the pods say it; what was declared, while none does.
Texts imagesOf(const Snapshot& snapshot, const RevisionView* revision) {
  const PodView* first = nullptr;
  if (revision) {
    for (const PodView& pod : revision->pods) {
      if (pod.images.empty() || (first && first->name < pod.name)) continue;
      first = &pod;
    }
  }
  return first ? first->images : declaredImages(snapshot.release.spec.podTemplate.unpack());
}

HistoryEntry entryOf(const Snapshot& snapshot, const crds::RevisionRef& ref, std::int32_t attempt,
                     std::string outcome) {
  HistoryEntry entry;
  entry.revision = ref.revision;
  entry.hash = ref.hash;
  entry.version = ref.version;
  entry.attempt = attempt;
  entry.outcome = std::move(outcome);
  entry.startedAt = snapshot.now;
  entry.finishedAt = snapshot.now;
  const auto& update = snapshot.release.status.update;
  if (update && update->ref.hash == ref.hash && update->attempt == attempt) {
    entry.startedAt = update->startedAt;
    entry.downtimeSeconds = update->downtimeSeconds;
  }
  return entry;
}

bool isRejected(const HistoryEntry& entry) {
  return entry.outcome == "RolledBack" || entry.outcome == "Held";
}

std::optional<HistoryEntry> promoted(const Snapshot& snapshot, const Roles& roles,
                                     const Judgement& judgement) {
  if (judgement.situation != Situation::Complete) return std::nullopt;
  HistoryEntry entry = entryOf(snapshot, roles.asked, roles.attempt, "Promoted");
  entry.images = imagesOf(snapshot, roles.target);
  return entry;
}

// Once per attempt.
std::optional<HistoryEntry> rejected(const Snapshot& snapshot, const Roles& roles) {
  if (roles.goal != Goal::Return && roles.goal != Goal::Hold) return std::nullopt;
  for (const HistoryEntry& entry : snapshot.release.status.history) {
    if (isRejected(entry) && entry.hash == roles.asked.hash && entry.attempt >= roles.attempt) {
      return std::nullopt;
    }
  }
  HistoryEntry entry = entryOf(snapshot, roles.asked, roles.attempt,
                               roles.goal == Goal::Hold ? "Held" : "RolledBack");
  entry.images = imagesOf(snapshot, roles.current);
  entry.reason = roles.rejection->reason;
  return entry;
}

// Another template came before it was done.
std::optional<HistoryEntry> superseded(const Snapshot& snapshot, const Roles& roles,
                                       const Judgement& judgement) {
  const auto& update = snapshot.release.status.update;
  const bool leaves = judgement.situation == Situation::Announcing || roles.goal == Goal::Stay;
  if (!leaves || !update || update->ref.hash == roles.asked.hash) return std::nullopt;
  const RevisionView* view = revisionOf(snapshot, update->ref.hash);
  if (view && view->rejected) return std::nullopt;
  HistoryEntry entry = entryOf(snapshot, update->ref, update->attempt, "Superseded");
  entry.reason = roles.goal == Goal::Stay ? "BackToStable" : "NewRevision";
  return entry;
}

// The way back is part of the downtime of the rollout that failed.
void addDowntime(const Seldom<crds::UpdateStatus>& update, std::vector<HistoryEntry>& history) {
  for (HistoryEntry& entry : history) {
    const bool named = update && entry.hash == update->ref.hash && entry.attempt == update->attempt;
    if (named && isRejected(entry)) entry.downtimeSeconds = update->downtimeSeconds;
  }
}

}  // namespace

std::vector<HistoryEntry> nextHistory(const Snapshot& snapshot, const Roles& roles,
                                      const Judgement& judgement,
                                      const Seldom<crds::UpdateStatus>& update) {
  std::vector<HistoryEntry> history = snapshot.release.status.history;
  if (judgement.situation == Situation::Blocked) return history;
  for (auto entry : {promoted(snapshot, roles, judgement), rejected(snapshot, roles),
                     superseded(snapshot, roles, judgement)}) {
    if (entry) history.insert(history.begin(), std::move(*entry));
  }
  addDowntime(update, history);
  if (history.size() > crds::kMaxHistory) history.resize(crds::kMaxHistory);
  return history;
}

}  // namespace slipway::strategies
