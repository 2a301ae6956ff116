#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slipway::nettest {

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

// Long enough for a loaded machine under a sanitizer; tests that pass never wait for it.
constexpr auto patience = std::chrono::seconds(30);

// A connected TCP socket that sends exactly the bytes it is told. Every wait is bounded.
class RawSocket {
 public:
  RawSocket() = default;
  explicit RawSocket(Fd fd) : fd_(std::move(fd)) {}
  // To loopback; aborts the test process when nobody listens. `receiveBuffer` in bytes, 0: default.
  static RawSocket connect(std::uint16_t port, bool v6 = false, int receiveBuffer = 0);
  // With an IPv4 socket made earlier.
  static RawSocket connect(Fd fd, std::uint16_t port);

  // All of it; false when the peer stopped reading or is gone.
  bool send(const std::string& bytes);
  // What has arrived until the peer closes or resets. A wait beyond `patience` fails the test.
  std::string readAll();
  // Until `mark` was seen (answers all that was read so far), or the end.
  std::string readUntil(const std::string& mark);
  // Exactly `count` bytes, fewer at the end.
  std::string readExactly(std::size_t count);
  // Whether the peer ends the connection within that time; what arrives meanwhile is kept.
  bool endsWithin(int millis);
  // Waits, without reading, until the peer's socket is no more; sends it a byte now and then.
  bool waitUntilPeerGone();
  bool ended() const { return ended_; }
  bool wasReset() const { return reset_; }
  void shutdownWrite();
  void close() { fd_.reset(); }
  void abort();  // closes with a reset
  int fd() const { return fd_.get(); }

 private:
  bool readMore();
  void receive();

  Fd fd_;
  std::string pending_;
  bool ended_ = false;
  bool reset_ = false;
};

// Connected to loopback, or nothing when that is refused.
std::optional<Fd> tryConnect(std::uint16_t port);

// A listening loopback socket on a free port.
struct Listening {
  Fd fd;
  std::uint16_t port = 0;
};
Listening listenOnLoopback(bool v6 = false, int backlog = 4096);

// Accepts one connection; an invalid Fd when none came within `patience` or `stop` became readable.
Fd acceptOne(int listening, int stop);

// 127.0.0.2 at some port, where connection attempts are neither answered nor refused: a listening
// socket whose queue is full. Port 0: any free one.
class BlackHole {
 public:
  explicit BlackHole(std::uint16_t port);
  std::uint16_t port() const { return port_; }

 private:
  Fd listening_;
  std::vector<Fd> filling_;
  std::uint16_t port_ = 0;
};

// While it lives, this process can open no descriptor.
class NoDescriptors {
 public:
  NoDescriptors();
  ~NoDescriptors();
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  std::uint64_t before_ = 0;
};

// Raises the soft limit of open descriptors while it lives.
class DescriptorRoom {
 public:
  explicit DescriptorRoom(std::size_t wanted);
  ~DescriptorRoom();
  DescriptorRoom(const DescriptorRoom&) = delete;
  DescriptorRoom& operator=(const DescriptorRoom&) = delete;
  bool enough() const { return enough_; }

 private:
  std::uint64_t before_ = 0;
  bool enough_ = false;
};

// How many descriptors this process has open now.
std::size_t openDescriptors();

}  // namespace slipway::nettest
