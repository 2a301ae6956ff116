#include "operator/simulate.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "operator/cli.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"

namespace slipway::cli {
namespace {

Expected<sim::Play, std::string> load(const std::string& file) {
  const auto text = SystemFiles{}.read(file);
  if (!text.ok()) return Unexpected{text.error()};
  const auto documents = parseYaml(*text);
  if (!documents.ok()) return Unexpected{file + ": " + documents.error().message};
  auto play = sim::playOfDocuments(*documents);
  if (play.ok()) return std::move(*play);
  std::string all;
  for (const auto& error : play.error())
    all += (all.empty() ? "" : "\n") + file + ": " + error.text();
  return Unexpected{all};
}

bool wantsColour(SimulateOptions::Colour colour) {
  if (colour != SimulateOptions::Colour::Auto) return colour == SimulateOptions::Colour::Always;
  return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
}

}  // namespace

int simulate(const SimulateOptions& options) {
  auto play = load(options.file);
  if (!play.ok()) {
    std::cerr << "slipway simulate: " << play.error() << "\n";
    return kUsage;
  }
  if (options.seed) play->seed = *options.seed;
  const bool colour = wantsColour(options.colour);

  std::unique_ptr<Log> log = std::make_unique<NullLog>();
  if (options.operatorLog) log = makeStderrLog(LogLevel::Debug, LogFormat::Text);
  sim::WorldOptions world;
  world.seed = play->seed;
  world.crds = crds::embeddedCrds();
  sim::World cluster(std::move(world), simulatedOperator(), *log);

  if (!options.quiet) std::cout << play->name << "\n\n";
  sim::StorySink tell;
  if (!options.quiet)
    tell = [colour](const sim::StoryLine& line) {
      std::cout << sim::renderStoryLine(line, colour) << "\n" << std::flush;
    };
  const sim::PlayResult result = sim::runPlay(*play, cluster, tell);

  if (result.ok()) {
    std::cout << (options.quiet ? "" : "\n") << "Everything came out as expected, after "
              << humanDuration(cluster.elapsed()) << " of virtual time.\n";
    return kOk;
  }
  std::cout << (options.quiet ? "" : "\n");
  for (const auto& failure : result.failures)
    std::cout << "expected otherwise: " << failure << "\n";
  return kFailed;
}

}  // namespace slipway::cli
