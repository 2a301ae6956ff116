#include "net/resolver.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sys/socket.h>
#include <thread>
#include <utility>

namespace slipway::net {
namespace {

// Two seconds and two tries per name server bound how long a dead one can hold a thread (and the
// destructor); the system's default is five and two. The setting belongs to the calling thread.
void boundLookupTime() {
  if (res_init() != 0) return;
  _res.retrans = 2;
  _res.retry = 2;
}

IpAddress fromSocketAddress(const sockaddr& address) {
  IpAddress result;
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    std::memcpy(result.bytes.data(), &in.sin_addr, 4);
  } else {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &address, sizeof in6);
    result.v4 = false;
    std::memcpy(result.bytes.data(), &in6.sin6_addr, 16);
  }
  return result;
}

Resolver::Answer lookUp(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (error != 0) return Unexpected{std::string(gai_strerror(error))};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  std::vector<IpAddress> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    const IpAddress address = fromSocketAddress(*each->ai_addr);
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(address);
    }
  }
  if (addresses.empty()) return Unexpected{std::string("no address")};
  return addresses;
}

class SystemResolver final : public Resolver {
 public:
  explicit SystemResolver(std::size_t threads) : most_(std::max<std::size_t>(threads, 1)) {}

  ~SystemResolver() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  SystemResolver(const SystemResolver&) = delete;
  SystemResolver& operator=(const SystemResolver&) = delete;

  void resolve(const std::string& name, Answered answered) override {
    {
      const std::lock_guard lock(mutex_);
      auto& waiting = waiting_[name];
      waiting.push_back(std::move(answered));
      if (waiting.size() > 1) return;
      queue_.push_back(name);
      if (idle_ < queue_.size() && threads_.size() < most_) {
        threads_.emplace_back([this] { work(); });
      }
    }
    wake_.notify_one();
  }

 private:
  void work() {
    boundLookupTime();
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      --idle_;
      if (stopping_) return;
      const std::string name = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      const Answer answer = lookUp(name);
      lock.lock();
      const auto waiting = std::move(waiting_.extract(name).mapped());
      lock.unlock();
      for (const Answered& answered : waiting) answered(answer);
      lock.lock();
    }
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::string> queue_;                         // names not yet being looked up
  std::map<std::string, std::vector<Answered>> waiting_;  // by name, running ones included
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Resolver> makeSystemResolver(std::size_t threads) {
  return std::make_unique<SystemResolver>(threads);
}

}  // namespace slipway::net
