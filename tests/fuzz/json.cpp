#include "base/text.h"
#include "base/value.h"
#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

void printsAndReadsBack(const Value& value) {
  const std::string printed = printJson(value);
  hold(isValidUtf8(printed), "print(v) is valid UTF-8", printed);
  const auto again = parseJson(printed);
  hold(again.ok() && *again == value, "parse(print(v)) == v", printed);
  hold(printJson(*again) == printed, "print keeps the order of members", printed);
  const std::string pretty = printJsonPretty(value);
  const auto fromPretty = parseJson(pretty, {.maxBytes = std::size_t{64} << 20});
  hold(fromPretty.ok() && *fromPretty == value, "parse(printPretty(v)) == v", pretty);
}

void hasOneCanonicalText(const Value& value) {
  const std::string canonical = canonicalJson(value);
  const auto read = parseJson(canonical);
  hold(read.ok(), "canonical text is JSON", canonical);
  hold(canonicalJson(*read) == canonical, "canonical is a fixed point", canonical);
}

// `strict` is the same text with nothing left out.
void skipsBookkeeping(std::string_view text, const Value& strict) {
  const auto skipped = parseJson(text, {.skipBookkeeping = true});
  hold(skipped.ok(), "what can be read can be read without bookkeeping", text);
  hold((*skipped)["metadata"].find("managedFields") == nullptr, "managedFields are left out", text);
  const auto twice = parseJson(printJson(*skipped), {.skipBookkeeping = true});
  hold(twice.ok() && *twice == *skipped, "leaving out twice is leaving out once", text);
  if (text.find("managedFields") == std::string_view::npos && text.find('\\') == text.npos &&
      text.find("last-applied") == std::string_view::npos)
    hold(*skipped == strict, "nothing else is left out", text);
}

}  // namespace

int fuzzJson(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = textOf(data, size);
  const auto value = parseJson(text);
  if (!value) {
    hold(value.error().offset <= size, "an error lies within the text", text);
    holdsAsMessage(value.error().message);
    return 0;
  }
  hold(isValidUtf8(text), "JSON that is read is valid UTF-8", text);
  printsAndReadsBack(*value);
  hasOneCanonicalText(*value);
  skipsBookkeeping(text, *value);
  return 0;
}

}  // namespace slipway::fuzz
