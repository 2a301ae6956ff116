// An application as users deploy them, for the tests on a node: answers POST /work with its
// version, writes down which requests it answered, and ends as it is told to.
//
//   web --version=2 --at-term=drain --drain-seconds=3 --ready-after-seconds=0 --bad-after-seconds=0
//       --counts=/counts --port=8080
//
//   /ready     200 once it has started
//   /healthz   200; 500 once it has turned bad
//   /work      200 and the version; 500 once it has turned bad
//
// --at-term=drain: closes connections as they come to the end of a request, accepts new ones for
// drain-seconds more, then ends. --at-term=die: ends at once, whatever is going on.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int kStopped = 128 + SIGTERM;

struct App {
  std::string version = "1";
  bool drains = true;
  seconds drain{3};
  seconds readyAfter{0};
  seconds badAfter{0};  // 0: never
  int counts = -1;      // file that each answered request gets a line in
  const steady_clock::time_point started = steady_clock::now();
  std::atomic<bool> draining = false;
  std::atomic<int> busy = 0;

  bool ready() const { return steady_clock::now() - started >= readyAfter; }
  bool bad() const { return badAfter.count() > 0 && steady_clock::now() - started >= badAfter; }
};

http::response<http::string_body> answer(App& app,
                                         const http::request<http::string_body>& request) {
  http::response<http::string_body> response(http::status::ok, request.version());
  response.set("X-Version", app.version);
  response.body() = app.version + "\n";
  if (request.target() == "/ready") {
    if (!app.ready()) response.result(http::status::service_unavailable);
  } else if (request.target() == "/healthz" || request.target() == "/work") {
    if (app.bad()) response.result(http::status::internal_server_error);
  } else {
    response.result(http::status::not_found);
  }
  response.keep_alive(request.keep_alive() && !app.draining);
  response.prepare_payload();
  return response;
}

void count(const App& app, const http::request<http::string_body>& request) {
  if (app.counts < 0 || request.target() != "/work") return;
  const std::string line = std::string(request["X-Request-Id"]) + "\n";
  if (::write(app.counts, line.data(), line.size()) < 0) std::cerr << std::strerror(errno) << '\n';
}

void serve(App& app, tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code error;
  for (;;) {
    http::request<http::string_body> request;
    http::read(socket, buffer, request, error);
    if (error) return;
    ++app.busy;
    const auto response = answer(app, request);
    count(app, request);
    http::write(socket, response, error);
    --app.busy;
    if (error || !response.keep_alive()) break;
  }
  // Reads what is left before it closes: unread bytes would turn the answer into a reset.
  socket.shutdown(tcp::socket::shutdown_send, error);
  char rest[256];
  while (socket.read_some(boost::asio::buffer(rest), error) > 0 && !error) {
  }
}

void waitForTheEnd(App& app, const sigset_t& signals) {
  int number = 0;
  sigwait(&signals, &number);
  if (!app.drains) ::_exit(kStopped);
  app.draining = true;
  std::this_thread::sleep_for(app.drain);
  while (app.busy > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ::_exit(0);
}

std::map<std::string, std::string> flags(int argc, char** argv) {
  std::map<std::string, std::string> all;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    const auto equals = flag.find('=');
    if (!flag.starts_with("--") || equals == std::string::npos) {
      std::cerr << "web: not --name=value: " << flag << '\n';
      std::exit(2);
    }
    all[flag.substr(2, equals - 2)] = flag.substr(equals + 1);
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  auto given = flags(argc, argv);
  App app;
  unsigned short port = 8080;
  for (const auto& [name, value] : given) {
    if (name == "version") {
      app.version = value;
    } else if (name == "at-term" && (value == "drain" || value == "die")) {
      app.drains = value == "drain";
    } else if (name == "drain-seconds") {
      app.drain = seconds(std::stoi(value));
    } else if (name == "ready-after-seconds") {
      app.readyAfter = seconds(std::stoi(value));
    } else if (name == "bad-after-seconds") {
      app.badAfter = seconds(std::stoi(value));
    } else if (name == "port") {
      port = static_cast<unsigned short>(std::stoi(value));
    } else if (name == "counts") {
      const char* pod = std::getenv("HOSTNAME");
      const std::string file = value + "/" + (pod == nullptr ? "web" : pod);
      app.counts = ::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
      if (app.counts < 0) {
        std::cerr << "web: " << file << ": " << std::strerror(errno) << '\n';
        return 1;
      }
    } else {
      std::cerr << "web: unknown flag or value: --" << name << '=' << value << '\n';
      return 2;
    }
  }

  ::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::thread([&app, signals] { waitForTheEnd(app, signals); }).detach();

  boost::asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), port));
  acceptor.listen(1024);
  for (;;) {
    boost::system::error_code error;
    tcp::socket socket = acceptor.accept(error);
    if (error) continue;
    socket.set_option(tcp::no_delay(true), error);
    std::thread([&app, moved = std::move(socket)]() mutable {
      serve(app, std::move(moved));
    }).detach();
  }
}
