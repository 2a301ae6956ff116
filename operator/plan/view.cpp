#include "operator/plan/view.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "base/yaml.h"
#include "crds/release.h"
#include "kube/types/resources.h"
#include "operator/client/diff.h"
#include "operator/client/section.h"
#include "operator/client/words.h"
#include "operator/plan/fields.h"
#include "strategies/conditions.h"

namespace slipway::cli {
namespace {

using sim::Ink;
using sim::Page;
using strategies::revisionName;

constexpr std::size_t kIndent = 12;

std::string count(std::int64_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

// Where the template stands in an object of that kind.
std::string templateIn(const kube::Resource& resource) {
  const bool has = resource == crds::releases() || resource == kube::resources::deployments();
  return has ? "spec.template" : "";
}

std::string whatHappens(const Change& change) {
  if (!change.refusals.empty()) return "is refused";
  if (change.before.isNull()) return "is created";
  return change.changes() ? "changes" : "stays as it is";
}

void drawChange(const Change& change, const sim::Look& look, std::string& out) {
  Page page(look, 4);
  const bool refused = !change.refusals.empty();
  page.lead(change.manifest.name(), Ink::Bold);
  page.lead(" " + whatHappens(change), refused ? Ink::Bad : Ink::Plain);
  for (const auto& refusal : change.refusals) {
    page.newLine();
    page.words(refusal, Ink::Plain);
  }
  if (!change.note.empty()) {
    page.newLine();
    page.words(change.note, Ink::Warn);
  }
  const std::string apart = templateIn(change.manifest.resource);
  if (!change.before.isNull() && !refused) {
    for (const auto& field : fieldChanges(change.before, change.after, apart)) {
      page.newLine();
      page.words(text(field), Ink::Plain);
    }
  }
  out += page.take() + "\n";
  if (apart.empty() || change.before.isNull() || refused) return;
  const Value& before = change.before["spec"]["template"];
  const Value& after = change.after["spec"]["template"];
  if (before.isNull() || after.isNull() || before == after) return;
  std::istringstream lines(unifiedDiff(printYaml(before), printYaml(after), "spec.template",
                                       "spec.template as applied", look.colour));
  for (std::string line; std::getline(lines, line);) out += "    " + line + "\n";
}

std::string pauseText(const crds::Pause& pause) {
  if (pause.decided) {
    return "then it waits for a decision, at most " + humanDuration(pause.time) + ", and " +
           (pause.onTimeout == crds::OnTimeout::Rollback ? "goes back after that"
                                                         : "goes on after that");
  }
  return pause.time > Duration{0} ? "then it waits " + humanDuration(pause.time) : "";
}

std::string checksText(const std::vector<std::string>& checks) {
  return checks.empty() ? "no test" : joined(checks, ", ");
}

void drawSteps(const ReleasePlan& plan, Page& page) {
  Section section(page, "steps");
  for (const auto& step : plan.steps) {
    section.say(step.label + ":", Ink::Bold);
    page.words(
        std::to_string(step.update) + " new and " + std::to_string(step.others) + " old pods",
        Ink::Plain);
    for (const auto& service : step.services) drawService(service, page);
    if (step.checks != plan.steps.back().checks) {
      page.piece("each passes " + checksText(step.checks), Ink::Plain, 3);
    }
    if (const auto pause = pauseText(step.pause); !pause.empty()) {
      page.nextLine();
      page.words(pause, step.pause.decided ? Ink::Warn : Ink::Plain);
    }
  }
  if (plan.steps.empty()) return;
  Section(page, "checks").say("each new pod passes " + checksText(plan.steps.back().checks));
}

std::string goingBackText(const ReleasePlan& plan) {
  const auto& from = plan.underway ? plan.underway : plan.from;
  if (!from || !plan.stable) return "goes back";
  return "goes back from " + revisionName(*from) + " to " + revisionName(*plan.stable);
}

std::string effectText(const ReleasePlan& plan) {
  switch (plan.effect) {
    case Effect::Nothing:
      return "nothing changes";
    case Effect::Settings:
      return "no pod changes";
    case Effect::Pods:
      return "pods of the revision that runs come or go";
    case Effect::Return:
      return goingBackText(plan);
    case Effect::Rollout:
      break;
  }
  const bool goesOn = plan.underway && plan.underway->hash == plan.to->hash;
  std::string text = (goesOn ? "the rollout goes on: " : "a rollout: ") + revisionName(*plan.to);
  if (plan.from) text += " after " + revisionName(*plan.from);
  if (plan.underway && !goesOn) text += ", in place of " + revisionName(*plan.underway);
  return text;
}

std::string failureText(const ReleasePlan& plan, crds::OnFailure onFailure) {
  if (onFailure == crds::OnFailure::Hold) return "it is held as it is until somebody decides";
  if (!plan.from) return "there is no revision to go back to: it stays as it is, and says why";
  return "it goes back to " + revisionName(*plan.from);
}

std::string timeText(const ReleasePlan& plan) {
  std::string text = plan.atLeast > Duration{0} ? "at least " + humanDuration(plan.atLeast) +
                                                      " of waits that the spec names"
                                                : "as long as pods need to get ready";
  return text + (plan.decisions > 0 ? ", and " + count(plan.decisions, "decision") : "");
}

const Change* changeOf(const Planned& planned, const kube::ObjectKey& release) {
  const auto found =
      std::find_if(planned.changes.begin(), planned.changes.end(), [&](const Change& change) {
        return change.manifest.resource == crds::releases() && change.manifest.key == release;
      });
  return found == planned.changes.end() ? nullptr : &*found;
}

void drawPods(const ReleasePlan& plan, Page& page) {
  const PodCounts& pods = plan.pods;
  std::string text = std::to_string(pods.created) + " created, " + std::to_string(pods.deleted) +
                     " deleted; at most " + std::to_string(pods.peak) + " at once";
  if (plan.from) text += ", at least " + std::to_string(pods.lowestAvailable) + " available";
  Section(page, "pods").say(text);
}

void drawRelease(const Planned& planned, const kube::ObjectKey& key, const ReleasePlan& plan,
                 const sim::Look& look, std::string& out) {
  Page page(look, kIndent);
  page.lead("Release " + key.text(), Ink::Bold);
  page.lead(": ", Ink::Plain);
  page.words(effectText(plan), Ink::Plain);
  if (plan.effect == Effect::Rollout) drawSteps(plan, page);
  if (plan.pods.created + plan.pods.deleted > 0) drawPods(plan, page);
  if (plan.effect == Effect::Rollout) {
    Section(page, "time").say(timeText(plan));
    const Change* change = changeOf(planned, key);
    const auto release =
        change ? crds::decodeRelease(change->after) : kube::Decoded<crds::Release>(crds::Release{});
    if (release.ok()) {
      Section(page, "failing").say(failureText(plan, release->spec.onFailure));
    }
  }
  if (plan.effect != Effect::Nothing) {
    Section(page, "ends").say(plan.phase + ": " + plan.message);
  }
  if (!plan.settled) Section(page, "").say("it does not come to an end", Ink::Bad);
  out += page.take() + "\n";
}

Value refValue(const std::optional<crds::RevisionRef>& ref) {
  if (!ref) return {};
  return Value::object(
      {{"revision", ref->revision}, {"hash", ref->hash}, {"version", ref->version}});
}

template <typename Items, typename Make>
Value listOf(const Items& items, Make make) {
  Value::Elements elements;
  for (const auto& item : items) elements.push_back(make(item));
  return Value::array(std::move(elements));
}

Value stepValue(const PlannedStep& step) {
  const auto share = [](const sim::SharePicture& s) {
    return Value::object({{"revision", s.revision}, {"percent", s.percent}});
  };
  const auto service = [&](const sim::ServicePicture& s) {
    return Value::object({{"name", s.name}, {"shares", listOf(s.shares, share)}});
  };
  Value value = Value::object(
      {{"number", step.number},
       {"label", step.label},
       {"newPods", step.update},
       {"oldPods", step.others},
       {"services", listOf(step.services, service)},
       {"checks", listOf(step.checks, [](const std::string& name) { return Value(name); })}});
  if (step.pause.time > Duration{0}) {
    value = value.with("pause", Value::object({{"decision", step.pause.decided},
                                               {"time", formatDuration(step.pause.time)}}));
  }
  return value;
}

Value releaseValue(const kube::ObjectKey& key, const ReleasePlan& plan) {
  return Value::object({{"namespace", key.ns},
                        {"name", key.name},
                        {"effect", text(plan.effect)},
                        {"settled", plan.settled},
                        {"from", refValue(plan.from)},
                        {"underway", refValue(plan.underway)},
                        {"to", refValue(plan.to)},
                        {"stable", refValue(plan.stable)},
                        {"steps", listOf(plan.steps, stepValue)},
                        {"pods", Value::object({{"created", plan.pods.created},
                                                {"deleted", plan.pods.deleted},
                                                {"peak", plan.pods.peak},
                                                {"lowestAvailable", plan.pods.lowestAvailable}})},
                        {"atLeast", formatDuration(plan.atLeast)},
                        {"decisions", plan.decisions},
                        {"outcome", plan.outcome},
                        {"phase", plan.phase},
                        {"message", plan.message}});
}

Value changeValue(const Change& change) {
  const auto field = [](const FieldChange& f) {
    return Value::object({{"path", f.path}, {"before", f.before}, {"after", f.after}});
  };
  const auto fields = change.before.isNull() || change.after.isNull()
                          ? std::vector<FieldChange>{}
                          : fieldChanges(change.before, change.after, "");
  const char* action = !change.refusals.empty() ? "Refused"
                       : change.before.isNull() ? "Create"
                       : change.changes()       ? "Change"
                                                : "None";
  return Value::object(
      {{"kind", change.manifest.resource.kind},
       {"namespace", change.manifest.key.ns},
       {"name", change.manifest.key.name},
       {"action", action},
       {"fields", listOf(fields, field)},
       {"refusals", listOf(change.refusals, [](const std::string& r) { return Value(r); })},
       {"note", change.note}});
}

}  // namespace

bool Planned::refused() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return !change.refusals.empty(); });
}

bool Planned::changesAnything() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.changes(); });
}

std::string planText(const Planned& planned, const sim::Look& look) {
  std::string out;
  for (const Change& change : planned.changes) drawChange(change, look, out);
  for (const auto& [key, plan] : planned.releases) drawRelease(planned, key, plan, look, out);
  return out;
}

Value planValue(const Planned& planned) {
  Value::Elements releases;
  for (const auto& [key, plan] : planned.releases) releases.push_back(releaseValue(key, plan));
  return Value::object({{"objects", listOf(planned.changes, changeValue)},
                        {"releases", Value::array(std::move(releases))}});
}

}  // namespace slipway::cli
