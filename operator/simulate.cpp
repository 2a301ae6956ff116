#include "operator/simulate.h"

#include <memory>
#include <ostream>
#include <utility>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "operator/cli.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "sim/story_json.h"
#include "sim/story_text.h"

namespace slipway::cli {
namespace {

using Output = SimulateOptions::Output;

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

// Tells the story, line by line.
class Teller {
 public:
  Teller(const SimulateOptions& options, const Screen& screen, std::ostream& out)
      : options_(options),
        screen_(screen),
        look_(lookAt(screen, options.colour, options.width)),
        out_(out) {}

  void begin(const sim::Play& play) {
    if (options_.output == Output::Story && !options_.quiet) out_ << play.name << "\n\n";
  }

  sim::StorySink sink() {
    if (options_.quiet) return {};
    return [this](const sim::StoryLine& line) {
      letPeopleRead(line);
      if (options_.output == Output::Story && line.kind == sim::StoryLine::Kind::Act && begun_)
        out_ << "\n";
      begun_ = true;
      out_ << (options_.output == Output::Json ? sim::storyLineJson(line)
                                               : sim::renderStoryLine(line, look_))
           << "\n"
           << std::flush;
    };
  }

  void end(const sim::Play& play, const sim::PlayResult& result, Duration elapsed) {
    if (options_.output == Output::Json) {
      out_ << sim::resultJson(play, result, elapsed) << "\n";
      return;
    }
    if (!options_.quiet) out_ << "\n";
    for (const auto& failure : result.failures) out_ << "expected otherwise: " << failure << "\n";
    if (result.ok())
      out_ << "Everything came out as expected, after " << humanDuration(elapsed)
           << " of virtual time.\n";
  }

 private:
  // What happens in one moment is told at once.
  void letPeopleRead(const sim::StoryLine& line) {
    const bool later = line.at - told_ >= std::chrono::milliseconds(100);
    told_ = line.at;
    if (later && screen_.terminal && options_.pace > Duration{0}) screen_.pause(options_.pace);
  }

  const SimulateOptions& options_;
  const Screen& screen_;
  sim::Look look_;
  std::ostream& out_;
  Duration told_{};
  bool begun_ = false;
};

}  // namespace

int simulate(const SimulateOptions& options, const Screen& screen, std::ostream& out,
             std::ostream& err) {
  auto play = load(options.file);
  if (!play.ok()) {
    err << "slipway simulate: " << play.error() << "\n";
    return kUsage;
  }
  if (options.seed) play->seed = *options.seed;

  std::unique_ptr<Log> log = std::make_unique<NullLog>();
  if (options.operatorLog) log = makeStderrLog(LogLevel::Debug, LogFormat::Text);
  sim::WorldOptions world;
  world.seed = play->seed;
  world.crds = crds::embeddedCrds();
  sim::World cluster(std::move(world), simulatedOperator(), *log);

  Teller teller(options, screen, out);
  teller.begin(*play);
  const sim::PlayResult result = sim::runPlay(*play, cluster, teller.sink());
  teller.end(*play, result, cluster.elapsed());
  return result.ok() ? kOk : kFailed;
}

}  // namespace slipway::cli
