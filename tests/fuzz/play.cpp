#include "sim/play.h"

#include "base/yaml.h"
#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

void refusalSaysWhy(const FieldErrors& errors) {
  hold(!errors.empty(), "a refusal says why");
  for (const FieldError& error : errors) holdsAsMessage(error.text());
}

void canFail(const sim::Play& play) {
  hold(!play.expect.empty(), "a play without expectations is refused");
  for (const sim::Expectation& expectation : play.expect)
    hold(!expectation.resource.kind.empty(), "an expectation names a known kind");
  for (const sim::PlayEvent& event : play.events) {
    hold(event.time >= Duration::zero(), "an event is not before the start");
    holdsAsMessage(sim::describe(event.action));
  }
}

}  // namespace

int fuzzPlay(const std::uint8_t* data, std::size_t size) {
  const auto documents = parseYaml(textOf(data, size), std::size_t{64} << 10);
  if (!documents) return 0;
  const auto play = sim::playOfDocuments(*documents);
  if (!play) {
    refusalSaysWhy(play.error());
    return 0;
  }
  canFail(*play);
  return 0;
}

}  // namespace slipway::fuzz
