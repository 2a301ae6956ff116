#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace slipway::bench {

// Answers 200 for every pod on port 8080, whatever it is asked, on one thread; after a delay if
// there is one, with any number of questions waiting.
class PodsServer {
 public:
  PodsServer();
  ~PodsServer();
  PodsServer(const PodsServer&) = delete;
  PodsServer& operator=(const PodsServer&) = delete;

  void answerAfter(std::chrono::milliseconds delay) { delay_ = delay.count(); }
  int answered() const { return answered_; }
  // The most questions that waited at one time since the last call.
  int mostAtOnce() { return most_.exchange(0); }

 private:
  struct Waiting {
    int fd;
    std::chrono::steady_clock::time_point due;
  };
  void serve();
  void accept();
  void read(int fd);
  void sendDue();

  int listening_ = -1;
  int epoll_ = -1;
  std::vector<Waiting> waiting_;
  std::atomic<long> delay_ = 0;
  std::atomic<int> answered_ = 0;
  std::atomic<int> most_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace slipway::bench
