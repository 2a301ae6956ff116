#include "operator/client/commands.h"

#include <algorithm>
#include <cstdlib>
#include <istream>
#include <ostream>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/yaml.h"
#include "crds/approval.h"
#include "crds/rollback.h"
#include "kube/types/resources.h"
#include "operator/cli.h"
#include "operator/client/diff.h"
#include "operator/client/input.h"
#include "operator/client/lint.h"
#include "operator/client/views.h"

namespace slipway::cli {
namespace {

constexpr Duration kForEver = std::chrono::hours(24 * 365);
// How often an answer is looked for.
constexpr Duration kPollPeriod = std::chrono::milliseconds(200);

int refuse(Client& client, const std::string& why) {
  client.err << "slipway: " << why << "\n";
  return kFailed;
}

std::string errorText(const Client& client, const kube::ApiError& error) {
  if (error.code > 0) return error.message;
  return "cannot reach " + client.server + ": " + error.message;
}

std::string notFound(const Client& client, const std::string& name) {
  return "there is no Release " + name + " in namespace " + client.ns +
         "; `slipway list -A` shows which there are";
}

Expected<ReleaseRead, std::string> decodeRead(const Value& object) {
  auto release = crds::decodeRelease(object);
  if (!release.ok()) return Unexpected{kube::fieldErrorsText(release.error())};
  auto raw = sim::decodeRaw(object);
  if (!raw.ok()) return Unexpected{kube::fieldErrorsText(raw.error())};
  return ReleaseRead{std::move(*release), std::move(*raw), {}};
}

Expected<ReleaseRead, std::string> readRelease(Client& client, const std::string& name) {
  kube::ApiRequest request;
  request.resource = crds::releases();
  request.key = {client.ns, name};
  const auto answer = client.session.ask(std::move(request));
  if (answer.applied()) return decodeRead(answer.object);
  if (!answer.error.notFound()) return Unexpected{errorText(client, answer.error)};
  // The same code says that the server knows no such kind.
  const bool kind = answer.error.message.find(name) == std::string::npos;
  return Unexpected{kind ? client.server + " serves no Releases; install Slipway's CRDs"
                         : notFound(client, name)};
}

std::string selectorOf(const std::string& name) {
  return std::string(crds::kReleaseLabel) + "=" + name;
}

bool structured(Output output) {
  return output == Output::Json || output == Output::Yaml;
}

// Of a structured output.
void print(Client& client, Output output, const Value& value) {
  client.out << (output == Output::Json ? printJson(value) + "\n" : printYaml(value));
}

void print(Client& client, Output output, const sim::RawObject& object) {
  switch (output) {
    case Output::Json:
    case Output::Yaml:
      print(client, output, object.object);
      return;
    case Output::Name:
      client.out << "release.slipway.dev/" << object.meta.name << "\n";
      return;
    case Output::Text:
      return;
  }
}

// One Release and its ReplicaSets, followed.
class Following {
 public:
  Following(Client& client, const std::string& name)
      : client_(client),
        key_{client.ns, name},
        release_(client.session.runtime(), {crds::releases(), client.ns}, sim::decodeRaw),
        sets_(client.session.runtime(),
              {kube::resources::replicaSets(), client.ns, selectorOf(name)}, sim::decodeRaw) {
    release_.onChanged([this](const kube::ObjectKey& key, const auto&, const auto&) {
      if (key == key_) changed_ = true;
    });
    sets_.onChanged([this](const auto&, const auto&, const auto&) { changed_ = true; });
    release_.start();
    sets_.start();
  }

  // The next look at it; an error when that will not come any more.
  Expected<ReleaseRead, std::string> next(Duration limit) {
    const auto there = [this] { return changed_ && release_.synced() && sets_.synced(); };
    if (!client_.session.runUntil(there, limit)) return Unexpected{trouble()};
    changed_ = false;
    const auto found = release_.store().get(key_);
    if (!found) return Unexpected{"Release " + key_.name + " is gone"};
    auto read = decodeRead(found->object);
    if (!read.ok()) return read;
    for (const auto& set : sets_.store().all()) read->sets.push_back(set);
    return read;
  }

