#include "operator/options.h"

#include <map>

#include "base/text.h"

namespace slipway::cli {
namespace {

const std::map<std::string, Colour> kColours{
    {"auto", Colour::Auto}, {"always", Colour::Always}, {"never", Colour::Never}};

}  // namespace

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

void addColour(CLI::App& app, Colour& into) {
  app.add_option("--color,--colour", into,
                 "auto, always or never (default auto: on terminals, unless NO_COLOR is set)")
      ->transform(oneOf(kColours))
      ->type_name("WHEN");
}

}  // namespace slipway::cli
