#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {

std::ostream& operator<<(std::ostream& out, const Backend& backend) {
  return out << backend.name;
}

std::vector<Backend> backends() {
  return {{"cpprest", &makeTransport}};
}

EndReason Asked::end() const {
  const auto reason = sink->waitEnd();
  EXPECT_TRUE(reason.has_value()) << "no end, or calls in an order that Sink excludes";
  return reason.value_or(EndReason{static_cast<End>(255), "no end"});
}

TransportTest::Serving TransportTest::serve(ScriptedServer::Script script,
                                            std::optional<ServerTls> tls) {
  auto serving = std::make_unique<ScriptedServer>(std::move(script), std::move(tls));
  server_ = serving.get();
  return serving;
}

void TransportTest::connect() {
  connectTo({.scheme = "http", .host = "127.0.0.1", .port = server_->port()});
}

void TransportTest::connectTls(const TlsMaterial& material, const std::string& host) {
  connectTo({.scheme = "https", .host = host, .port = server_->port()}, material);
}

void TransportTest::connectTo(const Endpoint& endpoint, const TlsMaterial& material) {
  auto made = GetParam().make(endpoint, material);
  ASSERT_TRUE(made) << made.error();
  transport_ = std::move(made).value();
}

Asked TransportTest::ask(Request request, std::size_t pauseAfter) {
  auto sink = std::make_shared<RecordingSink>();
  sink->pauseAfter = pauseAfter;
  auto exchange = transport_->send(std::move(request), sink);
  return {std::move(sink), std::move(exchange)};
}

Request TransportTest::get(const std::string& target) {
  Request request;
  request.target = target;
  return request;
}

Request TransportTest::watch(const std::string& target) {
  Request request = get(target);
  request.totalTimeout = Duration::zero();
  request.idleTimeout = std::chrono::minutes(5);
  return request;
}

Request TransportTest::post(const std::string& body, const std::string& target) {
  Request request = get(target);
  request.method = "POST";
  request.contentType = "application/json";
  request.body = body;
  return request;
}

void TransportTest::letPass(Duration time) {
  ScriptedServer silent([](Peer& peer) { peer.waitClosed(); });
  auto clock = GetParam().make({.scheme = "http", .host = "127.0.0.1", .port = silent.port()}, {});
  ASSERT_TRUE(clock);
  Request request;
  request.totalTimeout = time;
  auto sink = std::make_shared<RecordingSink>();
  (*clock)->send(request, sink);
  const auto end = sink->waitEnd();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->end, End::Timeout);
}

}  // namespace slipway::net::testing
