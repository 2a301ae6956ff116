#include "tests/node/support/isolation.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/magic.h>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCgroupRoot = "/sys/fs/cgroup";

// What the kernel refused, in the words of this file's reader.
[[noreturn]] void refuse(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

void mountOver(const char* source, const std::string& target, const char* type,
               const std::string& options = {}, unsigned long flags = 0) {
  if (::mount(source, target.c_str(), type, flags, options.empty() ? nullptr : options.c_str()) !=
      0) {
    refuse("mounting " + std::string(type == nullptr ? source : type) + " at " + target);
  }
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text << std::flush;
  if (!out) refuse("writing '" + text + "' to " + file.string());
}

void tool(std::vector<std::string> argv) {
  std::string shown;
  for (const auto& word : argv) shown += (shown.empty() ? "" : " ") + word;
  const auto done = runCommand({.argv = std::move(argv)});
  if (!done.ok()) throw std::runtime_error("`" + shown + "`: " + done.err);
}

std::string firstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// One cgroup hierarchy that the node gets a part of.
struct Hierarchy {
  std::string name;  // of its controllers, as it is mounted; empty: v2
  fs::path part;     // ours, seen from outside
};

std::vector<Hierarchy> hierarchies(const std::string& part) {
  struct statfs root{};
  if (::statfs(kCgroupRoot, &root) != 0) refuse(kCgroupRoot);
  if (root.f_type == CGROUP2_SUPER_MAGIC) return {{"", fs::path(kCgroupRoot) / part}};
  std::vector<Hierarchy> all;
  std::ifstream own("/proc/self/cgroup");
  for (std::string line; std::getline(own, line);) {
    std::istringstream fields(line);
    std::string id;
    std::string name;
    std::string path;
    std::getline(fields, id, ':');
    std::getline(fields, name, ':');
    std::getline(fields, path);
    if (name.starts_with("name=")) name.erase(0, 5);
    fs::path base = fs::path(kCgroupRoot) / name;
    if (name.empty() || !fs::exists(base)) continue;
    // In a container the path may be the host's, and what is mounted our own.
    if (fs::exists(base.string() + path)) base += path;
    all.push_back({name, base / part});
  }
  if (all.empty())
    throw std::runtime_error("no cgroup hierarchy is mounted below " + std::string(kCgroupRoot));
  return all;
}

std::string shown(const std::vector<Hierarchy>& all) {
  if (all.front().name.empty()) return "v2";
  std::string names;
  for (const auto& hierarchy : all) names += (names.empty() ? "" : ", ") + hierarchy.name;
  return "v1 (" + names + ")";
}

// Moves this process, and thereby what it will start, into the node's part of every hierarchy.
void enterCgroups(const std::vector<Hierarchy>& all) {
  for (const auto& hierarchy : all) {
    std::error_code failed;
    fs::create_directory(hierarchy.part, failed);
    if (failed) {
      throw std::runtime_error("making the cgroup " + hierarchy.part.string() + ": " +
                               failed.message());
    }
    if (hierarchy.name.find("cpuset") != std::string::npos) {  // v1 begins with none
      for (const char* file : {"cpuset.cpus", "cpuset.mems"}) {
        write(hierarchy.part / file,
              firstLine(readText((hierarchy.part.parent_path() / file).string())));
      }
    }
    write(hierarchy.part / "cgroup.procs", std::to_string(::getpid()));
  }
}

void removeCgroups(const std::vector<Hierarchy>& all) {
  for (const auto& hierarchy : all) {
    std::vector<fs::path> folders{hierarchy.part};
    try {
      for (const auto& entry : fs::recursive_directory_iterator(hierarchy.part)) {
        if (entry.is_directory()) folders.push_back(entry.path());
      }
    } catch (const fs::filesystem_error&) {
      // One that goes while we look is gone anyway.
    }
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
      ::rmdir(folder->c_str());
    }
  }
}

void mountCgroups(const std::vector<Hierarchy>& all) {
  if (all.front().name.empty()) {
    mountOver("cgroup2", kCgroupRoot, "cgroup2");
    // Controllers can be given on only by a cgroup without processes, so ours move one down.
    const fs::path root = kCgroupRoot;
    fs::create_directory(root / "init");
    write(root / "init/cgroup.procs", "0");
    std::istringstream controllers(readText((root / "cgroup.controllers").string()));
    std::string seen;
    for (std::string name; controllers >> name;) {
      write(root / "cgroup.subtree_control", "+" + name);
      seen += " " + name;
    }
    for (const char* needed : {"cpu", "memory", "pids"}) {
      if (seen.find(needed) == std::string::npos) {
        throw std::runtime_error("cgroup v2 gives us no " + std::string(needed) +
                                 " controller, only:" + seen);
      }
    }
    return;
  }
  mountOver("tmpfs", kCgroupRoot, "tmpfs", "mode=755");
  for (const auto& hierarchy : all) {
    const std::string target = std::string(kCgroupRoot) + "/" + hierarchy.name;
    fs::create_directory(target);
    mountOver("cgroup", target, "cgroup",
              hierarchy.name == "systemd" ? "none,name=systemd" : hierarchy.name);
  }
}

