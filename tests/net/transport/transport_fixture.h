#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "net/transport.h"
#include "tests/net/support/recording_sink.h"
#include "tests/net/support/scripted_server.h"

namespace slipway::net::testing {

// One implementation of Transport. A new one joins backends() and passes the same suite.
struct Backend {
  const char* name;
  Expected<std::unique_ptr<Transport>, std::string> (*make)(const Endpoint&, const TlsMaterial&);
};
std::ostream& operator<<(std::ostream& out, const Backend& backend);
std::vector<Backend> backends();

// A sink and the handle of what was sent to it.
struct Asked {
  std::shared_ptr<RecordingSink> sink;
  std::shared_ptr<Exchange> exchange;

  // How it ended; a reason that no test expects when it did not, or broke Sink's contract.
  EndReason end() const;
};

// A transport under test and a server that follows a script.
class TransportTest : public ::testing::TestWithParam<Backend> {
 protected:
  // The server stops when the result goes: before what its script refers to, if declared after it.
  using Serving = std::unique_ptr<ScriptedServer>;
  [[nodiscard]] Serving serve(ScriptedServer::Script script, std::optional<ServerTls> tls = {});
  void connect();  // http
  void connectTls(const TlsMaterial& material, const std::string& host = "127.0.0.1");
  void connectTo(const Endpoint& endpoint, const TlsMaterial& material = {});

  Asked ask(Request request = {}, std::size_t pauseAfter = RecordingSink::never);
  static Request get(const std::string& target = "/");
  static Request watch(const std::string& target = "/watch");
  static Request post(const std::string& body, const std::string& target = "/");
  // Lets real time pass, by the transport's own clock and without sleeping.
  void letPass(Duration time);

  ScriptedServer& server() { return *server_; }
  Transport& transport() { return *transport_; }
  void dropTransport() { transport_.reset(); }

 private:
  ScriptedServer* server_ = nullptr;
  std::unique_ptr<Transport> transport_;
};

}  // namespace slipway::net::testing
