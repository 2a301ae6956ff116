#include "operator/cli.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "operator/client/completion.h"
#include "operator/client/describe.h"
#include "operator/options.h"
#include "operator/run_operator.h"
#include "operator/simulate.h"

namespace slipway::cli {
namespace {

const std::map<std::string, LogLevel> kLevels{{"debug", LogLevel::Debug},
                                              {"info", LogLevel::Info},
                                              {"warn", LogLevel::Warn},
                                              {"error", LogLevel::Error}};
const std::map<std::string, LogFormat> kFormats{{"text", LogFormat::Text},
                                                {"json", LogFormat::Json}};
const std::map<std::string, SimulateOptions::Output> kOutputs{
    {"story", SimulateOptions::Output::Story}, {"json", SimulateOptions::Output::Json}};

void describeOperator(CLI::App& app, RunOptions& o) {
  app.add_option(
         "--kubeconfig", o.kubeconfig,
         "Path of a kubeconfig (default: as kubectl finds it; in a pod, its service account)")
      ->type_name("PATH");
  app.add_option("--context", o.context, "Context of the kubeconfig (default: its current one)");
  app.add_option("-n,--namespace", o.ns, "Watch only this namespace (default: all)");
  app.add_option("--workers", o.workers, "Reconciles in flight at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_flag("--leader-elect,!--no-leader-elect", o.elect,
               "Hold a Lease before writing anything (default: on)");
  app.add_option("--lease-name", o.leaseName, "Name of the Lease")->capture_default_str();
  app.add_option("--lease-namespace", o.leaseNamespace,
                 "Namespace of the Lease (default: that of the credentials)");
  app.add_option(
         "--pod-uid", o.podUid,
         "UID of the pod that this runs in: what an earlier operator in the same pod held is "
         "taken over at once, since its container has ended")
      ->type_name("UID");
  addDuration(app, "--lease-duration", o.leaseDuration,
              "How long a standby waits for a silent leader");
  addDuration(app, "--renew-deadline", o.renewDeadline,
              "How long a leader tries to renew before it gives up; below --lease-duration");
  addDuration(app, "--retry-period", o.retryPeriod, "Pause between two tries");
  app.add_option("--listen-address", o.listenAddress,
                 "Address for /healthz, /readyz and /metrics (default: all)");
  app.add_option("--listen-port", o.listenPort, "Port for them; 0 takes any free one")
      ->capture_default_str();
  addDuration(app, "--shutdown-timeout", o.shutdownTimeout,
              "How long running work may take after SIGTERM");
  app.add_option("--log-level", o.logLevel, "debug, info, warn or error (default info)")
      ->transform(oneOf(kLevels))
      ->type_name("LEVEL");
  app.add_option("--log-format", o.logFormat, "text or json (default text)")
      ->transform(oneOf(kFormats))
      ->type_name("FORMAT");
}

void describeSimulate(CLI::App& app, SimulateOptions& o) {
  app.add_option("FILE", o.file, "A play, or a file with a Release: the obvious play is made of it")
      ->required()
      ->type_name("");
  app.add_option_function<std::uint64_t>(
         "--seed", [&o](const std::uint64_t& seed) { o.seed = seed; },
         "Break ties in time by this seed instead of the play's")
      ->type_name("N");
  app.add_flag("-q,--quiet", o.quiet, "Only say how it ended");
  app.add_flag("--operator-log", o.operatorLog, "Show the operator's own log, too");
  app.add_option("-o,--output", o.output,
                 "story, for people, or json: one object per line, the last one how it ended "
                 "(default story)")
      ->transform(oneOf(kOutputs))
      ->type_name("FORMAT");
  addColour(app, o.colour);
  app.add_option_function<std::size_t>(
         "--width", [&o](const std::size_t& width) { o.width = width; },
         "Break lines at this column, from 40 on; 0: never (default: the terminal's width; never "
         "in files)")
      ->check(CLI::Range(0, 1000))
      ->type_name("N");
  addDuration(app, "--pace", o.pace,
              "Real time between two moments of the story, on terminals only");
  app.footer(
      "Exit codes: 0 everything expected came true, 1 something did not, 2 wrong usage or file.");
}

// The three times must leave a leader room to notice that it lost the lease before a standby acts.
std::string leaseProblem(const RunOptions& o) {
  if (o.retryPeriod >= o.renewDeadline) return "--retry-period must be below --renew-deadline";
  if (o.renewDeadline >= o.leaseDuration) return "--renew-deadline must be below --lease-duration";
  if (o.retryPeriod <= Duration{0}) return "--retry-period must be above 0s";
  return {};
}

// How many letters differ, are missing or too many.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

// The parser would only say that a command is missing.
std::string unknownCommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return {};
  const std::string given = argv[1];
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  const CLI::App* closest = nullptr;
  for (const CLI::App* command : commands) {
    if (command->check_name(given)) return {};
    if (!closest || distance(given, command->get_name()) < distance(given, closest->get_name())) {
      closest = command;
    }
  }
  std::string text = "slipway: there is no command " + given;
  const bool near = closest && distance(given, closest->get_name()) <= 2;
  return text + (near ? "; did you mean " + closest->get_name() + "?" : "") +
         "\nRun slipway --help for a list.";
}

}  // namespace

int runCommandLine(int argc, char** argv) {
  CLI::App app{"Slipway: progressive delivery for Kubernetes", "slipway"};
  app.set_version_flag("--version", std::string("slipway ") + SLIPWAY_VERSION);
  app.require_subcommand(1);
  // Scripts append what they want to have otherwise.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.footer("Exit codes: 0 done, 1 it ran and the answer is no, 2 wrong usage or input.");

  RunOptions run;
  auto* operatorCommand =
      app.add_subcommand("operator", "Run the operator: bring Releases up, verify, take back");
  describeOperator(*operatorCommand, run);

  SimulateOptions play;
  auto* simulateCommand = app.add_subcommand(
      "simulate", "Play a Release or a play on the embedded cluster, in virtual time");
  describeSimulate(*simulateCommand, play);

  const auto client = describeClient(app);

  std::string shell;
  auto* completionCommand =
      app.add_subcommand("completion", "Print a script that completes this command line");
  completionCommand->add_option("SHELL", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("");

  if (const auto unknown = unknownCommand(app, argc, argv); !unknown.empty()) {
    std::cerr << unknown << "\n";
    return kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kOk : kUsage;
  }
  if (simulateCommand->parsed()) return simulate(play, standardOutput(), std::cout, std::cerr);
  if (completionCommand->parsed()) {
    std::cout << completionScript(app, shell);
    return kOk;
  }
  if (!operatorCommand->parsed()) return client();
  if (const auto problem = leaseProblem(run); !problem.empty()) {
    std::cerr << "slipway operator: " << problem << "\n";
    return kUsage;
  }
  return runOperator(run);
}

}  // namespace slipway::cli
