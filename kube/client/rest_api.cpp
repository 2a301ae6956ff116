#include "kube/client/rest_api.h"

#include "kube/client/conversation.h"
#include "kube/client/decode.h"
#include "kube/client/request.h"
#include "kube/client/split.h"

namespace slipway::kube {
namespace {

std::string rbacVerbOf(Verb verb) {
  switch (verb) {
    case Verb::Get:
      return "get";
    case Verb::Create:
      return "create";
    case Verb::JsonPatch:
    case Verb::MergePatch:
    case Verb::Apply:
      return "patch";
    case Verb::Delete:
      break;
  }
  return "delete";
}

ApiError undecodable(std::string_view what, const ClientConfig& config) {
  return localError(kUndecodable, "answer of " + config.url() + ": " + std::string(what));
}

// --- One object ---------------------------------------------------------------------------------

class Call final : public Conversation {
 public:
  using Callback = std::function<void(ApiResult)>;
  Call(std::shared_ptr<RestCore> core, net::Request http, const ApiRequest& request, Callback done)
      : Conversation(std::move(core), std::move(http),
                     {rbacVerbOf(request.verb), request.resource, request.subresource},
                     request.isWrite() ? Kind::Write : Kind::Read),
        resource_(request.resource),
        done_(std::move(done)) {}

 private:
  void onContent(std::string_view bytes) override {
    if (body_.size() + bytes.size() > kMaxObjectBytes)
      return abandon(undecodable("it is larger than 4 MiB", config()));
    body_ += bytes;
  }

  void onFinished(const Ending& ending) override {
    ApiResult result{ending.outcome, {}, ending.error};
    if (ending.good) {
      if (auto object = decodeObject(body_, resource_, options().bookkeeping)) {
        result.object = *std::move(object);
      } else {
        result = {Outcome::Unknown, {}, undecodable(object.error(), config())};
      }
    }
    body_ = {};
    std::exchange(done_, nullptr)(std::move(result));
  }

  Resource resource_;
  std::string body_;
  Callback done_;
};

// --- One page of a list -------------------------------------------------------------------------

class ListCall final : public Conversation {
 public:
  using Item = std::function<void(Value)>;
  using Callback = std::function<void(ListResult)>;
  ListCall(std::shared_ptr<RestCore> core, net::Request http, Resource resource, Item item,
           Callback done)
      : Conversation(std::move(core), std::move(http), {"list", resource, ""}, Kind::Read),
        resource_(std::move(resource)),
        item_(std::move(item)),
        done_(std::move(done)) {}

 private:
  void onContent(std::string_view bytes) override {
    splitter_.feed(bytes, [this](std::string_view text) { return take(text); });
    if (!over() && !splitter_.error().empty()) abandon(undecodable(splitter_.error(), config()));
  }

  // False once nobody listens any more.
  bool take(std::string_view text) {
    auto object = decodeObject(text, resource_, options().bookkeeping);
    if (!object) {
      abandon(undecodable("an item: " + object.error(), config()));
    } else {
      item_(*std::move(object));
    }
    return !over();
  }

  void onFinished(const Ending& ending) override {
    item_ = nullptr;
    std::exchange(done_, nullptr)(ending.good ? resultOfPage() : failed(ending.error));
  }

  ListResult resultOfPage() const {
    if (!splitter_.complete())
      return failed(undecodable("the list ends before its closing brace", config()));
    const auto page = decodeListEnvelope(splitter_.envelope());
    return page ? *page : failed(undecodable(page.error(), config()));
  }

  static ListResult failed(ApiError error) {
    ListResult result;
    result.error = std::move(error);
    return result;
  }

  Resource resource_;
  ListSplitter splitter_;
  Item item_;
  Callback done_;
};

// --- A watch ------------------------------------------------------------------------------------

class WatchCall final : public Conversation {
 public:
  using Event = std::function<void(WatchEvent)>;
  using Callback = std::function<void(WatchEnd)>;
  WatchCall(std::shared_ptr<RestCore> core, net::Request http, Resource resource, Event event,
            Callback ended)
      : Conversation(std::move(core), std::move(http), {"watch", std::move(resource), ""},
                     Kind::Watch),
        event_(std::move(event)),
        ended_(std::move(ended)) {}

 private:
  void onContent(std::string_view bytes) override {
    splitter_.feed(bytes, [this](std::string_view line) { return take(line); });
    if (!over() && !splitter_.error().empty())
      abandon(undecodable("a watch: " + splitter_.error(), config()));
  }

  bool take(std::string_view line) {
    auto event = decodeWatchLine(line);
    if (!event) {
      abandon(event.error());
    } else {
      event_(*std::move(event));
    }
    return !over();
  }

  void onFinished(const Ending& ending) override {
    event_ = nullptr;
    std::exchange(ended_, nullptr)({ending.good ? ApiError{} : ending.error});
  }

  LineSplitter splitter_;
  Event event_;
  Callback ended_;
};

// --- The Api ------------------------------------------------------------------------------------

class RestPending final : public Pending {
 public:
  explicit RestPending(std::shared_ptr<Conversation> conversation)
      : conversation_(std::move(conversation)) {}
  RestPending(const RestPending&) = delete;
  RestPending& operator=(const RestPending&) = delete;
  ~RestPending() override { conversation_->cancel(); }

 private:
  std::shared_ptr<Conversation> conversation_;
};

class RestApi final : public Api {
 public:
  explicit RestApi(std::shared_ptr<RestCore> core) : core_(std::move(core)) {}

  PendingPtr send(ApiRequest request, std::function<void(ApiResult)> done) override {
    const auto http = buildRequest(request, core_->config.pathPrefix);
    auto call = std::make_shared<Call>(core_, http.valueOr({}), request, std::move(done));
    if (http) {
      call->start();
    } else {
      call->refuse(localError(reasons::kNotARequest, http.error()));
    }
    return std::make_unique<RestPending>(std::move(call));
  }

  PendingPtr list(ListRequest request, std::function<void(Value)> item,
                  std::function<void(ListResult)> done) override {
    auto call = std::make_shared<ListCall>(core_, buildList(request, core_->config.pathPrefix),
                                           request.resource, std::move(item), std::move(done));
    call->start();
    return std::make_unique<RestPending>(std::move(call));
  }

  PendingPtr watch(WatchRequest request, std::function<void(WatchEvent)> event,
                   std::function<void(WatchEnd)> ended) override {
    // Spread, so that the watches of a process do not all reopen at once; below the idle timeout.
    const auto seconds = 280 + static_cast<std::int64_t>(core_->seams.random.below(20));
    auto call =
        std::make_shared<WatchCall>(core_, buildWatch(request, core_->config.pathPrefix, seconds),
                                    request.resource, std::move(event), std::move(ended));
    call->start();
    return std::make_unique<RestPending>(std::move(call));
  }

 private:
  std::shared_ptr<RestCore> core_;
};

}  // namespace

std::unique_ptr<Api> makeRestApi(RestApiSeams seams, ClientConfig config, RestApiOptions options) {
  return std::make_unique<RestApi>(
      std::make_shared<RestCore>(seams, std::move(config), std::move(options)));
}

}  // namespace slipway::kube
