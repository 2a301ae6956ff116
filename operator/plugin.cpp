#include "operator/plugin.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace slipway::cli {
namespace {

// As execve() takes them; the texts outlive it.
class Words {
 public:
  void add(std::string word) { texts_.push_back(std::move(word)); }
  char** data() {
    pointers_.clear();
    for (auto& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

std::string readAll(int file) {
  std::string all;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto n = read(file, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return all;
    all.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::string cannotRun(const kube::ExecPlugin& plugin, int error) {
  std::string text =
      "cannot run " + plugin.argv.front() + ", which the kubeconfig names: " + std::strerror(error);
  return text + (plugin.installHint.empty() ? "" : "; " + plugin.installHint);
}

}  // namespace

Expected<std::string, std::string> runPlugin(const kube::ExecPlugin& plugin) {
  Words argv;
  for (const auto& word : plugin.argv) argv.add(word);
  Words environment;
  for (char** variable = environ; *variable; ++variable) environment.add(*variable);
  for (const auto& [name, value] : plugin.environment) environment.add(name + "=" + value);
  environment.add("KUBERNETES_EXEC_INFO=" + kube::execInfo(plugin, isatty(STDIN_FILENO) == 1));

  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Unexpected{cannotRun(plugin, errno)};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  if (!plugin.interactive) {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  pid_t child = 0;
  const int error = posix_spawnp(&child, plugin.argv.front().c_str(), &actions, nullptr,
                                 argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    return Unexpected{cannotRun(plugin, error)};
  }
  std::string printed = readAll(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return printed;
  return Unexpected{plugin.argv.front() + ", which the kubeconfig names, " +
                    (WIFEXITED(status) ? "exited with " + std::to_string(WEXITSTATUS(status))
                                       : "died of signal " + std::to_string(WTERMSIG(status)))};
}

}  // namespace slipway::cli
