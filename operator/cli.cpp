#include "operator/cli.h"

#include <iostream>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "operator/run_operator.h"
#include "operator/simulate.h"

namespace slipway::cli {
namespace {

// A duration such as 15s, as an option's value.
void addDuration(CLI::App& app, const std::string& flag, Duration& into, const std::string& help) {
  app.add_option_function<std::string>(
         flag,
         [&into, flag](const std::string& text) {
           const auto parsed = parseDuration(text);
           if (!parsed) throw CLI::ValidationError(flag, "must be a duration such as 15s or 500ms");
           into = *parsed;
         },
         help + " (default " + formatDuration(into) + ")")
      ->type_name("DURATION");
}

const std::map<std::string, LogLevel> kLevels{{"debug", LogLevel::Debug},
                                              {"info", LogLevel::Info},
                                              {"warn", LogLevel::Warn},
                                              {"error", LogLevel::Error}};
const std::map<std::string, LogFormat> kFormats{{"text", LogFormat::Text},
                                                {"json", LogFormat::Json}};
const std::map<std::string, SimulateOptions::Colour> kColours{
    {"auto", SimulateOptions::Colour::Auto},
    {"always", SimulateOptions::Colour::Always},
    {"never", SimulateOptions::Colour::Never}};

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
      ->transform(CLI::CheckedTransformer(kLevels, CLI::ignore_case))
      ->type_name("LEVEL");
  app.add_option("--log-format", o.logFormat, "text or json (default text)")
      ->transform(CLI::CheckedTransformer(kFormats, CLI::ignore_case))
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
      ->transform(CLI::CheckedTransformer(kOutputs, CLI::ignore_case))
      ->type_name("FORMAT");
  app.add_option("--color,--colour", o.colour,
                 "auto, always or never (default auto: on terminals, unless NO_COLOR is set)")
      ->transform(CLI::CheckedTransformer(kColours, CLI::ignore_case))
      ->type_name("WHEN");
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

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kOk : kUsage;
  }
  if (simulateCommand->parsed()) return simulate(play, standardOutput(), std::cout, std::cerr);
  if (const auto problem = leaseProblem(run); !problem.empty()) {
    std::cerr << "slipway operator: " << problem << "\n";
    return kUsage;
  }
  return runOperator(run);
}

}  // namespace slipway::cli
