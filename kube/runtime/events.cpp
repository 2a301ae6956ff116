#include "kube/runtime/events.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <deque>
#include <list>
#include <map>
#include <memory>

#include "base/text.h"
#include "kube/types/resources.h"

namespace slipway::kube {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t mostWaiting = 256;
constexpr std::size_t mostSeries = 1024;
constexpr Duration seriesEndsAfter = minutes(6);
constexpr int mostTries = 3;
constexpr Duration retryAfter = seconds(1);  // times the number of tries
// Limits of the API.
constexpr std::size_t longestNote = 1024;
constexpr std::size_t longestWord = 128;
constexpr std::size_t longestName = 253;

// A digest of what makes two notes the same: a thousand series are remembered.
using SeriesKey = std::string;

SeriesKey seriesKey(const EventNote& note) {
  std::string all = note.type == EventType::Warning ? "W" : "N";
  for (const std::string* part :
       {&note.resource.group, &note.resource.version, &note.resource.plural, &note.object.ns,
        &note.object.name, &note.uid, &note.reason, &note.action, &note.note}) {
    all.append(std::to_string(part->size())).append(":").append(*part);
  }
  return sha256Hex(all);
}

std::string hex(std::uint64_t number) {
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(number));
  return digits.data();
}

std::string namespaceOf(const ObjectKey& object) {
  return object.ns.empty() ? "default" : object.ns;
}

Value regarding(const EventNote& note) {
  Value value = Value::object({{"apiVersion", note.resource.apiVersion()},
                               {"kind", note.resource.kind},
                               {"name", note.object.name}});
  if (!note.object.ns.empty()) value = value.with("namespace", note.object.ns);
  if (!note.uid.empty()) value = value.with("uid", note.uid);
  if (!note.resourceVersion.empty()) value = value.with("resourceVersion", note.resourceVersion);
  return value;
}

}  // namespace

struct EventRecorder::State {
  // One Event on the server, or about to be.
  struct Series {
    std::unique_ptr<const EventNote> note;  // while there is something to write
    WallTime firstAt;
    WallTime lastAt;
    MonoTime lastSeen;
    std::int64_t count = 1;
    std::string name;          // of the Event; empty: not written yet
    std::int64_t written = 0;  // the count that the server has
    int tries = 0;
    bool unknown = false;  // a create of that name may have been carried out
    bool queued = false;
    std::list<const SeriesKey*>::iterator seen;  // its place in bySeen
  };
  using AllSeries = std::map<SeriesKey, Series>;

  Api& api;
  Timers& timers;
  Random& random;
  Log& log;
  std::string controller;
  std::string instance;
  AllSeries all = {};
  std::list<const SeriesKey*> bySeen = {};  // of all of them, the one seen last at the end
  std::deque<SeriesKey> waiting = {};
  std::int64_t dropped = 0;
  PendingPtr pending = nullptr;
  TimerPtr retry = nullptr;

  void record(EventNote note);
  void enqueue(AllSeries::iterator series);
  void forgetOld();
  void forget(AllSeries::iterator series);
  void writeNext();
  ApiRequest createRequest(Series& series);
  ApiRequest seriesRequest(const Series& series) const;
  void onAnswer(const SeriesKey& key, const ApiRequest& request, const ApiResult& result);
  bool written(Series& series, const ApiRequest& request, const ApiResult& result);
  void failed(Series& series, const ApiResult& result);
  void finish(const SeriesKey& key);
};

void EventRecorder::State::record(EventNote note) {
  note.note = truncateUtf8(sanitizeUtf8(note.note), longestNote);
  note.reason = truncateUtf8(sanitizeUtf8(note.reason), longestWord);
  if (note.action.empty()) note.action = note.reason;
  note.action = truncateUtf8(sanitizeUtf8(note.action), longestWord);
  forgetOld();
  const WallTime wall = timers.clock().wall();
  const MonoTime now = timers.clock().mono();
  SeriesKey key = seriesKey(note);
  auto found = all.find(key);
  if (found == all.end()) {
    if (waiting.size() >= mostWaiting) {
      if (dropped++ == 0) log.warn("too many events at once, dropping some");
      return;
    }
    found = all.emplace(std::move(key), Series{}).first;
    found->second.firstAt = wall;
    found->second.seen = bySeen.insert(bySeen.end(), &found->first);
  } else {
    ++found->second.count;
    bySeen.splice(bySeen.end(), bySeen, found->second.seen);
  }
  if (!found->second.note) found->second.note = std::make_unique<EventNote>(std::move(note));
  found->second.lastAt = wall;
  found->second.lastSeen = now;
  enqueue(found);
}

void EventRecorder::State::enqueue(AllSeries::iterator series) {
  if (!series->second.queued) {
    series->second.queued = true;
    waiting.push_back(series->first);
  }
  writeNext();
}

// Ends series that were not repeated in time, and the oldest ones when there are too many.
void EventRecorder::State::forgetOld() {
  const MonoTime now = timers.clock().mono();
  for (auto at = bySeen.begin(); at != bySeen.end();) {
    const auto series = all.find(**at++);
    const bool ended = now - series->second.lastSeen > seriesEndsAfter;
    if (!ended && all.size() <= mostSeries) return;  // the others were seen later
    if (!series->second.queued) forget(series);
  }
}

