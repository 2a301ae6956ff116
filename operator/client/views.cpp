#include "operator/client/views.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "base/text.h"
#include "operator/client/section.h"
#include "operator/client/words.h"
#include "strategies/strategy.h"

namespace slipway::cli {
namespace {

using sim::Ink;
using sim::Look;
using sim::Page;

constexpr std::size_t kIndent = 12;
constexpr std::size_t kLastRollouts = 5;

std::string count(std::int64_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

// As kubectl shows ages: the largest unit, and two of them where the first is small.
std::string age(WallTime since, WallTime now) {
  const auto seconds = std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(now - since).count(), 0);
  if (seconds < 120) return std::to_string(seconds) + "s";
  const auto minutes = seconds / 60;
  if (minutes < 10 && seconds % 60 > 0) {
    return std::to_string(minutes) + "m" + std::to_string(seconds % 60) + "s";
  }
  if (minutes < 180) return std::to_string(minutes) + "m";
  const auto hours = minutes / 60;
  if (hours < 48) return std::to_string(hours) + "h";
  return std::to_string(hours / 24) + "d";
}

Ink inkOfPhase(const std::string& phase) {
  if (phase == "Healthy") return Ink::Good;
  if (phase == "Stalled" || phase == "RolledBack" || phase == "RollingBack") return Ink::Bad;
  if (phase == "Degraded" || phase == "Paused") return Ink::Warn;
  return Ink::Busy;
}

Ink inkOfOutcome(const std::string& outcome) {
  if (outcome == "Promoted") return Ink::Good;
  return outcome == "Superseded" ? Ink::Dim : Ink::Bad;
}

std::string imagesOf(const sim::RawObject& set) {
  std::vector<std::string> images;
  const Value* containers = set.object.findPointer("/spec/template/spec/containers");
  if (!containers) return "";
  for (const Value& container : containers->elements()) {
    images.emplace_back(container["image"].stringOr(""));
  }
  return joined(images, ", ");
}

void drawRevisions(const sim::Picture& picture, const std::vector<sim::RawPtr>& sets,
                   const Look& look, Page& page) {
  const sim::Scale scale = sim::scaleOf(picture, look);
  std::map<std::string, const sim::RawObject*> byHash;
  for (const auto& set : sets) {
    const auto label = set->meta.labels.find(crds::kRevisionLabel);
    if (label != set->meta.labels.end()) byHash[std::string(label->second)] = set.get();
  }
  Section section(page, "revisions");
  for (const auto& revision : picture.revisions) {
    section.line();
    std::string name =
        std::string(sim::text(revision.role)) + " #" + std::to_string(revision.number);
    name.resize(std::max<std::size_t>(name.size(), 13), ' ');
    page.piece(name + drawBar(revision, scale.all, scale.cells), inkOf(revision.role), 1);
    page.piece(revision.hash, Ink::Dim, 2);
    const auto set = byHash.find(revision.hash);
    if (set != byHash.end()) page.piece(imagesOf(*set->second), Ink::Plain, 2);
  }
}

void drawServices(const sim::Picture& picture, Page& page) {
  Section section(page, "services");
  for (const auto& service : picture.services) {
    section.line();
    drawService(service, page);
  }
}

// What each step is, with the one that is under way.
void drawSteps(const crds::Release& release, Page& page) {
  const auto& update = release.status.update;
  if (!update || update->steps == 0 || release.status.phase == "RolledBack") return;
  Section section(page, "steps");
  section.line();
  for (std::int32_t step = 1; step <= update->steps; ++step) {
    const auto plan =
        strategies::stepAt(release.spec.strategy, step, update->steps, release.spec.replicas);
    const bool passed = step < update->step || update->promotedAt;
    const bool current = step == update->step && !update->promotedAt;
    const char* sign = passed ? "✓ " : current ? "▶ " : "· ";
    page.piece(sign + plan.label, passed ? Ink::Good : current ? Ink::Bold : Ink::Dim, 3);
  }
}

// What a person would type to decide.
std::string commandsFor(const crds::Release& release) {
  const auto& waiting = *release.status.waiting;
  if (waiting.token.empty()) return "";
  const std::string tail = " " + release.meta.name + " -n " + release.meta.ns;
  if (waiting.reason == "Rejected") return "slipway retry" + tail;
  return "slipway promote" + tail + "   (or skip, promote --fully, reject)";
}

void drawWaiting(const crds::Release& release, WallTime now, Page& page) {
  const auto& waiting = release.status.waiting;
  if (!waiting) return;
  Section section(page, "waits");
  section.line();
  std::string text = "for ";
  if (waiting->token.empty()) {
    text += "time: " + waiting->reason;
  } else {
    text += waiting->reason == "Rejected" ? "a new spec, or a retry" : "a decision";
  }
  text += ", since " + age(waiting->since, now);
  if (waiting->until && *waiting->until > now)
    text += ", for " + age(now, *waiting->until) + " more";
  if (!waiting->then.empty()) text += "; then " + waiting->then;
  page.words(text, Ink::Plain);
  if (const std::string commands = commandsFor(release); !commands.empty()) {
    section.line();
    page.piece(commands, Ink::Act, 0);
  }
}

std::string rolloutText(const crds::HistoryEntry& entry, WallTime now) {
  return age(entry.finishedAt, now) + " ago, took " + age(entry.startedAt, entry.finishedAt) +
         (entry.reason.empty() ? "" : ", " + entry.reason);
}

void drawHistory(const crds::Release& release, WallTime now, Page& page) {
  Section section(page, "history");
  std::size_t shown = 0;
  for (const auto& entry : release.status.history) {
    if (shown++ == kLastRollouts) break;
    section.line();
    std::string name = "#" + std::to_string(entry.revision);
    name.resize(std::max<std::size_t>(name.size(), 4), ' ');
    page.piece(name, Ink::Plain, 0);
    page.piece(entry.outcome, inkOfOutcome(entry.outcome), 1);
    page.words(rolloutText(entry, now), Ink::Dim);
  }
}

// Columns as wide as their longest cell; the last one is cut where the width ends.
class Table {
 public:
  explicit Table(std::vector<std::string> head) { rows_.push_back({std::move(head), {}}); }
  void add(std::vector<std::string> cells, std::map<std::size_t, Ink> inks) {
    rows_.push_back({std::move(cells), std::move(inks)});
  }
  std::string text(const Look& look) const {
    std::vector<std::size_t> widths(rows_.front().cells.size());
    for (const Row& row : rows_)
      for (std::size_t i = 0; i < widths.size(); ++i)
        widths[i] = std::max(widths[i], sim::columnsOf(row.cells[i]));
    std::string all;
    for (const Row& row : rows_) {
      Page page({look.colour, 0}, 0);
      std::size_t column = 0;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const bool last = i + 1 == widths.size();
        const auto ink = row.inks.find(i);
        std::string cell = row.cells[i];
        if (last && look.width > 0) {
          cell = sim::cutTo(cell, look.width > column ? look.width - column : 0);
        }
        page.lead(cell, ink == row.inks.end() ? Ink::Plain : ink->second);
        if (last) break;
        page.lead(std::string(widths[i] - sim::columnsOf(cell) + 3, ' '), Ink::Plain);
        column += widths[i] + 3;
      }
      all += page.take() + "\n";
    }
    return all;
  }

