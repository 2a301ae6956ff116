#include "operator/client/describe.h"

#include <iostream>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "operator/cli.h"
#include "operator/client/commands.h"
#include "operator/client/run_client.h"
#include "operator/options.h"
#include "operator/plan/command.h"

namespace slipway::cli {
namespace {

const std::map<std::string, Output> kOutputs{
    {"text", Output::Text}, {"json", Output::Json}, {"yaml", Output::Yaml}, {"name", Output::Name}};
const std::map<std::string, Goal> kGoals{{"ready", Goal::Ready},
                                         {"verified", Goal::Verified},
                                         {"rolledback", Goal::RolledBack},
                                         {"decision", Goal::Decision}};

// All that any of the commands may be given.
struct Given {
  ClientOptions client;
  std::string name;
  Output output = Output::Text;
  bool watch = false;
  bool fully = false;
  std::string reason;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;
  Goal goal = Goal::Ready;
  Duration patience = std::chrono::seconds(10);
  Duration timeout = std::chrono::minutes(10);
  std::vector<std::string> files;
  std::string fieldManager = kKubectl;
  bool quiet = false;
};

void revision(CLI::App* command, const std::string& name, std::optional<std::int64_t>& into,
              const std::string& help) {
  command
      ->add_option_function<std::int64_t>(
          name, [&into](const std::int64_t& number) { into = number; }, help)
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 53).description(""))
      ->type_name(name.starts_with('-') ? "REVISION" : "");
}

void files(CLI::App* command, Given& given) {
  command->add_option("-f,--filename,FILE", given.files, "Files; - is standard input")
      ->required()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("FILE");
}

class Description {
 public:
  explicit Description(CLI::App& app) : app_(app) {}

  CLI::App* add(const std::string& name, const std::string& help, std::function<int(Client&)> run) {
    auto* command = app_.add_subcommand(name, help);
    auto& client = given_->client;
    command
        ->add_option("--kubeconfig", client.kubeconfig,
                     "Path of a kubeconfig (default: as kubectl finds it; in a pod, its service "
                     "account)")
        ->type_name("PATH");
    command->add_option("--context", client.context,
                        "Context of the kubeconfig (default: its current one)");
    command->add_option("-n,--namespace", client.ns, "Namespace (default: the context's)");
    addColour(*command, client.colour);
    command->group("On a cluster");
    commands_.emplace_back(command, std::move(run));
    return command;
  }

  // About one Release.
  CLI::App* addNamed(const std::string& name, const std::string& help,
                     std::function<int(Client&)> run) {
    auto* command = add(name, help, std::move(run));
    command->add_option("NAME", given_->name, "The Release")->required()->type_name("");
    return command;
  }

  void output(CLI::App* command, const std::string& formats) {
    command->add_option("-o,--output", given_->output, formats + " (default text)")
        ->transform(oneOf(kOutputs))
        ->type_name("FORMAT");
  }

  // Asks for something and waits for the answer.
  void asks(CLI::App* command) {
    command->add_option("--reason", given_->reason, "Why, for people: kept with the decision");
    addDuration(*command, "--timeout", given_->patience, "How long to wait for Slipway's answer");
  }

  Given& given() { return *given_; }

  // Without a cluster.
  CLI::App* addLocal(const std::string& name, const std::string& help, std::function<int()> run) {
    auto* command = app_.add_subcommand(name, help);
    local_.emplace_back(command, std::move(run));
    return command;
  }

  std::function<int()> runner() {
    return [given = given_, commands = commands_, local = local_] {
      for (const auto& [command, run] : local) {
        if (command->parsed()) return run();
      }
      for (const auto& [command, run] : commands) {
        if (command->parsed()) return runClient(given->client, run);
      }
      return -1;
    };
  }

 private:
  CLI::App& app_;
  std::shared_ptr<Given> given_ = std::make_shared<Given>();
  std::vector<std::pair<CLI::App*, std::function<int(Client&)>>> commands_;
  std::vector<std::pair<CLI::App*, std::function<int()>>> local_;
};

}  // namespace