void EventRecorder::State::forget(AllSeries::iterator series) {
  bySeen.erase(series->second.seen);
  all.erase(series);
}

void EventRecorder::State::writeNext() {
  if (pending || retry || waiting.empty()) return;
  const SeriesKey key = waiting.front();
  Series& series = all.at(key);
  ApiRequest request = series.written == 0 ? createRequest(series) : seriesRequest(series);
  pending = api.send(
      request, [this, key, request](const ApiResult& result) { onAnswer(key, request, result); });
}

ApiRequest EventRecorder::State::createRequest(Series& series) {
  const EventNote& note = *series.note;
  if (series.name.empty()) {
    const std::string suffix = "." + hex(random.next());
    series.name = note.object.name.substr(0, longestName - suffix.size()) + suffix;
  }
  ApiRequest request;
  request.verb = Verb::Create;
  request.resource = resources::events();
  request.key = {namespaceOf(note.object), series.name};
  request.body = Value::object(
      {{"apiVersion", request.resource.apiVersion()},
       {"kind", request.resource.kind},
       {"metadata", Value::object({{"name", series.name}, {"namespace", request.key.ns}})},
       {"eventTime", formatMicroTime(series.firstAt)},
       {"reportingController", controller},
       {"reportingInstance", instance},
       {"type", note.type == EventType::Warning ? "Warning" : "Normal"},
       {"reason", note.reason},
       {"action", note.action},
       {"note", note.note},
       {"regarding", regarding(note)}});
  if (series.count > 1)
    request.body = request.body.with("series", seriesRequest(series).body["series"]);
  return request;
}

ApiRequest EventRecorder::State::seriesRequest(const Series& series) const {
  ApiRequest request;
  request.verb = Verb::MergePatch;
  request.resource = resources::events();
  request.key = {namespaceOf(series.note->object), series.name};
  request.body = Value::object(
      {{"series", Value::object({{"count", series.count},
                                 {"lastObservedTime", formatMicroTime(series.lastAt)}})}});
  return request;
}

void EventRecorder::State::onAnswer(const SeriesKey& key, const ApiRequest& request,
                                    const ApiResult& result) {
  const PendingPtr answered = std::move(pending);
  const auto found = all.find(key);
  Series& series = found->second;
  if (written(series, request, result)) {
    series.tries = 0;
    finish(key);
  } else {
    failed(series, result);
    if (series.tries >= mostTries) {
      log.warn("an event could not be written", {{"object", series.note->object.text()},
                                                 {"reason", series.note->reason},
                                                 {"why", result.error.message}});
      waiting.pop_front();
      forget(found);
    } else {
      const Duration asked = result.error.retryAfter.value_or(Duration{0});
      retry = timers.after(std::max<Duration>(retryAfter * series.tries, asked), [this] {
        retry.reset();
        writeNext();
      });
    }
  }
  writeNext();
}

// Repetitions that came while it was being written are one more write.
void EventRecorder::State::finish(const SeriesKey& key) {
  waiting.pop_front();
  Series& series = all.at(key);
  series.queued = series.written < series.count;
  if (series.queued) {
    waiting.push_back(key);
  } else {
    series.note.reset();
  }
  if (waiting.empty() && dropped > 0) {
    log.warn("events were dropped", {{"count", dropped}});
    dropped = 0;
  }
}

bool EventRecorder::State::written(Series& series, const ApiRequest& request,
                                   const ApiResult& result) {
  const bool create = request.verb == Verb::Create;
  // The name is taken by our own earlier attempt, whose answer was lost.
  const bool before = create && series.unknown && result.error.alreadyExists();
  if (!result.applied() && !before) return false;
  const auto count = request.body["series"]["count"].asInt();
  series.written = before ? 1 : count.value_or(1);
  series.unknown = false;
  return true;
}

void EventRecorder::State::failed(Series& series, const ApiResult& result) {
  ++series.tries;
  const ApiError& error = result.error;
  if (result.outcome == Outcome::Unknown) {
    series.unknown = series.written == 0;
    return;
  }
  const bool anew = series.written > 0 && (error.notFound() || error.code == 409);
  if (anew || error.alreadyExists()) {
    series.name.clear();
    series.written = 0;
    series.unknown = false;
    return;
  }
  const bool hopeless = result.outcome == Outcome::Rejected && error.code >= 400 &&
                        error.code < 500 && error.code != 429;
  if (hopeless) series.tries = mostTries;
}

EventRecorder::EventRecorder(Api& api, Timers& timers, Random& random, Log& log,
                             std::string reportingController, const std::string& reportingInstance)
    : state_(std::make_unique<State>(State{api, timers, random, log, std::move(reportingController),
                                           truncateUtf8(reportingInstance, longestWord)})) {}

EventRecorder::~EventRecorder() = default;

void EventRecorder::record(EventNote note) {
  state_->record(std::move(note));
}

bool EventRecorder::idle() const {
  return state_->waiting.empty();
}

}  // namespace slipway::kube