// The kubelet writes kernel settings that are the whole machine's; it gets files to write to.
void shieldSettings() {
  fs::create_directory(std::string(kNodeFolder) + "/sysctl");
  for (const auto& [name, value] : std::vector<std::pair<std::string, const char*>>{
           {"vm/overcommit_memory", "1"},
           {"vm/panic_on_oom", "0"},
           {"kernel/panic", "10"},
           {"kernel/panic_on_oops", "1"},
           {"kernel/keys/root_maxkeys", "1000000"},
           {"kernel/keys/root_maxbytes", "25000000"}}) {
    std::string file = std::string(kNodeFolder) + "/sysctl/" + name;
    fs::create_directories(fs::path(file).parent_path());
    write(file, value);
    const std::string setting = "/proc/sys/" + name;
    if (fs::exists(setting)) mountOver(file.c_str(), setting, nullptr, {}, MS_BIND);
  }
}

void mountAll(const std::vector<Hierarchy>& all) {
  mountOver("none", "/", nullptr, {}, MS_REC | MS_PRIVATE);
  mountOver("proc", "/proc", "proc");
  mountOver("tmpfs", "/run", "tmpfs", "mode=755");
  const std::string folder = kNodeFolder;
  for (const char* name : {"/var/upper", "/var/work", "/containerd", "/cni"}) {
    fs::create_directories(folder + name);
  }
  fs::create_directory("/run/lock");
  mountOver("overlay", "/var", "overlay",
            "lowerdir=/var,upperdir=" + folder + "/var/upper,workdir=" + folder + "/var/work");
  mountOver("sysfs", "/sys", "sysfs");  // this network namespace's
  mountCgroups(all);
  shieldSettings();
  // Names are looked up nowhere, and that fails at once.
  write(folder + "/resolv.conf", "");
  mountOver((folder + "/resolv.conf").c_str(), "/etc/resolv.conf", nullptr, {}, MS_BIND);
  mountOver("none", "/", nullptr, {}, MS_REC | MS_SHARED);
}

void connect() {
  tool({"ip", "link", "set", "lo", "up"});
  tool({"ip", "link", "add", "br0", "type", "bridge"});
  tool({"ip", "address", "add", std::string(kNodeAddress) + "/24", "dev", "br0"});
  tool({"ip", "link", "set", "br0", "up"});
  tool({"ip", "route", "add", kServiceRange, "dev", "br0"});
  // What pods and kube-proxy will need; found missing here it is a reason, later a puzzle.
  tool({"ip", "link", "add", "probe0", "type", "veth", "peer", "name", "probe1"});
  tool({"ip", "link", "delete", "probe0"});
  tool({"nft", "add", "table", "ip", "slipway-probe"});
  tool({"nft", "delete", "table", "ip", "slipway-probe"});
  write("/proc/sys/net/ipv4/ip_forward", "1");
  // Only where pods of one bridge talk to each other through a Service; needs br_netfilter.
  const std::string bridged = "/proc/sys/net/bridge/bridge-nf-call-iptables";
  if (fs::exists(bridged)) write(bridged, "1");
}

// Tells the outer process through a pipe how far it came: an empty line when all is there.
void report(int pipe, const std::string& words) {
  const std::string line = firstLine(words) + "\n";
  [[maybe_unused]] const auto written = ::write(pipe, line.data(), line.size());
  ::close(pipe);
}

// The first process of the node: reaps what loses its parent, and ends with the body.
[[noreturn]] void beInit(int pipe, const std::vector<Hierarchy>& all,
                         const std::function<int(const Isolation&)>& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    mountAll(all);
    if (::sethostname(kNodeName, std::strlen(kNodeName)) != 0) refuse("setting the host name");
    connect();
  } catch (const std::exception& e) {
    report(pipe, e.what());
    ::_exit(1);
  }
  report(pipe, "");
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::_exit(body({shown(all)}));
  }
  for (;;) {
    int status = 0;
    if (::wait(&status) == child) ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
  }
}

[[noreturn]] void beOuter(int pipe, const std::vector<Hierarchy>& all,
                          const std::function<int(const Isolation&)>& body) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    enterCgroups(all);
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC |
                  CLONE_NEWCGROUP) != 0) {
      refuse("own network, mount, pid, uts, ipc and cgroup namespaces");
    }
  } catch (const std::exception& e) {
    report(pipe, e.what());
    ::_exit(1);
  }
  const pid_t init = ::fork();
  if (init == 0) beInit(pipe, all, body);
  ::close(pipe);
  int status = 0;
  ::waitpid(init, &status, 0);
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

std::string readAll(int pipe) {
  std::string text;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0; (got = ::read(pipe, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(pipe);
  return text;
}

}  // namespace

Expected<int, std::string> runIsolated(const std::function<int(const Isolation&)>& body) {
  std::vector<Hierarchy> all;
  try {
    all = hierarchies("slipway-node-" + std::to_string(::getpid()));
  } catch (const std::exception& e) {
    return Unexpected{std::string(e.what())};
  }
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return Unexpected{std::string(std::strerror(errno))};
  const pid_t outer = ::fork();
  if (outer == 0) {
    ::close(ends[0]);
    beOuter(ends[1], all, body);
  }
  ::close(ends[1]);
  std::string words = readAll(ends[0]);
  int status = 0;
  ::waitpid(outer, &status, 0);
  removeCgroups(all);
  if (words != "\n") {
    return Unexpected{words.empty() ? "it ended while it was set up" : firstLine(words)};
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace slipway::testing
