#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "kube/client/diagnose.h"
#include "kube/runtime/informer.h"

namespace slipway::kube {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration firstBackoff = milliseconds(800);
constexpr Duration longestBackoff = seconds(30);
constexpr Duration livelyAfter = seconds(1);
constexpr Duration longestSilence = minutes(5);
constexpr std::size_t longestReason = 1024;

std::string describe(const std::string& what, const ApiError& error) {
  std::string text = what;
  if (error.code != 0) text += " " + std::to_string(error.code);
  if (!error.reason.empty()) text += " " + error.reason;
  if (!error.message.empty()) text += ": " + error.message;
  return truncateUtf8(text, longestReason);
}

std::string versionOf(const Value& object) {
  return std::string(object["metadata"]["resourceVersion"].stringOr({}));
}

}  // namespace

ObjectMeta readMetaLeniently(const Value& object) {
  FieldErrors ignored;
  return readObjectMeta(Reader(object["metadata"], ignored));
}

std::string fieldErrorsText(const FieldErrors& errors) {
  std::string text;
  for (const auto& error : errors) {
    if (text.size() > longestReason) break;
    if (!text.empty()) text += "; ";
    text += error.text();
  }
  return truncateUtf8(sanitizeUtf8(text), longestReason);
}

Reflector::Reflector(RuntimeSeams seams, Selection selection)
    : seams_(std::move(seams)), selection_(std::move(selection)) {
  if (seams_.ownWrites)
    seams_.ownWrites->watch(selection_.resource, selection_.ns, [this] { relist(); });
}

Reflector::~Reflector() {
  if (seams_.ownWrites) seams_.ownWrites->unwatch(selection_.resource, selection_.ns);
}

void Reflector::start() {
  if (!stopped_) return;
  stopped_ = false;
  startList();
}

void Reflector::stop() {
  stopped_ = true;
  if (listing_) listAborted();
  listing_ = false;
  pending_.reset();
  retryTimer_.reset();
  silenceTimer_.reset();
}

void Reflector::relist() {
  if (stopped_ || listing_) return;
  startList();
}

void Reflector::startList() {
  retryTimer_.reset();
  silenceTimer_.reset();
  continueToken_.clear();
  listing_ = true;
  if (seams_.ownWrites) listStarted_ = seams_.ownWrites->listStarted();
  listPage();
}

void Reflector::listPage() {
  ListRequest request;
  request.resource = selection_.resource;
  request.ns = selection_.ns;
  request.labelSelector = selection_.labelSelector;
  request.continueToken = continueToken_;
  pending_ = seams_.api.list(
      std::move(request), [this](const Value& object) { listed(object); },
      [this](const ListResult& result) { onListResult(result); });
}

void Reflector::onListResult(const ListResult& result) {
  const PendingPtr ended = std::move(pending_);
  if (result.ok && !result.continueToken.empty()) {
    continueToken_ = result.continueToken;
    listPage();
    return;
  }
  if (result.ok && !result.resourceVersion.empty()) {
    version_ = result.resourceVersion;
    onListed();
    return;
  }
  listAborted();
  ApiError error = result.error;
  if (result.ok) error.message = "the list has no resourceVersion";
  // The snapshot that the pages came from is gone: from the first page again.
  const bool expired = error.gone() && !continueToken_.empty();
  if (expired && failures_ == 0) {
    ++failures_;
    startList();
    return;
  }
  fail("list", error, [this] { startList(); });
}

void Reflector::onListed() {
  listing_ = false;
  ++lists_;
  synced_ = true;
  trouble_.clear();
  listComplete();
  if (seams_.ownWrites)
    seams_.ownWrites->sawList(selection_.resource, selection_.ns, version_, listStarted_);
  if (seams_.listed) seams_.listed();
  if (!stopped_ && !listing_) openWatch();
}

void Reflector::openWatch() {
  retryTimer_.reset();
  WatchRequest request;
  request.resource = selection_.resource;
  request.ns = selection_.ns;
  request.labelSelector = selection_.labelSelector;
  request.resourceVersion = version_;
  lively_ = false;
  watchOpened_ = lastHeard_ = seams_.timers.clock().mono();
  armSilenceTimer(watchOpened_ + longestSilence);
  pending_ = seams_.api.watch(
      std::move(request), [this](const WatchEvent& event) { onEvent(event); },
      [this](const WatchEnd& end) { onWatchEnded(end); });
}

// The version moves before anybody is told: whoever looks sees what the store contains.
void Reflector::onEvent(const WatchEvent& event) {
  lastHeard_ = seams_.timers.clock().mono();
  lively_ = true;
  failures_ = 0;
  trouble_.clear();
  std::string version = versionOf(event.object);
  if (!version.empty()) version_ = version;
  switch (event.type) {
    case WatchEventType::Added:
    case WatchEventType::Modified:
      changed(event.object);
      return;
    case WatchEventType::Deleted:
      deleted(event.object);
      return;
    case WatchEventType::Bookmark:
      if (seams_.ownWrites)
        seams_.ownWrites->sawVersion(selection_.resource, version, selection_.ns);
      return;
  }
}

void Reflector::onWatchEnded(const WatchEnd& end) {
  const PendingPtr ended = std::move(pending_);
  silenceTimer_.reset();
  if (lively_ || seams_.timers.clock().mono() - watchOpened_ >= livelyAfter) failures_ = 0;
  const bool clean = end.error.code == 0 && end.error.message.empty();
  const bool gone = end.error.gone();
  const Task next = gone ? Task([this] { startList(); }) : Task([this] { openWatch(); });
  if ((clean || gone) && failures_ == 0) {
    // Counted until the next watch proves to work.
    ++failures_;
    if (gone)
      seams_.log.info("watch expired, reading the list again",
                      {{"resource", selection_.resource.name()}});
    next();
    return;
  }
  ApiError error = end.error;
  if (clean) error.message = "ended at once, again";
  fail("watch", error, next);
}

void Reflector::fail(const std::string& what, const ApiError& error, Task next) {
  // Nobody serves the resource: what is missing matters, not the page that was answered.
  trouble_ =
      error.notFound() ? describeStartupProblem(error, selection_.resource) : describe(what, error);
  const Duration delay = std::max(backoff(), error.retryAfter.value_or(Duration{0}));
  seams_.log.warn(
      "cannot read from the API server, trying again",
      {{"resource", selection_.resource.name()}, {"why", trouble_}, {"in", humanDuration(delay)}});
  retryTimer_ = seams_.timers.after(delay, std::move(next));
}

Duration Reflector::backoff() {
  const int doublings = std::min(failures_++, 6);
  const Duration full = std::min(firstBackoff * (1 << doublings), longestBackoff);
  const auto half = static_cast<std::uint64_t>(full.count() / 2);
  return full / 2 + Duration{static_cast<Duration::rep>(seams_.random.below(half + 1))};
}

// One timer for many events: when it fires it looks when the last one came.
void Reflector::armSilenceTimer(MonoTime when) {
  silenceTimer_ = seams_.timers.at(when, [this] {
    const MonoTime silentSince = lastHeard_;
    if (seams_.timers.clock().mono() - silentSince < longestSilence) {
      armSilenceTimer(silentSince + longestSilence);
      return;
    }
    seams_.log.info("watch was silent, opening it again",
                    {{"resource", selection_.resource.name()}});
    pending_.reset();
    openWatch();
  });
}

}  // namespace slipway::kube
