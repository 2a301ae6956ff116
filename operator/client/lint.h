#pragma once

#include <string>
#include <vector>

namespace slipway::cli {

// What is wrong with one object of a file.
struct Finding {
  std::string object;  // "Release shop/web"
  std::string text;    // names the field, and what to do
};

struct Linted {
  std::vector<std::string> checked;  // objects, as above
  std::vector<std::string> skipped;  // kinds that are not Slipway's
  std::vector<Finding> findings;
};

// Without a cluster: what the API server would refuse (schema and CEL rules, of the CRDs that are
// built in), and what the operator would say of a first deploy of each Release whose pods are all
// well: it is played on the embedded cluster.
Linted lint(const std::string& yaml);

}  // namespace slipway::cli
