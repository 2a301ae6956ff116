// What Slipway costs on a real API server, beside the least that a client of it can cost.
// Everything runs on this machine, in a network namespace without any way out.
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "net/transport.h"
#include "operator/options.h"
#include "tests/bench/parts.h"
#include "tests/bench/pods_server.h"
#include "tests/cluster/support/netns.h"

namespace slipway::bench {
namespace {

const std::vector<std::string> kParts{"idle",    "latency", "requests",
                                      "at-once", "restart", "smoke-tests"};
const std::map<std::string, Output> kOutputs{
    {"text", Output::Text}, {"json", Output::Json}, {"markdown", Output::Markdown}};

struct Options {
  Settings settings;
  std::vector<std::string> only;
  bool quick = false;  // instead of the settings
  Output output = Output::Text;
};

void declare(CLI::App& app, Options& options) {
  Settings& settings = options.settings;
  const char* large = std::getenv("BENCH_LARGE");
  settings.large = large && *large && std::string(large) != "0";
  app.add_option("--sizes", settings.sizes, "Releases in the fleet, rising")
      ->delimiter(',')
      ->check(CLI::Range(0, 20000))
      ->capture_default_str();
  app.add_option("--at-once", settings.atOnce, "How many are changed at the same time")
      ->delimiter(',')
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--samples", settings.samples, "Changes one after the other, for latency")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--tests", settings.tests, "Pods that are asked smoke tests at the same time")
      ->check(CLI::Range(1, 20000))
      ->capture_default_str();
  app.add_option_function<int>(
         "--rest",
         [&settings](const int& seconds) { settings.rest = std::chrono::seconds(seconds); },
         "Seconds at rest over which CPU is counted (default 30)")
      ->check(CLI::PositiveNumber);
  app.add_flag("--large", settings.large,
               "Also 10 000 Releases, and 1 000 with 11 revisions each (BENCH_LARGE=1)");
  app.add_flag(
      "--quick", options.quick,
      "A few of everything, on one control plane: tries the bench, says little of Slipway");
  app.add_option("--only", options.only, "Only these parts (default: all)")
      ->delimiter(',')
      ->check(CLI::IsMember(kParts))
      ->type_name("PART");
  app.add_option("--output", options.output, "text, json or markdown (default text)")
      ->transform(cli::oneOf(kOutputs))
      ->type_name("FORMAT");
}

// What is in `rows` stays there when a part fails.
void measure(Options options, std::vector<Row>& rows) {
  if (options.quick) options.settings = quickSettings();
  Settings& settings = options.settings;
  std::ranges::sort(settings.sizes);
  if (settings.large) settings.sizes.push_back(10000);
  const auto wants = [&](const std::string& part) {
    return options.only.empty() || std::ranges::find(options.only, part) != options.only.end();
  };
  const Wanted wanted{.idle = wants("idle"),
                      .latency = wants("latency"),
                      .requests = wants("requests"),
                      .restart = wants("restart")};
  const Add add = [&](Row row) {
    const std::string beside =
        row.beside ? "; " + row.besideWhat + " " + number(*row.beside) : std::string();
    tell("  " + row.measure + ": " + number(row.ours.value_or(0)) + " " + row.unit + beside);
    rows.push_back(std::move(row));
  };
  PodsServer server;
  Stages stages(settings);
  measureFew(stages, settings, wanted, add);
  if (wants("at-once")) measureAtOnce(stages, settings, add);
  measureFleet(stages, settings, wanted, add);
  if (settings.large && wanted.idle) measureHistory(stages, settings, add);
  if (wants("smoke-tests")) measureSmokeTests(stages, settings, server, add);
}

int run(int argc, char** argv) {
  CLI::App app{"Measures Slipway on a real API server, on this machine. No figure is asserted."};
  Options options;
  declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  // Before anything starts a thread.
  if (auto entered = testing::enterOwnNetwork(); !entered.ok()) {
    std::cerr << entered.error() << std::endl;
    return 1;
  }
  net::initializeTransportProcess();
  std::vector<Row> rows;
  bool whole = true;
  try {
    measure(options, rows);
  } catch (const std::exception& problem) {
    tell(problem.what());
    whole = false;
  }
  std::cout << print(rows, options.output) << std::flush;
  for (const auto& name : empty(rows)) tell("no figure: " + name);
  return whole && empty(rows).empty() ? 0 : 1;
}

}  // namespace
}  // namespace slipway::bench

int main(int argc, char** argv) {
  const int result = slipway::bench::run(argc, argv);
  std::cout << std::flush;
  // The HTTP library's static destructors race with its own threads.
  _exit(result);
}