 private:
  struct Row {
    std::vector<std::string> cells;
    std::map<std::size_t, Ink> inks;
  };
  std::vector<Row> rows_;
};

std::string revisionText(const std::optional<crds::RevisionRef>& ref) {
  if (!ref) return "-";
  return "#" + std::to_string(ref->revision) + (ref->version.empty() ? "" : " " + ref->version);
}

std::string updateText(const crds::Release& release) {
  const auto& update = release.status.update;
  if (!update) return "-";
  std::string text = revisionText(update->ref);
  const bool steps = update->steps > 0 && release.status.phase != "RolledBack";
  if (steps) {
    text += " " + std::to_string(update->step) + "/" + std::to_string(update->steps);
  }
  return text;
}

}  // namespace

std::string statusView(const ReleaseRead& read, WallTime now, const Look& look) {
  const crds::Release& release = read.release;
  const sim::Picture picture = sim::pictureOf(read.raw, read.sets);
  const std::string phase = picture.phase.empty() ? "not looked at yet" : picture.phase;
  Page head(look, 0);
  head.lead(release.meta.name, Ink::Bold);
  head.lead("  in " + release.meta.ns + ", " +
                std::string(crds::strategyName(release.spec.strategy)) + ", " +
                count(release.spec.replicas, "replica"),
            Ink::Dim);
  head.lead("   ", Ink::Plain);
  head.lead(phase, inkOfPhase(phase));
  Page message(look, 2);
  message.words(picture.message.empty() ? "is Slipway running?" : picture.message, Ink::Plain);
  Page page(look, kIndent);
  drawRevisions(picture, read.sets, look, page);
  drawServices(picture, page);
  if (!picture.checks.empty()) {
    Section(page, "checks").line();
    drawChecks(picture, page);
  }
  drawSteps(release, page);
  drawWaiting(release, now, page);
  drawHistory(release, now, page);
  return head.take() + "\n" + message.take() + page.take() + "\n";
}

std::string listView(const std::vector<crds::Release>& releases, bool namespaces, WallTime now,
                     const Look& look) {
  std::vector<std::string> head{"NAME",   "STRATEGY", "PHASE", "STABLE",
                                "UPDATE", "PODS",     "AGE",   "MESSAGE"};
  if (namespaces) head.insert(head.begin(), "NAMESPACE");
  Table table(std::move(head));
  for (const auto& release : releases) {
    const auto& status = release.status;
    std::vector<std::string> cells{
        release.meta.name,
        std::string(crds::strategyName(release.spec.strategy)),
        status.phase.empty() ? "-" : status.phase,
        revisionText(status.stable),
        updateText(release),
        std::to_string(status.availableReplicas) + "/" + std::to_string(release.spec.replicas),
        release.meta.creationTimestamp ? age(*release.meta.creationTimestamp, now) : "-",
        status.message};
    if (namespaces) cells.insert(cells.begin(), release.meta.ns);
    const std::size_t phase = namespaces ? 3 : 2;
    table.add(std::move(cells), {{phase, inkOfPhase(status.phase)}});
  }
  return table.text(look);
}

std::string historyView(const crds::Release& release, WallTime now, const Look& look) {
  Table table({"REVISION", "HASH", "OUTCOME", "ENDED", "TOOK", "VERSION", "REASON", "IMAGES"});
  for (const auto& entry : release.status.history) {
    const bool stable = release.status.stable && release.status.stable->hash == entry.hash &&
                        entry.outcome == "Promoted";
    table.add({"#" + std::to_string(entry.revision) + (stable ? " ●" : ""), entry.hash,
               entry.outcome, age(entry.finishedAt, now) + " ago",
               age(entry.startedAt, entry.finishedAt), entry.version.empty() ? "-" : entry.version,
               entry.reason.empty() ? "-" : entry.reason, joined(entry.images, ", ")},
              {{2, inkOfOutcome(entry.outcome)}});
  }
  return table.text(look);
}

}  // namespace slipway::cli