 private:
  std::string trouble() const {
    if (!release_.trouble().empty()) return release_.trouble();
    return sets_.trouble().empty() ? "the time is over" : sets_.trouble();
  }

  Client& client_;
  kube::ObjectKey key_;
  sim::RawInformer release_;
  sim::RawInformer sets_;
  bool changed_ = false;
};

// On a terminal the old picture gives way to the new one; elsewhere they follow each other.
class Redrawn {
 public:
  explicit Redrawn(Client& client) : client_(client) {}
  void draw(const std::string& text) {
    if (text == last_) return;
    if (!last_.empty()) {
      const auto lines = std::count(last_.begin(), last_.end(), '\n');
      if (client_.screen.terminal) {
        client_.out << "\x1b[" << lines << "A\x1b[J";
      } else {
        client_.out << "\n";
      }
    }
    client_.out << text << std::flush;
    last_ = text;
  }

 private:
  Client& client_;
  std::string last_;
};

int watchStatus(Client& client, const std::string& name) {
  Following following(client, name);
  Redrawn page(client);
  while (client.out.good()) {
    auto read = following.next(kForEver);
    if (!read.ok()) return refuse(client, read.error());
    page.draw(statusView(*read, client.session.now(), client.look));
  }
  return kOk;
}

// The declared template of that revision, as YAML; an error names those that there are.
Expected<std::string, std::string> templateOf(const std::vector<Value>& sets,
                                              std::int64_t revision) {
  std::set<std::int64_t> numbers;
  for (const Value& set : sets) {
    const Value& annotations = set["metadata"]["annotations"];
    const std::string number(annotations[std::string(crds::kRevisionNumber)].stringOr(""));
    if (number != std::to_string(revision)) {
      numbers.insert(std::atoll(number.c_str()));
      continue;
    }
    const auto text = annotations[std::string(crds::kTemplate)].stringOr("");
    const auto parsed = parseJson(text);
    if (!parsed.ok())
      return Unexpected{"the template of revision " + number +
                        " cannot be read: " + parsed.error().message};
    return printYaml(*parsed);
  }
  std::string known;
  for (const auto number : numbers) known += (known.empty() ? "" : ", ") + std::to_string(number);
  return Unexpected{"revision " + std::to_string(revision) + " is gone, or never was; there are " +
                    (known.empty() ? "none" : known)};
}

// --- Asking for something ------------------------------------------------------------------------

// Creates the object, then waits for what its status answers.
template <typename Answered>
int ask(Client& client, kube::ApiRequest request, Duration timeout, const Answered& answered) {
  const kube::Resource resource = request.resource;
  const auto created = client.session.ask(std::move(request));
  if (!created.applied()) return refuse(client, errorText(client, created.error));
  kube::ApiRequest look;
  look.resource = resource;
  look.key = {client.ns, std::string(created.object["metadata"]["name"].stringOr(""))};
  const std::string object = resource.kind + " " + look.key.name;
  client.err << object << " created\n";
  for (Duration waited{}; waited < timeout; waited += kPollPeriod) {
    client.session.runUntil([] { return false; }, kPollPeriod);
    const auto answer = client.session.ask(look);
    if (!answer.applied()) return refuse(client, object + ": " + errorText(client, answer.error));
    if (const auto code = answered(answer.object)) return *code;
  }
  return refuse(
      client, object + " has no answer after " + humanDuration(timeout) + "; is Slipway running?");
}

// What the status of such an object says; nullopt: nothing yet.
std::optional<int> conclusion(Client& client, const std::string& phase, const std::string& message,
                              const std::vector<std::string>& good) {
  if (phase.empty() || phase == "Pending" || phase == "ReleaseNotFound") return std::nullopt;
  const bool well = std::find(good.begin(), good.end(), phase) != good.end();
  if (!well) return refuse(client, phase + ": " + message);
  client.out << phase << ": " << message << "\n";
  return kOk;
}

bool conditionIs(const crds::ReleaseStatus& status, std::string_view type) {
  return std::any_of(status.conditions.begin(), status.conditions.end(), [&](const auto& c) {
    return c.type == type && c.status == kube::ConditionStatus::True;
  });
}

enum class Progress : std::uint8_t { Open, Reached, OutOfReach };

Progress progressTo(const crds::Release& release, Goal goal) {
  const auto& status = release.status;
  if (status.observedGeneration != release.meta.generation) return Progress::Open;
  const bool stalled = conditionIs(status, "Stalled");
  const bool ready = conditionIs(status, "Ready");
  const auto unless = [](bool reached, bool never) {
    return reached ? Progress::Reached : never ? Progress::OutOfReach : Progress::Open;
  };
  switch (goal) {
    case Goal::Ready:
      return unless(ready, stalled);
    case Goal::Verified:
      return unless(ready && conditionIs(status, "Verified"), stalled);
    case Goal::RolledBack:
      return unless(conditionIs(status, "RolledBack"), false);
    case Goal::Decision:
      return unless(status.waiting && !status.waiting->token.empty(), ready);
  }
  return Progress::Open;
}

}  // namespace

int listReleases(Client& client, Output output) {
  const auto items = client.session.list(crds::releases(), client.ns);
  if (!items.ok()) return refuse(client, errorText(client, items.error()));
  if (structured(output)) {
    const Value list = Value::object(
        {{"apiVersion", "v1"}, {"kind", "List"}, {"items", Value::array(Value::Elements(*items))}});
    print(client, output, list);
    return kOk;
  }
  std::vector<crds::Release> releases;
  for (const Value& item : *items) {
    auto read = decodeRead(item);
    if (!read.ok()) return refuse(client, read.error());
    if (output == Output::Name) print(client, output, read->raw);
    releases.push_back(std::move(read->release));
  }
  if (output == Output::Name) return kOk;
  if (releases.empty()) {
    client.err << "no Releases" << (client.ns.empty() ? "" : " in namespace " + client.ns) << "\n";
    return kOk;
  }
  client.out << listView(releases, client.ns.empty(), client.session.now(), client.look);
  return kOk;
}

int showStatus(Client& client, const std::string& name, Output output, bool watch) {
  auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  if (output != Output::Text) {
    print(client, output, read->raw);
    return kOk;
  }
  if (watch) return watchStatus(client, name);
  const auto sets =
      client.session.list(kube::resources::replicaSets(), client.ns, selectorOf(name));
  if (!sets.ok()) return refuse(client, errorText(client, sets.error()));
  for (const Value& set : *sets) {
    auto raw = sim::decodeRaw(set);
    if (raw.ok()) read->sets.push_back(std::make_shared<const sim::RawObject>(std::move(*raw)));
  }
  client.out << statusView(*read, client.session.now(), client.look);
  return kOk;
}

int showHistory(Client& client, const std::string& name, Output output) {
  const auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  if (structured(output)) {
    const Value& history = read->raw.object["status"]["history"];
    const Value list = history.isArray() ? history : Value::array({});
    print(client, output, list);
    return kOk;
  }
  if (read->release.status.history.empty()) {
    client.err << "no rollout of " << name << " has ended yet\n";
    return kOk;
  }
  client.out << historyView(read->release, client.session.now(), client.look);
  return kOk;
}

int showDiff(Client& client, const std::string& name, std::optional<std::int64_t> from,
             std::optional<std::int64_t> to) {
  const auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  const auto sets =
      client.session.list(kube::resources::replicaSets(), client.ns, selectorOf(name));
  if (!sets.ok()) return refuse(client, errorText(client, sets.error()));
  const auto& status = read->release.status;
  if (!from && status.stable) from = status.stable->revision;
  if (!to && status.update) to = status.update->ref.revision;
  if (!to && !status.history.empty()) to = status.stable ? status.stable->revision : 0;
  if (!from || !to) {
    return refuse(client, name + " has no two revisions; name them: slipway diff " + name + " 1 2");
  }
  const auto before = templateOf(*sets, *from);
  const auto after = templateOf(*sets, *to);
  for (const auto* text : {&before, &after}) {
    if (!text->ok()) return refuse(client, name + ": " + text->error());
  }
  const std::string diff = unifiedDiff(*before, *after, "revision " + std::to_string(*from),
                                       "revision " + std::to_string(*to), client.look.colour);
  client.out << diff;
  return diff.empty() ? kOk : kFailed;
}

int setPaused(Client& client, const std::string& name, bool paused) {
  const auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  auto request = pauseRequest(read->release, paused);
  if (!request.ok()) {
    // As kubectl has it: it is as asked for.
    client.err << request.error() << "\n";
    return kOk;
  }
  const auto answer = client.session.ask(std::move(*request));
  if (!answer.applied()) return refuse(client, errorText(client, answer.error));
  client.out << name << (paused ? " paused\n" : " goes on\n");
  return kOk;
}

int decide(Client& client, const std::string& name, const std::string& decision,
           const std::string& reason, Duration timeout) {
  const auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  auto request = decisionRequest(read->release, decision, reason);
  if (!request.ok()) return refuse(client, request.error());
  return ask(client, std::move(*request), timeout, [&](const Value& object) {
    const auto status = crds::readApprovalStatus(object["status"]);
    return conclusion(client, status.phase, status.message, {"Applied"});
  });
}

int goBack(Client& client, const std::string& name, const WayBack& way, Duration timeout) {
  const auto read = readRelease(client, name);
  if (!read.ok()) return refuse(client, read.error());
  auto request = rollbackRequest(read->release, way);
  if (!request.ok()) return refuse(client, request.error());
  return ask(client, std::move(*request), timeout, [&](const Value& object) {
    const auto status = crds::readRollbackStatus(object["status"]);
    return conclusion(client, status.phase, status.message, {"RollingBack", "Done"});
  });
}

int lintFiles(const std::vector<std::string>& files, bool quiet, std::istream& in,
              std::ostream& out, std::ostream& err) {
  int code = kOk;
  for (const std::string& file : files) {
    const auto text = readInput(file, in);
    if (!text.ok()) {
      err << "slipway: " << text.error() << "\n";
      return kUsage;
    }
    const Linted linted = lint(*text);
    for (const auto& finding : linted.findings) {
      const std::string object = finding.object.empty() ? "" : finding.object + ": ";
      out << file << ": " << object << finding.text << "\n";
      code = kFailed;
    }
    if (quiet || !linted.findings.empty()) continue;
    for (const auto& object : linted.checked) out << file << ": " << object << " is fine\n";
    if (linted.checked.empty()) err << file << ": holds no objects of Slipway\n";
  }
  return code;
}

int waitFor(Client& client, const std::string& name, Goal goal, Duration timeout) {
  if (const auto there = readRelease(client, name); !there.ok()) {
    return refuse(client, there.error());
  }
  Following following(client, name);
  const WallTime end = client.session.now() + timeout;
  std::string told;
  while (true) {
    const auto read = following.next(std::max(Duration{0}, Duration(end - client.session.now())));
    if (!read.ok()) return refuse(client, name + ": " + read.error());
    const auto& status = read->release.status;
    const std::string now = status.phase + ": " + status.message;
    const Progress progress = progressTo(read->release, goal);
    if (progress == Progress::Reached) {
      client.out << now << "\n";
      return kOk;
    }
    if (progress == Progress::OutOfReach) return refuse(client, name + " is " + now);
    // Long work shows that it goes on.
    const bool current = status.observedGeneration == read->release.meta.generation;
    if (current && now != told) client.err << now << "\n";
    if (current) told = now;
  }
}

}  // namespace slipway::cli
