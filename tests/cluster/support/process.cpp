#include "tests/cluster/support/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::testing {
namespace {

using Clock = std::chrono::steady_clock;

// A file descriptor that is closed with its owner.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { close(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void reset(int fd) {
    close();
    fd_ = fd;
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read;
  Fd write;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
};

std::string findProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* given = std::getenv("PATH");
  std::istringstream folders(std::string(given == nullptr ? "/usr/bin:/bin" : given) +
                             ":/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::vector<std::string> mergedEnvironment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!changes.contains(std::string(text.substr(0, text.find('='))))) all.emplace_back(text);
  }
  for (const auto& [key, value] : changes) all.push_back(key + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// Everything a child needs is made before the fork: after it, only async-signal-safe calls.
// Returns the pid, or -1 with errno set.
pid_t spawn(const Command& command, int in, int out, int err) {
  const std::string program = findProgram(command.argv.at(0));
  if (program.empty()) {
    errno = ENOENT;
    return -1;
  }
  auto arguments = command.argv;
  auto environment = mergedEnvironment(command.environment);
  auto argv = pointers(arguments);
  auto envp = pointers(environment);
  const pid_t parent = ::getpid();

  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // we were orphaned before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(127);
  ::execve(program.c_str(), argv.data(), envp.data());
  ::_exit(127);
}

Ended endedFrom(int status) {
  if (WIFSIGNALED(status)) return {.code = 0, .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

Ended waitForEnd(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return {.code = 127, .signal = 0};
  }
  return endedFrom(status);
}

int millisecondsUntil(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

// Reads what is there; closes the end at end of file.
void drain(Fd& fd, std::string& into) {
  std::array<char, 16384> buffer{};
  const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
  if (n > 0) {
    into.append(buffer.data(), static_cast<std::size_t>(n));
  } else if (n == 0 || errno != EINTR) {
    fd.close();
  }
}

// The input goes through a file, so that no pipe can fill up while nobody reads.
int openInput(const std::string& text) {
  if (text.empty()) return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int fd = ::memfd_create("input", MFD_CLOEXEC);
  for (std::size_t at = 0; fd >= 0 && at < text.size();) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n <= 0) break;
    at += static_cast<std::size_t>(n);
  }
  if (fd >= 0) ::lseek(fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

std::string Ended::describe() const {
  if (signal == 0) return "exit code " + std::to_string(code);
  return "signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
}

Completed runCommand(const Command& command, std::chrono::milliseconds deadline) {
  Completed result;
  const auto end = Clock::now() + deadline;
  Pipe out;
  Pipe err;
  Fd in(openInput(command.input));
  const pid_t pid = spawn(command, in.get(), out.write.get(), err.write.get());
  if (pid < 0) {
    result.exit = 127;
    result.err = "cannot run " + command.argv.at(0) + ": " + std::strerror(errno);
    return result;
  }
  out.write.close();
  err.write.close();
  while (out.read.open() || err.read.open()) {
    std::array<pollfd, 2> watched{pollfd{.fd = out.read.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = err.read.get(), .events = POLLIN, .revents = 0}};
    const int ready = ::poll(watched.data(), watched.size(), millisecondsUntil(end));
    if (ready == 0) {
      result.timedOut = true;
      ::kill(pid, SIGKILL);
      break;
    }
    if (watched[0].revents != 0) drain(out.read, result.out);
    if (watched[1].revents != 0) drain(err.read, result.err);
  }
  const Ended ended = waitForEnd(pid);
  result.exit = ended.signal == 0 ? ended.code : 128 + ended.signal;
  return result;
}

Expected<std::unique_ptr<Process>, std::string> Process::start(const Command& command,
                                                               std::string logFile) {
  Fd in(openInput(command.input));
  Fd log(::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log.open()) return Unexpected{"cannot write " + logFile + ": " + std::strerror(errno)};
  const pid_t pid = spawn(command, in.get(), log.get(), log.get());
  if (pid < 0) {
    return Unexpected{"cannot run " + command.argv.at(0) + ": " + std::strerror(errno)};
  }
  const auto pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    ::kill(pid, SIGKILL);
    waitForEnd(pid);
    return Unexpected{std::string("pidfd_open: ") + std::strerror(errno) + " (needs Linux 5.3)"};
  }
  return std::unique_ptr<Process>(new Process(pid, pidfd, std::move(logFile)));
}

Process::Process(pid_t pid, int pidfd, std::string logFile)
    : pid_(pid), pidfd_(pidfd), logFile_(std::move(logFile)) {}

Process::~Process() {
  kill();
  ::close(pidfd_);
}

void Process::reap() {
  ended_ = waitForEnd(pid_);
}

bool Process::running() {
  return !waitFor(std::chrono::milliseconds(0));
}

void Process::signal(int number) {
  if (!ended_) ::syscall(SYS_pidfd_send_signal, pidfd_, number, nullptr, 0);
}

std::optional<Ended> Process::waitFor(std::chrono::milliseconds timeout) {
  const auto end = Clock::now() + timeout;
  while (!ended_) {
    pollfd watched{.fd = pidfd_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&watched, 1, millisecondsUntil(end));
    if (ready > 0) reap();
    if (ready == 0) break;
  }
  return ended_;
}

Ended Process::stop(std::chrono::milliseconds grace) {
  signal(SIGCONT);  // a stopped process does not hear SIGTERM
  signal(SIGTERM);
  if (auto ended = waitFor(grace)) return *ended;
  return kill();
}

Ended Process::kill() {
  signal(SIGKILL);
  if (!ended_) reap();
  return *ended_;
}

std::string Process::logTail(std::size_t lines) const {
  const std::string text = readText(logFile_);
  std::size_t from = text.size();
  for (std::size_t seen = 0; from > 0; --from) {
    if (text[from - 1] == '\n' && from != text.size() && ++seen == lines) break;
  }
  return text.substr(from);
}

std::string readText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeText(const std::string& path, std::string_view text) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd.open()) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd.get(), text.data() + at, text.size() - at);
    if (n <= 0) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
    at += static_cast<std::size_t>(n);
  }
}

}  // namespace slipway::testing
