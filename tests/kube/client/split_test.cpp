#include "kube/client/split.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/value.h"

namespace slipway::kube {
namespace {

using Texts = std::vector<std::string>;

// What came out of a splitter fed in pieces of random sizes up to `largest`.
struct Outcome {
  Texts texts;
  std::string error;
  bool complete = false;
  std::string envelope;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::vector<std::string> chunksOf(const std::string& body, Random& random, std::size_t largest) {
  std::vector<std::string> chunks;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t size = 1 + static_cast<std::size_t>(random.below(largest));
    chunks.push_back(body.substr(at, size));  // its own allocation: reading past it is seen
    at += size;
  }
  return chunks;
}

Outcome splitLines(const std::vector<std::string>& chunks, std::size_t maxLine = kMaxObjectBytes) {
  LineSplitter splitter(maxLine);
  Outcome outcome;
  for (const auto& chunk : chunks)
    splitter.feed(chunk, [&](std::string_view text) {
      outcome.texts.emplace_back(text);
      return true;
    });
  outcome.error = splitter.error();
  return outcome;
}

Outcome splitList(const std::vector<std::string>& chunks, std::size_t maxItem = kMaxObjectBytes) {
  ListSplitter splitter(maxItem);
  Outcome outcome;
  for (const auto& chunk : chunks)
    splitter.feed(chunk, [&](std::string_view text) {
      outcome.texts.emplace_back(text);
      return true;
    });
  outcome.error = splitter.error();
  outcome.complete = splitter.complete();
  outcome.envelope = splitter.envelope();
  return outcome;
}

TEST(LineSplitting, Rows) {
  struct Row {
    const char* name;
    const char* body;
    Texts expected;
  };
  const Row rows[] = {
      {"nothing", "", {}},
      {"two lines", "a\nb\n", {"a", "b"}},
      {"a cut last line is dropped", "a\nb", {"a"}},
      {"only a cut line", "abc", {}},
      {"CR before LF belongs to the end", "a\r\nb\r\n", {"a", "b"}},
      {"a CR inside stays", "a\rb\n", {"a\rb"}},
      {"empty lines are skipped", "\n\r\na\n\n", {"a"}},
  };
  for (const Row& row : rows) EXPECT_EQ(splitLines({row.body}).texts, row.expected) << row.name;
}

TEST(LineSplitting, ALineTooLongStopsIt) {
  const auto outcome = splitLines({"1234\n", "12345\n", "1\n"}, 4);
  EXPECT_EQ(outcome.texts, (Texts{"1234"}));
  EXPECT_EQ(outcome.error, "a line is longer than 4 bytes");
  EXPECT_EQ(splitLines({"1234\r\n"}, 4).texts, (Texts{"1234"}));
}

TEST(LineSplitting, AnEndlessLineIsNotKept) {
  LineSplitter splitter(1000);
  const std::string chunk(400, 'x');
  const auto never = [](std::string_view) { return true; };
  EXPECT_TRUE(splitter.feed(chunk, never));
  EXPECT_TRUE(splitter.feed(chunk, never));
  EXPECT_FALSE(splitter.feed(chunk, never));
  EXPECT_FALSE(splitter.feed("\n", never));
}

TEST(LineSplitting, StopsWhenTheCallbackSaysSo) {
  LineSplitter splitter;
  int seen = 0;
  EXPECT_FALSE(splitter.feed("a\nb\n", [&](std::string_view) {
    ++seen;
    return false;
  }));
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(splitter.error(), "");
}

TEST(LineSplitting, AnyChunkingYieldsTheSame) {
  const char alphabet[] = "ab\r\n\n";
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SeededRandom random(seed);
    std::string body;
    for (std::uint64_t left = random.below(60); left > 0; --left)
      body += alphabet[random.below(sizeof alphabet - 1)];
    const Outcome whole = splitLines({body}, 5);
    for (const std::size_t largest : {1U, 3U, 11U})
      EXPECT_EQ(splitLines(chunksOf(body, random, largest), 5), whole) << "seed " << seed;
  }
}

const char* const kList = R"({"kind":"PodList","apiVersion":"v1",
  "metadata":{"resourceVersion":"42","note":"items\":[{ \\"},"items":[
  {"a":"}]"}, {"b":{"items":[{"c":1}]}},{"d":"\\"}
  ],"extra":[1,{"x":"["}]}
)";

