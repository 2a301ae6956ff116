#include "base/yaml.h"

#include <algorithm>

#include "base/text.h"
#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;     // aliases may expand that far
constexpr std::size_t kPrintedBytes = std::size_t{64} << 20;  // indented by up to 400 levels
constexpr int kPrintableDepth = 400;

int depthOf(const Value& value) {
  int deepest = 0;
  for (const Value& element : value.elements()) deepest = std::max(deepest, depthOf(element));
  for (const auto& member : value.members()) deepest = std::max(deepest, depthOf(member.value));
  return value.isArray() || value.isObject() ? deepest + 1 : 0;
}

void printsAndReadsBack(const Value& document) {
  hold(!document.isNull(), "documents that are null are dropped");
  if (depthOf(document) > kPrintableDepth) return;
  const std::string printed = printYaml(document);
  hold(isValidUtf8(printed), "printYaml(v) is valid UTF-8", printed);
  const auto again = parseYaml(printed, kPrintedBytes);
  hold(again.ok(), again.ok() ? "" : again.error().message, printed);
  hold(again->size() == 1 && again->front() == document, "parseYaml(printYaml(v)) == {v}", printed);
  hold(printYaml(again->front()) == printed, "printYaml is a fixed point", printed);
}

}  // namespace

int fuzzYaml(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = textOf(data, size);
  const auto documents = parseYaml(text, kReadBytes);
  if (!documents) {
    hold(documents.error().offset <= size, "an error lies within the text", text);
    holdsAsMessage(documents.error().message);
    return 0;
  }
  for (const Value& document : *documents) printsAndReadsBack(document);
  // "A text that is one JSON object or array is read as such."
  const auto json = parseJson(text);
  if (json && (json->isObject() || json->isArray()))
    hold(documents->size() == 1 && documents->front() == *json, "JSON is read as JSON", text);
  return 0;
}

}  // namespace slipway::fuzz
