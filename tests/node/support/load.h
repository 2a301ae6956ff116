#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace slipway::testing {

using LoadClock = std::chrono::steady_clock;

enum class Connections { New, KeptAlive };

// One request, as its client saw it. Nothing is asked twice.
struct Sample {
  std::string id;
  LoadClock::time_point begun = {};
  LoadClock::time_point ended = {};
  int status = 0;            // 0: no answer
  std::string version = {};  // of the application that answered
  std::string failure = {};  // why there was no answer; else empty
  bool good() const { return status == 200; }
};

struct LoadOptions {
  std::string address;  // to dial: a Service's
  int port = 80;
  Connections connections = Connections::New;
  int clients = 4;
  int perSecond = 200;  // of all clients together; each sends its next one when it is time
  std::chrono::milliseconds timeout{5000};
  std::string name = "load";  // begins the ids
};

struct LoadReport {
  std::vector<Sample> samples;  // by the time they ended

  std::size_t failed() const;  // no answer, or not 200
  std::map<std::string, std::size_t> failures() const;
  // The longest time in which none succeeded, from the first request to the last.
  std::chrono::milliseconds longestWithoutSuccess() const;
  // Of the requests begun in that time: the share of each version, in percent.
  std::map<std::string, double> shares(LoadClock::time_point from, LoadClock::time_point to) const;
  // From the first answer that was not 200 to the last one.
  std::chrono::milliseconds badFor() const;
  std::set<std::string> answered() const;  // ids
};

// Clients that POST /work over and over, each on a thread of its own, until stopped.
class Load {
 public:
  explicit Load(LoadOptions options);
  ~Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadReport stop();

 private:
  void run(int client);

  LoadOptions options_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::vector<Sample>> samples_;  // by client
  std::vector<std::thread> threads_;
};

}  // namespace slipway::testing
