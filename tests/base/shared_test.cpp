#include <thread>

#include "base/value.h"

namespace slipway {
namespace {

// Decoders run beside the loop, so Values cross threads: this is for ThreadSanitizer.
TEST(Value, MayBeCopiedAndDroppedByManyThreads) {
  const Value shared = *parseJson(R"({"a":[1,"text",{"b":true}],"c":{},"d":[]})");
  std::vector<std::thread> threads;
  std::vector<Value> results(4);
  threads.reserve(results.size());
  for (std::size_t t = 0; t < results.size(); ++t) {
    threads.emplace_back([&shared, &result = results[t]] {
      for (int i = 0; i < 2000; ++i) {
        Value copy = shared.with("n", i);
        const Value part = copy["a"];
        copy = Value();
        result = copy.with("part", part);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Value& result : results) EXPECT_EQ(result["part"], shared["a"]);
}

}  // namespace
}  // namespace slipway