TEST(ListSplitting, HandsOutItemsAndKeepsTheRest) {
  const auto outcome = splitList({kList});
  EXPECT_EQ(outcome.texts,
            (Texts{R"({"a":"}]"})", R"({"b":{"items":[{"c":1}]}})", R"({"d":"\\"})"}));
  EXPECT_EQ(outcome.error, "");
  EXPECT_TRUE(outcome.complete);
  const auto envelope = parseJson(outcome.envelope);
  ASSERT_TRUE(envelope.ok()) << outcome.envelope;
  EXPECT_EQ((*envelope)["metadata"]["resourceVersion"].stringOr(""), "42");
  EXPECT_TRUE((*envelope)["items"].elements().empty());
  EXPECT_EQ((*envelope)["extra"].elements().size(), 2U);
}

TEST(ListSplitting, Rows) {
  struct Row {
    const char* name;
    const char* body;
    std::size_t items;
    bool complete;
    const char* error;
  };
  const Row rows[] = {
      {"an empty list", R"({"items":[]})", 0, true, ""},
      {"null items", R"({"items":null})", 0, true, ""},
      {"no items", R"({})", 0, true, ""},
      {"items before metadata", R"({"items":[{},{}],"metadata":{}})", 2, true, ""},
      {"items as a value is not the key", R"({"kind":"items","x":[{}]})", 0, true, ""},
      {"items in metadata are not the items", R"({"metadata":{"items":[{}]}})", 0, true, ""},
      {"the closing brace is missing", R"({"items":[{}])", 1, false, ""},
      {"cut inside an item", R"({"items":[{},{"a":)", 1, false, ""},
      {"white space behind", "{\"items\":[ ] }\r\n \t", 0, true, ""},
      {"something behind", "{}{", 0, true, "the list goes on after its end"},
      {"an array", "[{}]", 0, false, "the list is not a JSON object"},
      {"a page of a proxy", "<html>", 0, false, "the list is not a JSON object"},
      {"an item that is a number", R"({"items":[1]})", 0, false,
       "the list has an item that is not an object"},
      {"a comma without an item", R"({"items":[{},]})", 1, false,
       "the list has an item that is not an object"},
      {"no comma between items", R"({"items":[{}{}]})", 1, false,
       "the list has something between its items"},
  };
  for (const Row& row : rows) {
    const auto outcome = splitList({row.body});
    EXPECT_EQ(outcome.texts.size(), row.items) << row.name;
    EXPECT_EQ(outcome.complete && outcome.error.empty(), row.complete && !*row.error) << row.name;
    EXPECT_EQ(outcome.error, row.error) << row.name;
  }
}

TEST(ListSplitting, LimitsOneItemAndTheEnvelope) {
  EXPECT_EQ(splitList({R"({"items":[{"a":1},)", R"({"a":12},)", "{}]}"}, 20).texts.size(), 3U);
  const auto item = splitList({R"({"items":[{"a":"123456789012345"}]})"}, 20);
  EXPECT_EQ(item.error, "the list has an item larger than 20 bytes");
  EXPECT_EQ(item.texts.size(), 0U);
  const auto envelope = splitList({R"({"metadata":{"a":"1234567890"}})"}, 20);
  EXPECT_EQ(envelope.error, "the list has too much beside its items");
}

TEST(ListSplitting, StopsWhenTheCallbackSaysSo) {
  ListSplitter splitter;
  int seen = 0;
  EXPECT_FALSE(splitter.feed(R"({"items":[{},{}]})", [&](std::string_view) {
    ++seen;
    return false;
  }));
  EXPECT_EQ(seen, 1);
}

TEST(ListSplitting, AnyChunkingYieldsTheSame) {
  const std::string body = kList;
  const Outcome whole = splitList({body});
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SeededRandom random(seed);
    EXPECT_EQ(splitList(chunksOf(body, random, 1 + seed % 40)), whole) << "seed " << seed;
  }
}

// Damaged documents: the verdict may be anything, but not depend on chunks, and never be wrong
// about a list that the parser accepts.
TEST(ListSplitting, DamagedListsDoNotDependOnChunks) {
  const char alphabet[] = "{}[]\",:\\ x1";
  int accepted = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SeededRandom random(seed);
    std::string body = kList;
    for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
      const auto at = static_cast<std::size_t>(random.below(body.size()));
      if (random.below(3) == 0)
        body.erase(at, 1);
      else
        body[at] = alphabet[random.below(sizeof alphabet - 1)];
    }
    const Outcome whole = splitList({body}, 60);
    EXPECT_EQ(splitList(chunksOf(body, random, 7), 60), whole) << "seed " << seed;
    const Outcome roomy = splitList({body});
    const auto parsed = parseJson(body);
    if (!parsed || !roomy.error.empty()) continue;
    ++accepted;
    EXPECT_TRUE(roomy.complete) << body;
    EXPECT_EQ(roomy.texts.size(), (*parsed)["items"].elements().size()) << body;
  }
  EXPECT_GT(accepted, 100);
}

}  // namespace
}  // namespace slipway::kube
