#include <algorithm>
#include <vector>

#include "base/random.h"
#include "kube/client/decode.h"
#include "kube/client/split.h"
#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

using Texts = std::vector<std::string>;

// What comes out of a splitter, however the body came in.
struct Split {
  Texts texts;
  std::string error;
  bool complete = false;
  std::string envelope;
  friend bool operator==(const Split&, const Split&) = default;
};

// The body in pieces of up to `largest` bytes. Each is a copy, so that reading past it is seen.
Texts piecesOf(std::string_view body, std::size_t largest, Random& random) {
  Texts pieces;
  while (!body.empty()) {
    const auto size = std::min<std::size_t>(1 + random.below(largest), body.size());
    pieces.emplace_back(body.substr(0, size));
    body.remove_prefix(size);
  }
  return pieces;
}

Split splitLines(const Texts& pieces, std::size_t maxLine) {
  kube::LineSplitter splitter(maxLine);
  Split split;
  for (const std::string& piece : pieces)
    splitter.feed(piece, [&](std::string_view line) {
      split.texts.emplace_back(line);
      return true;
    });
  split.error = splitter.error();
  return split;
}

Split splitList(const Texts& pieces, std::size_t maxItem) {
  kube::ListSplitter splitter(maxItem);
  Split split;
  for (const std::string& piece : pieces)
    splitter.feed(piece, [&](std::string_view item) {
      split.texts.emplace_back(item);
      return true;
    });
  split.error = splitter.error();
  split.complete = splitter.complete();
  split.envelope = splitter.envelope();
  return split;
}

void chunkingDoesNotMatter(std::string_view body, std::uint8_t seed) {
  SeededRandom random(seed);
  const Texts whole = {std::string(body)};
  for (const std::size_t limit : {std::size_t{5} + seed % 64, kube::kMaxObjectBytes}) {
    const Split lines = splitLines(whole, limit);
    const Split list = splitList(whole, limit);
    if (!lines.error.empty()) holdsAsMessage(lines.error);
    if (!list.error.empty()) holdsAsMessage(list.error);
    for (const std::size_t largest : {1U, 3U, 17U}) {
      const Texts pieces = piecesOf(body, largest, random);
      hold(splitLines(pieces, limit) == lines, "lines do not depend on chunks", body);
      hold(splitList(pieces, limit) == list, "items do not depend on chunks", body);
    }
  }
}

void lineIsAnEventOrAnError(std::string_view line) {
  hold(!line.empty() && line.find('\n') == std::string_view::npos, "a line is one", line);
  const auto event = kube::decodeWatchLine(line);
  if (!event) {
    holdsAsMessage(event.error().message);
    return;
  }
  hold(event->object.isObject(), "an event has an object", line);
  hold(event->type != kube::WatchEventType::Bookmark ||
           !event->object["metadata"]["resourceVersion"].stringOr("").empty(),
       "a bookmark has a version", line);
}

void itemIsAnObjectOrAnError(std::string_view item) {
  const kube::Resource pods{"", "v1", "pods", "Pod", true};
  const auto object = kube::decodeObject(item, pods);
  if (!object) {
    holdsAsMessage(object.error());
    return;
  }
  hold(object->find("apiVersion") != nullptr && object->find("kind") != nullptr,
       "an item says what it is", item);
}

// An envelope may hold less than parseJson allows in all, never more.
void splitsAsTheParserDoes(std::string_view body) {
  const Split split = splitList({std::string(body)}, kube::kMaxObjectBytes);
  const auto whole = parseJson(body, {.maxDepth = 1024});
  Value::Elements items;
  for (const std::string& text : split.texts) {
    const auto item = parseJson(text);
    if (!item) return;
    items.push_back(*item);
  }
  const auto envelope = kube::decodeListEnvelope(split.envelope);
  if (!envelope) holdsAsMessage(envelope.error());
  if (split.complete && split.error.empty() && envelope) {
    hold(whole.ok(), "a list whose parts can be read can be read", body);
    hold((*whole)["items"].elements() == items, "the items are those of the document", body);
  }
  const bool list = whole && whole->isObject() && (*whole)["items"].isArray() &&
                    std::ranges::all_of((*whole)["items"].elements(), &Value::isObject);
  if (list && body.find('\\') == std::string_view::npos) {
    hold(split.complete && split.error.empty(), "a list of objects can be split", body);
    hold((*whole)["items"].elements() == items, "... into its items", body);
  }
}

void answerIsAnError(int status, std::string_view body) {
  net::Head head;
  head.status = status;
  head.headers = {{"Retry-After", std::string(body.substr(0, 8))},
                  {"Location", std::string(body.substr(0, 64))}};
  const kube::ApiError error = kube::decodeError(head, body);
  holdsAsMessage(error.message);
  holdsAsMessage(error.reason);
  if (const auto after = kube::retryAfterOf(head); after)
    hold(*after >= Duration::zero(), "nobody is asked to retry earlier than now", body);
}

}  // namespace

// The first byte chooses the limits, the pieces and the status.
int fuzzWatch(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body = textOf(data + 1, size - 1);
  chunkingDoesNotMatter(body, data[0]);
  for (const auto& line : splitLines({std::string(body)}, kube::kMaxObjectBytes).texts)
    lineIsAnEventOrAnError(line);
  for (const auto& item : splitList({std::string(body)}, kube::kMaxObjectBytes).texts)
    itemIsAnObjectOrAnError(item);
  splitsAsTheParserDoes(body);
  answerIsAnError(300 + data[0], body);
  return 0;
}

}  // namespace slipway::fuzz