std::function<int()> describeClient(CLI::App& app) {
  Description all(app);
  Given& given = all.given();

  auto* lint = all.addLocal(
      "lint", "Check manifests without a cluster: schema, rules, and a first deploy in simulation",
      [&given] { return lintFiles(given.files, given.quiet, std::cin, std::cout, std::cerr); });
  files(lint, given);
  lint->add_flag("-q,--quiet", given.quiet, "Only say what is wrong");
  lint->footer("Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage or file.");

  auto* plan =
      all.add("plan", "Show what applying manifests would do: what changes, and the rollout",
              [&given](Client& c) {
                return cli::plan(c, {given.files, given.fieldManager, given.output}, std::cin);
              });
  files(plan, given);
  plan->add_option("--field-manager", given.fieldManager,
                   "Who applies on the server's side: kubectl, helm, kustomize-controller, ...")
      ->capture_default_str()
      ->type_name("NAME");
  all.output(plan, "text, json or yaml");
  plan->parse_complete_callback([&given] { given.client.bookkeeping = true; });
  plan->footer(
      "Exit codes: 0 nothing would change, 1 something would, 2 refused, or it cannot be said.");

  auto* list = all.add("list", "List Releases",
                       [&given](Client& c) { return listReleases(c, given.output); });
  list->alias("ls");
  list->add_flag("-A,--all-namespaces", given.client.allNamespaces, "Of all namespaces");
  all.output(list, "text, json, yaml or name");

  auto* status = all.addNamed(
      "status",
      "Show a Release: pods, traffic, checks, steps, what it "
      "waits for",
      [&given](Client& c) { return showStatus(c, given.name, given.output, given.watch); });
  status->alias("get");
  status->add_flag("-w,--watch", given.watch, "Follow it, until it is gone or Ctrl-C");
  all.output(status, "text, json, yaml or name");

  auto* history = all.addNamed("history", "Show the rollouts that ended", [&given](Client& c) {
    return showHistory(c, given.name, given.output);
  });
  all.output(history, "text, json or yaml");

  auto* diff =
      all.addNamed("diff", "Show what differs between two revisions' templates",
                   [&given](Client& c) { return showDiff(c, given.name, given.from, given.to); });
  revision(diff, "FROM", given.from, "By number (default: the stable one)");
  revision(diff, "TO", given.to, "By number (default: the one that is asked for)");
  diff->footer("Exit codes: 0 they are the same, 1 they differ, or one is gone, 2 wrong usage.");

  all.addNamed("pause", "Hold up what is going on (spec.paused)",
               [&given](Client& c) { return setPaused(c, given.name, true); });
  all.addNamed("resume", "Let it go on",
               [&given](Client& c) { return setPaused(c, given.name, false); });

  const auto decision = [&](const std::string& name, const std::string& help,
                            const std::string& verdict) {
    auto* command = all.addNamed(name, help, [&given, verdict](Client& c) {
      const std::string what = verdict == "Promote" && given.fully ? "PromoteFully" : verdict;
      return decide(c, given.name, what, given.reason, given.patience);
    });
    all.asks(command);
    return command;
  };
  decision("promote", "End the wait of this step and go on", "Promote")
      ->add_flag("--fully", given.fully, "Go to the last step");
  decision("skip", "End this step, whatever it still waits for but failed tests", "Skip");
  decision("reject", "Take the revision back", "Reject");
  decision("retry", "Roll a rejected revision out once more", "Retry");

  const auto wayBack = [&given](bool abort) {
    return [&given, abort](Client& c) {
      return goBack(c, given.name, {abort, given.to, given.reason}, given.patience);
    };
  };
  all.asks(all.addNamed("abort", "Take back the rollout that is under way", wayBack(true)));
  auto* undo = all.addNamed("undo", "Go back to an earlier revision", wayBack(false));
  revision(undo, "--to", given.to, "Its number (default: the one that was verified last)");
  all.asks(undo);

  auto* wait = all.addNamed("wait", "Wait until a Release has come so far", [&given](Client& c) {
    return waitFor(c, given.name, given.goal, given.timeout);
  });
  wait->add_option("--for", given.goal,
                   "ready, verified, rolledback or decision: that one is waited for (default "
                   "ready)")
      ->transform(oneOf(kGoals))
      ->type_name("WHAT");
  addDuration(*wait, "--timeout", given.timeout, "How long to wait");
  wait->footer("Exit codes: 0 it has, 1 it will not, or not in time, 2 wrong usage.");
  return all.runner();
}

}  // namespace slipway::cli
