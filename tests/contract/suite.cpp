#include "tests/contract/suite.h"

#include <gtest/gtest.h>
#include <iomanip>
#include <iostream>
#include <stdexcept>

namespace slipway::contract {
namespace {

// One row as a test of its own, in a Kubernetes namespace of its own.
class RowTest : public testing::Test {
 public:
  RowTest(Row row, std::string ns, std::string id, std::string backendName,
          std::function<Backend&()> backend, std::shared_ptr<Results> results)
      : row_(std::move(row)),
        ns_(std::move(ns)),
        id_(std::move(id)),
        backendName_(std::move(backendName)),
        backend_(std::move(backend)),
        results_(std::move(results)) {}

  void TestBody() override {
    results_->set(id_, backendName_, "FAILED");
    Bench bench(backend_(), ns_);
    row_.run(bench);
    if (!HasFailure()) results_->set(id_, backendName_, "ok");
  }

 private:
  Row row_;
  std::string ns_;
  std::string id_;
  std::string backendName_;
  std::function<Backend&()> backend_;
  std::shared_ptr<Results> results_;
};

// In code points: row names may hold more than ASCII.
std::size_t width(const std::string& utf8) {
  std::size_t count = 0;
  for (char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return count;
}

}  // namespace

void define(Backend& backend, const Value& definition, const Resource& resource) {
  Bench bench(backend, "");
  const ApiResult made = bench.create(kube::resources::customResourceDefinitions(), definition);
  if (!made.applied()) throw std::runtime_error(resource.name() + ": " + made.error.message);
  for (int tries = 0; tries < 100; ++tries) {
    if (bench.list({.resource = resource, .ns = "default"}).result.ok) return;
    backend.drive([] { return false; }, std::chrono::milliseconds(100));
  }
  throw std::runtime_error(resource.name() + " is not served");
}

std::vector<Group> allGroups() {
  return {{"create", createRows()},
          {"patch", patchRows()},
          {"apply", applyRows()},
          {"ownership", ownershipRows()},
          {"delete", deleteRows()},
          {"generation", generationRows()},
          {"watch", watchRows()},
          {"list", listRows()},
          {"schema", schemaRows()},
          {"rules", celRows()},
          {"subresources", subresourceRows()},
          {"built-in kinds", builtinRows()},
          {"Release", releaseRows()},
          {"invalid input", inputRows()},
          {"controllers and templates", realOnlyRows()},
          {"bookmarks", bookmarkRows()}};
}

void Results::set(const std::string& row, const std::string& backend, const std::string& verdict) {
  verdicts_[row][backend] = verdict;
}

void Results::print(const std::vector<std::string>& backends) const {
  std::size_t widest = 0;
  for (const auto& group : allGroups())
    for (const auto& row : group.rows) widest = std::max(widest, width(row.name) + 2);
  for (const auto& group : allGroups()) {
    std::cout << "\n" << group.name << std::string(widest - group.name.size(), ' ');
    for (const auto& backend : backends) std::cout << " | " << std::setw(6) << backend;
    std::cout << '\n';
    for (const auto& row : group.rows) {
      std::cout << "  " << row.name << std::string(widest - 2 - width(row.name), ' ');
      const auto found = verdicts_.find(group.name + ": " + row.name);
      for (const auto& backend : backends) {
        std::string verdict = "not run";
        if (found != verdicts_.end() && found->second.contains(backend))
          verdict = found->second.at(backend);
        if (backend == "fake" && !row.realOnly.empty()) verdict = "-";
        std::cout << " | " << std::setw(6) << verdict;
      }
      if (!row.realOnly.empty()) std::cout << " | real only: " << row.realOnly;
      std::cout << '\n';
    }
  }
  std::cout << std::flush;
}

void registerRows(const std::string& backendName, const std::function<Backend&()>& backend,
                  const std::shared_ptr<Results>& results) {
  // Started by the first row that runs, so that a filter costs nothing.
  auto prepared = std::make_shared<bool>(false);
  auto ready = [backend, prepared]() -> Backend& {
    Backend& made = backend();
    if (!*prepared) {
      define(made, widgetDefinition(), widgets());
      defineReleases(made);
      kube::WatchRequest request;
      request.resource = kube::resources::configMaps();
      request.ns = "default";
      made.longWatch = std::make_unique<WatchSession>(made, request);
    }
    *prepared = true;
    return made;
  };
  int number = 0;
  for (const auto& group : allGroups()) {
    for (const auto& row : group.rows) {
      ++number;
      if (backendName == "fake" && !row.realOnly.empty()) continue;
      const std::string ns = "row-" + std::to_string(number);
      const std::string id = group.name + ": " + row.name;
      testing::RegisterTest((backendName + " " + group.name).c_str(), row.name.c_str(), nullptr,
                            nullptr, __FILE__, __LINE__, [=]() -> RowTest* {
                              return new RowTest(row, ns, id, backendName, ready, results);
                            });
    }
  }
}

}  // namespace slipway::contract
