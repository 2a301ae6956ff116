#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/probe.h"

namespace slipway::controllers::testing {

// A Probe that answers when the test says so.
class ManualProbe final : public net::Probe {
 public:
  struct Asked {
    net::ProbeRequest request;
    net::ProbeCallback done;
    bool cancelled = false;
  };

  std::shared_ptr<net::ProbeHandle> ask(net::ProbeRequest request,
                                        net::ProbeCallback done) override {
    auto asked = std::make_shared<Asked>(Asked{std::move(request), std::move(done)});
    asked_.push_back(asked);
    return std::make_shared<Handle>(asked);
  }

  std::size_t count() const { return asked_.size(); }
  Asked& at(std::size_t index) { return *asked_.at(index); }
  void answer(std::size_t index, int status) {
    net::ProbeResult result;
    result.ok = true;
    result.response.status = status;
    asked_.at(index)->done(std::move(result));
  }
  void fail(std::size_t index, const std::string& message) {
    net::ProbeResult result;
    result.error = {net::ProbeError::Kind::Refused, message};
    asked_.at(index)->done(std::move(result));
  }

 private:
  struct Handle final : net::ProbeHandle {
    explicit Handle(std::shared_ptr<Asked> a) : asked(std::move(a)) {}
    void cancel() override { asked->cancelled = true; }
    std::shared_ptr<Asked> asked;
  };
  std::vector<std::shared_ptr<Asked>> asked_;
};

}  // namespace slipway::controllers::testing
