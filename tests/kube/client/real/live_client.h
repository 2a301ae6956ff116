#pragma once

#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/cluster/support/real_client.h"

namespace slipway::kube {

// The real client, and what these rows ask it beside single requests.
class LiveClient : public testing::RealClient {
 public:
  using RealClient::RealClient;

  struct Page {
    ListResult result;
    std::vector<Value> items;
  };
  Page list(ListRequest request) {
    Page page;
    bool done = false;
    const auto pending = api().list(
        std::move(request), [&](Value item) { page.items.push_back(std::move(item)); },
        [&](ListResult result) {
          page.result = std::move(result);
          done = true;
        });
    if (!until([&] { return done; })) throw std::runtime_error("no answer");
    return page;
  }
};

}  // namespace slipway::kube
