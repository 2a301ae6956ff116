#include "kube/fake/fake_api.h"

#include <algorithm>
#include <utility>

namespace slipway::kube::fake {
namespace {

constexpr const char* kLastApplied =
    "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration";

ApiResult withoutAnswer(Outcome outcome, std::string reason, std::string message) {
  ApiResult result;
  result.outcome = outcome;
  result.error.reason = std::move(reason);
  result.error.message = std::move(message);
  return result;
}

ApiResult lost() {
  return withoutAnswer(Outcome::Unknown, "ConnectionLost",
                       "the connection was lost before the answer");
}
ApiResult notSent() {
  return withoutAnswer(Outcome::NotSent, "NotSent", "connection refused");
}

ApiResult refusedWith(const ApiRequest& request, const ApiError& error) {
  ApiResult result;
  result.outcome = request.isWrite() && error.code >= 500 ? Outcome::Unknown : Outcome::Rejected;
  result.error = error;
  return result;
}

}  // namespace

// --- FakeCluster --------------------------------------------------------------------------------

FakeCluster::FakeCluster(Timers& timers, State state) : timers_(timers), state_(std::move(state)) {}

FakeCluster::~FakeCluster() = default;

ApiResult FakeCluster::handleNow(const ApiRequest& request, const std::string& actor) {
  const Clock& clock = timers_.clock();
  const Caller caller{clock.wall(), clock.mono(), actor};
  if (!request.isWrite()) return handle(state_, request, caller);
  std::optional<State> before;
  if (onWrite_) before = state_;
  const std::int64_t version = state_.version();
  ApiResult result = handle(state_, request, caller);
  const int index = writes_++;
  if (onWrite_) onWrite_({*before, state_, *state_.audit().at(state_.audit().end() - 1), index});
  if (state_.version() != version) announce();
  return result;
}

void FakeCluster::announce() {
  for (FakeApi* api : apis_) api->poke();
}

// --- one request --------------------------------------------------------------------------------

class FakeApi::Call final : public Pending {
 public:
  Call(FakeApi& api, ApiRequest request, std::function<void(ApiResult)> done)
      : api_(api), request_(std::move(request)), done_(std::move(done)) {}

  void start() {
    const int index = request_.isWrite() ? api_.writes_++ : -1;
    if (api_.cut_) return finishIn(api_.options_.requestLatency, notSent());
    Faults* faults = api_.options_.faults;
    const Fault fault = faults ? faults->onRequest(request_, index) : Fault::none();
    const Duration way = api_.options_.requestLatency + fault.delay;
    const Duration both = way + api_.options_.answerLatency;
    switch (fault.kind) {
      case Fault::Kind::Reject:
        return finishIn(both, refusedWith(request_, fault.error));
      case Fault::Kind::LoseUnapplied:
        return finishIn(both, lost());
      case Fault::Kind::NotSent:
        return finishIn(way, notSent());
      default:
        break;
    }
    if (both >= request_.timeout) return overdue(way);
    timer_ = api_.cluster_.timers().after(way, [this, fault] { carryOut(fault); });
  }

 private:
  void carryOut(const Fault& fault) {
    ApiResult result = api_.carryOut(request_);
    if (fault.kind == Fault::Kind::ApplyThenLose) result = lost();
    if (fault.kind == Fault::Kind::ApplyThenError) result = refusedWith(request_, fault.error);
    finishIn(api_.options_.answerLatency, std::move(result));
  }

  // The sender gives up first; what is on its way arrives all the same.
  void overdue(Duration way) {
    api_.carryOutLater(way, request_);
    finishIn(request_.timeout,
             withoutAnswer(Outcome::Unknown, "Timeout", "no answer within the request's timeout"));
  }

  void finishIn(Duration delay, ApiResult result) {
    timer_ = api_.cluster_.timers().after(delay, [this, result = std::move(result)] {
      const auto done = std::move(done_);
      done(result);  // may destroy this
    });
  }

