#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/contract/bench.h"

namespace slipway::contract {

// Every row there is, by group.
struct Group {
  std::string name;
  std::vector<Row> rows;
};
std::vector<Group> allGroups();

// What became of each row on each server; prints the table that puts them side by side.
class Results {
 public:
  void set(const std::string& row, const std::string& backend, const std::string& verdict);
  void print(const std::vector<std::string>& backends) const;

 private:
  std::map<std::string, std::map<std::string, std::string>> verdicts_;
};

// Makes a gtest test of each row for that server. `backend` is asked for when the first one runs;
// the rows' resource definitions are created there first.
void registerRows(const std::string& backendName, const std::function<Backend&()>& backend,
                  const std::shared_ptr<Results>& results);

}  // namespace slipway::contract
