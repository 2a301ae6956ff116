#include "kube/fake/fake_watch.h"

#include <algorithm>
#include <charconv>

#include "kube/fake/errors.h"

namespace slipway::kube::fake {
namespace {

std::optional<std::int64_t> numeric(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (text.empty() || parsed.ptr != end) return std::nullopt;
  return number;
}

ApiError connectionCut() {
  ApiError error;
  error.message = "the connection was cut";
  return error;
}

}  // namespace

FakeApi::Watch::Watch(FakeApi& api, WatchRequest request, std::function<void(WatchEvent)> event,
                      std::function<void(WatchEnd)> ended)
    : api_(api), request_(std::move(request)), event_(std::move(event)), ended_(std::move(ended)) {
  api_.watches_.push_back(this);
}

FakeApi::Watch::~Watch() {
  *alive_ = false;
  api_.watches_.remove(this);
}

void FakeApi::Watch::start() {
  timer_ = api_.cluster_.timers().after(api_.options_.requestLatency, [this] { open(); });
}

void FakeApi::Watch::open() {
  timer_.reset();
  if (api_.cut_) return end(connectionCut());
  Faults* faults = api_.options_.faults;
  if (faults) {
    if (const auto refusal = faults->onWatchOpen(request_)) return end(*refusal);
  }
  const State& state = api_.cluster_.state();
  const ResourceTypePtr type = state.type(request_.resource.name());
  if (!type || type->resource.version != request_.resource.version) return end(errors::notServed());
  const auto since = numeric(request_.resourceVersion);
  if (!since && !request_.resourceVersion.empty())
    return end(apiError(500, "resourceVersion: Invalid value: \"" + request_.resourceVersion +
                                 "\": resourceVersion"));
  if (since.value_or(0) == 0) {
    WatchBatch start = initialEvents(state, request_);
    queue_.assign(start.events.begin(), start.events.end());
    cursor_ = start.upTo;
  } else {
    cursor_ = *since;
    const WatchBatch first = changesSince(state, request_, cursor_, 1);
    if (first.error.code != 0) return end(first.error);
  }
  open_ = true;
  endTimer_ = api_.cluster_.timers().after(api_.options_.watchTimeout, [this] {
    overdue_ = true;
    if (!held()) end({});
  });
  armBookmark();
  poke();
}

bool FakeApi::Watch::held() const {
  return api_.cut_ || api_.holding(request_.resource.name());
}

void FakeApi::Watch::poke() {
  if (!open_) return;
  take();
  if (held()) return;
  // Not from inside the call that released it.
  if (overdue_ && queue_.empty()) return endSoon({});
  if (!timer_) arm();
}

// Taken over at once, so that no compaction can come between: a real server has sent it already.
void FakeApi::Watch::take() {
  const State& state = api_.cluster_.state();
  if (cursor_ == state.version()) return;
  const MonoTime now = api_.cluster_.timers().clock().mono();
  WatchBatch batch = changesSince(state, request_, std::max(cursor_, state.compactedVersion()),
                                  state.changes().size());
  for (auto& item : batch.events) {
    item.at = std::min(item.at, now) + api_.options_.watchLatency;
    queue_.push_back(std::move(item));
  }
  cursor_ = state.version();
}

void FakeApi::Watch::arm() {
  if (queue_.empty() || held()) return;
  const MonoTime now = api_.cluster_.timers().clock().mono();
  timer_ = api_.cluster_.timers().at(std::max(queue_.front().at, now), [this] { fire(); });
}

void FakeApi::Watch::fire() {
  timer_.reset();
  if (queue_.empty() || held()) return;
  Faults* faults = api_.options_.faults;
  const WatchFault fault = faults && !std::exchange(faultAsked_, true)
                               ? faults->onWatchEvent(request_, queue_.front().event)
                               : WatchFault::deliver();
  switch (fault.kind) {
    case WatchFault::Kind::Drop:
      return end(connectionCut());
    case WatchFault::Kind::Gone:
      return end(apiError(410));
    case WatchFault::Kind::Delay:
      queue_.front().at = api_.cluster_.timers().clock().mono() + fault.delay;
      return arm();
    case WatchFault::Kind::Deliver:
      break;
  }
  WatchEvent event = std::move(queue_.front().event);
  queue_.pop_front();
  faultAsked_ = false;
  event.object = api_.wire(event.object);
  deliver(std::move(event));
}

void FakeApi::Watch::deliver(WatchEvent event) {
  const auto alive = alive_;
  const auto tell = event_;
  tell(std::move(event));
  if (!*alive) return;
  if (overdue_ && queue_.empty()) return end({});
  if (!timer_) arm();
}

void FakeApi::Watch::armBookmark() {
  if (!request_.bookmarks) return;
  bookmarkTimer_ =
      api_.cluster_.timers().after(api_.options_.bookmarkInterval, [this] { bookmark(); });
}

void FakeApi::Watch::bookmark() {
  armBookmark();
  if (!queue_.empty() || held()) return;
  take();
  if (!queue_.empty()) return;
  deliver({WatchEventType::Bookmark,
           Value::object(
               {{"kind", request_.resource.kind},
                {"apiVersion", request_.resource.apiVersion()},
                {"metadata", Value::object({{"resourceVersion", std::to_string(cursor_)}})}})});
}

void FakeApi::Watch::end(ApiError error) {
  open_ = false;
  queue_.clear();
  timer_.reset();
  bookmarkTimer_.reset();
  endTimer_.reset();
  const auto ended = std::move(ended_);
  if (ended) ended({std::move(error)});  // may destroy this
}

void FakeApi::Watch::endSoon(const ApiError& error) {
  if (!ended_) return;
  open_ = false;
  timer_ = api_.cluster_.timers().after(Duration{0}, [this, error] { end(error); });
}

// --- what FakeApi does with its watches ---------------------------------------------------------

PendingPtr FakeApi::watch(WatchRequest request, std::function<void(WatchEvent)> event,
                          std::function<void(WatchEnd)> ended) {
  auto watch =
      std::make_unique<Watch>(*this, std::move(request), std::move(event), std::move(ended));
  watch->start();
  return watch;
}

void FakeApi::poke() {
  for (Watch* watch : watches_) watch->poke();
}

bool FakeApi::holding(const std::string& resourceName) const {
  const auto it = held_.find(resourceName);
  return it == held_.end() ? holdAll_ : it->second;
}

void FakeApi::holdWatches(const std::string& resourceName) {
  if (!resourceName.empty()) {
    held_[resourceName] = true;
    return;
  }
  holdAll_ = true;
  held_.clear();
}

void FakeApi::releaseWatches(const std::string& resourceName) {
  if (resourceName.empty()) {
    holdAll_ = false;
    held_.clear();
  } else {
    held_[resourceName] = false;
  }
  poke();
}

void FakeApi::cut(bool isCut) {
  cut_ = isCut;
  if (!cut_) poke();
}

// The ends come later, as everything does; a watch may be destroyed by another one's callback.
void FakeApi::endWatches(const std::string& resourceName, const ApiError& error) {
  for (Watch* watch : watches_)
    if (resourceName.empty() || watch->request().resource.name() == resourceName)
      watch->endSoon(error);
}

void FakeApi::dropWatches(const std::string& resourceName) {
  endWatches(resourceName, connectionCut());
}

void FakeApi::expireWatches(const std::string& resourceName) {
  endWatches(resourceName, apiError(410));
}

}  // namespace slipway::kube::fake