  FakeApi& api_;
  ApiRequest request_;
  std::function<void(ApiResult)> done_;
  TimerPtr timer_;
};

// --- one page of a list -------------------------------------------------------------------------

class FakeApi::Listing final : public Pending {
 public:
  Listing(FakeApi& api, ListRequest request, std::function<void(Value)> item,
          std::function<void(ListResult)> done)
      : api_(api), request_(std::move(request)), item_(std::move(item)), done_(std::move(done)) {}
  ~Listing() override { *alive_ = false; }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;

  void start() {
    Faults* faults = api_.options_.faults;
    ListFault fault = faults ? faults->onList(request_) : ListFault::none();
    if (api_.cut_) fault = {ListFault::Kind::Reject, notSent().error, 0, {}};
    timer_ = api_.cluster_.timers().after(api_.options_.requestLatency + fault.delay,
                                          [this, fault] { read(fault); });
  }

 private:
  void read(const ListFault& fault) {
    Page page;
    if (fault.kind == ListFault::Kind::Reject) {
      page.result.error = fault.error;
    } else {
      page = listPage(api_.cluster_.state(), request_,
                      fault.kind == ListFault::Kind::Stale ? fault.asOf : 0);
    }
    timer_ = api_.cluster_.timers().after(api_.options_.answerLatency,
                                          [this, page = std::move(page)] { deliver(page); });
  }

  // By value where it matters: any callback may destroy this.
  void deliver(const Page& page) {
    const auto alive = alive_;
    const auto item = std::move(item_);
    const auto done = std::move(done_);
    FakeApi& api = api_;
    for (const Value& object : page.items) {
      item(api.wire(object));
      if (!*alive) return;
    }
    done(page.result);
  }

  FakeApi& api_;
  ListRequest request_;
  std::function<void(Value)> item_;
  std::function<void(ListResult)> done_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  TimerPtr timer_;
};

// --- FakeApi ------------------------------------------------------------------------------------

FakeApi::FakeApi(FakeCluster& cluster, FakeApiOptions options)
    : cluster_(cluster), options_(std::move(options)) {
  cluster_.attach(*this);
}

FakeApi::~FakeApi() {
  cluster_.detach(*this);
}

PendingPtr FakeApi::send(ApiRequest request, std::function<void(ApiResult)> done) {
  auto call = std::make_unique<Call>(*this, std::move(request), std::move(done));
  call->start();
  return call;
}

PendingPtr FakeApi::list(ListRequest request, std::function<void(Value)> item,
                         std::function<void(ListResult)> done) {
  auto listing =
      std::make_unique<Listing>(*this, std::move(request), std::move(item), std::move(done));
  listing->start();
  return listing;
}

ApiResult FakeApi::carryOut(const ApiRequest& request) {
  if (!options_.textCodecs) {
    ApiResult result = cluster_.handleNow(request, options_.actor);
    result.object = wire(result.object);
    return result;
  }
  ApiRequest read = request;
  if (!request.body.isNull()) read.body = parseJson(printJson(request.body)).value();
  ApiResult result = cluster_.handleNow(read, options_.actor);
  result.object = wire(result.object);
  return result;
}

void FakeApi::carryOutLater(Duration delay, const ApiRequest& request) {
  const auto slot = late_.insert(late_.end(), nullptr);
  *slot = cluster_.timers().after(delay, [this, slot, request] {
    const TimerPtr self = std::move(*slot);
    late_.erase(slot);
    cluster_.handleNow(request, options_.actor);
  });
}

Value FakeApi::wire(const Value& value) const {
  if (options_.textCodecs && value.isObject()) {
    ParseOptions options;
    options.skipBookkeeping = true;
    return parseJson(printJson(value), options).value();
  }
  return value.findPointer(kLastApplied) ? value.withoutPointer(kLastApplied) : value;
}

}  // namespace slipway::kube::fake
