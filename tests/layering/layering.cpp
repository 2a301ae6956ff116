#include "layering.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "matrix.h"
#include "source.h"

namespace slipway::layering {

namespace {

namespace fs = std::filesystem;

std::string folderOf(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

bool isHeader(const std::string& path) {
  return path.ends_with(".h") || path.ends_with(".hpp");
}

const Floor* floorOf(const std::string& path) {
  const auto* floor = std::ranges::find_if(
      kFloors, [&](const Floor& candidate) { return path.starts_with(candidate.folder); });
  return floor == kFloors.end() ? nullptr : floor;
}

bool maySee(const Floor& floor, const std::string& path) {
  if (path.starts_with(floor.folder)) return true;
  return std::ranges::any_of(floor.sees, [&](std::string_view allowed) {
    return allowed.ends_with('/') ? path.starts_with(allowed) : path == allowed;
  });
}

// The first part of a path is a floor's (for headers that do not exist).
bool pointsIntoTree(const std::string& path) {
  const std::string first = path.substr(0, path.find('/') + 1);
  return !first.empty() && std::ranges::any_of(kFloors, [&](const Floor& floor) {
    return floor.folder.starts_with(first);
  });
}

struct Edge {
  std::string target;
  int line;
};

class Checker {
 public:
  explicit Checker(const Tree& tree) : tree_(tree) {}

  std::vector<std::string> run() {
    for (const auto& [path, content] : tree_) readIncludes(path, content);
    for (const auto& [path, content] : tree_) {
      checkReach(path);
      checkWords(path, codeOf(content));
    }
    checkHeavyLibraries();
    return std::move(found_);
  }

 private:
  void report(const std::string& path, int line, const std::string& what) {
    found_.push_back(path + ":" + std::to_string(line) + " " + what);
  }

  // The file of the tree that a compiler would take: beside the including one first, when quoted.
  std::optional<std::string> resolve(const std::string& from, const Include& include) const {
    std::vector<std::string> candidates;
    if (include.quoted) candidates.push_back(folderOf(from) + include.path);
    candidates.push_back(include.path);
    for (const std::string& candidate : candidates) {
      std::string path = fs::path(candidate).lexically_normal().generic_string();
      if (tree_.contains(path)) return path;
    }
    return std::nullopt;
  }

  void readIncludes(const std::string& path, const std::string& content) {
    for (const Include& include : includesOf(content)) {
      if (include.computed) {
        report(path, include.line, "has an include that cannot be read: " + include.path);
        continue;
      }
      const auto target = resolve(path, include);
      if (!target) {
        if (include.quoted || pointsIntoTree(include.path)) {
          report(path, include.line, "includes " + include.path + ", which does not exist");
        }
        libraries_[path].push_back({include.path, include.line});
        continue;
      }
      if (!include.quoted || include.path != *target) {
        report(path, include.line, "must write \"" + *target + "\" for " + include.path);
      }
      edges_[path].push_back({*target, include.line});
    }
  }

  // Everything that the file sees, nearest first, so that each is reported by its shortest way.
  void checkReach(const std::string& path) {
    const Floor* floor = floorOf(path);
    if (floor == nullptr) {
      report(path, 1, "belongs to no floor");
      return;
    }
    struct Step {
      std::string at;
      int line;         // of the include in `path` itself
      std::string way;  // headers on the way
    };
    std::set<std::string> seen{path};
    std::deque<Step> queue{{path, 0, ""}};
    while (!queue.empty()) {
      const Step step = std::move(queue.front());
      queue.pop_front();
      for (const Edge& edge : edges_[step.at]) {
        if (!seen.insert(edge.target).second) continue;
        const int line = step.line == 0 ? edge.line : step.line;
        const std::string way =
            step.at == path ? "" : step.way + (step.way.empty() ? "" : ", ") + step.at;
        if (!maySee(*floor, edge.target)) {
          report(path, line,
                 "may not see " + edge.target + (way.empty() ? "" : " (through " + way + ")"));
          continue;  // what lies behind it is the same mistake
        }
        queue.push_back({edge.target, line, way});
      }
    }
  }

  void checkWords(const std::string& path, const std::string& code) {
    for (const ForbiddenWord& rule : kForbiddenWords) {
      if (!path.starts_with(rule.folder) || path == rule.except) continue;
      for (std::size_t at = code.find(rule.word); at != std::string::npos;
           at = code.find(rule.word, at + 1)) {
        const auto line = 1 + std::ranges::count(code.substr(0, at), '\n');
        report(path, static_cast<int>(line),
               "says " + std::string(rule.word) + ": " + std::string(rule.reason));
      }
    }
  }

  void checkHeavyLibraries() {
    for (const HeavyLibrary& library : kHeavyLibraries) {
      std::vector<std::string> files;
      for (const auto& [path, includes] : libraries_) {
        const auto heavy = std::ranges::find_if(includes, [&](const Edge& include) {
          return std::ranges::any_of(library.prefixes, [&](std::string_view prefix) {
            return !prefix.empty() && include.target.starts_with(prefix);
          });
        });
        if (heavy == includes.end()) continue;
        if (isHeader(path)) {
          report(path, heavy->line, "shows " + std::string(library.name) + " in a header");
        }
        files.push_back(path);
      }
      if (files.size() <= library.maxFiles) continue;
      std::string all = std::string(library.name) + " is included by more than " +
                        std::to_string(library.maxFiles) + " files:";
      for (const std::string& file : files) all += " " + file;
      found_.push_back(all);
    }
  }

  const Tree& tree_;
  std::map<std::string, std::vector<Edge>> edges_;      // within the tree
  std::map<std::string, std::vector<Edge>> libraries_;  // everything else
  std::vector<std::string> found_;
};

}  // namespace

Tree readTree(const std::string& root) {
  Tree tree;
  std::set<std::string> folders;
  for (const Floor& floor : kFloors) {
    folders.insert(std::string(floor.folder.substr(0, floor.folder.find('/'))));
  }
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
      const std::string path = fs::relative(entry.path(), root).generic_string();
      if (!entry.is_regular_file() || !(isHeader(path) || path.ends_with(".cpp"))) continue;
      std::ostringstream content;
      content << std::ifstream(entry.path()).rdbuf();
      tree.emplace(path, content.str());
    }
  }
  return tree;
}

std::vector<std::string> violations(const Tree& tree) {
  return Checker(tree).run();
}

}  // namespace slipway::layering
