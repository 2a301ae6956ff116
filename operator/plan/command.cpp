#include "operator/plan/command.h"

#include <ostream>
#include <utility>

#include "base/yaml.h"
#include "operator/cli.h"
#include "operator/client/words.h"
#include "operator/plan/rehearsal.h"

namespace slipway::cli {
namespace {

int refuse(Client& client, const std::string& why) {
  client.err << "slipway: " << why << "\n";
  return kUsage;
}

// What the server let pass, and the embedded one does not.
void addRefusals(const Rehearsal& rehearsal, Planned& planned) {
  for (const auto& [name, text] : rehearsal.refusals) {
    for (Change& change : planned.changes) {
      if (change.manifest.name() == name) change.refusals.push_back(text);
    }
  }
}

}  // namespace

Expected<Planned, std::string> planned(Session& session, const std::vector<Manifest>& manifests,
                                       const std::string& fieldManager) {
  const auto live = readLive(session, manifests);
  if (!live.ok()) return Unexpected{live.error()};
  if (live->releases.empty()) {
    return Unexpected{
        std::string("there is no Release in the files, and none that uses what is in "
                    "them; `slipway list -A` shows which there are")};
  }
  auto changes = propose(session, *live, manifests, fieldManager);
  if (!changes.ok()) return Unexpected{changes.error()};
  Planned result{std::move(*changes), {}};
  if (result.refused()) return result;
  if (!result.changesAnything()) return result;
  const Rehearsal rehearsal = rehearse(*live, result.changes);
  addRefusals(rehearsal, result);
  if (result.refused()) return result;
  for (const auto& [release, moments] : rehearsal.moments) {
    ReleasePlan& one = result.releases[release] = planOf(moments);
    one.settled = rehearsal.settled;
  }
  return result;
}

int plan(Client& client, const PlanOptions& options, std::istream& in) {
  const auto manifests = readManifests(options.files, client.ns, in);
  if (!manifests.ok()) return refuse(client, manifests.error());
  if (!manifests->skipped.empty()) {
    client.err << "not looked at: " << joined(manifests->skipped, ", ") << "\n";
  }
  const auto result = planned(client.session, manifests->all, options.fieldManager);
  if (!result.ok()) return refuse(client, result.error());
  const Value value = options.output == Output::Text ? Value() : planValue(*result);
  client.out << (options.output == Output::Text   ? planText(*result, client.look)
                 : options.output == Output::Json ? printJson(value) + "\n"
                                                  : printYaml(value));
  if (result->refused()) return kUsage;
  return result->changesAnything() ? kFailed : kOk;
}

}  // namespace slipway::cli
