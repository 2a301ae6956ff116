#pragma once

#include <functional>
#include <string>
#include <thread>

#include "tests/cluster/support/real_client.h"

namespace slipway::testing {

// Steps the loop of a client on a thread of its own, for as long as it exists. Nobody else steps
// that loop, or uses what belongs to it, but by run().
class ClientThread {
 public:
  explicit ClientThread(RealClient& client);
  ~ClientThread();
  ClientThread(const ClientThread&) = delete;
  ClientThread& operator=(const ClientThread&) = delete;

  // On that thread; waits for it.
  void run(const std::function<void()>& task);

 private:
  RealClient& client_;
  std::thread thread_;
};

// Pods of a Node that does not exist never become endpoints. One that is there already will do.
void makeNode(RealClient& client, const std::string& name);

}  // namespace slipway::testing
