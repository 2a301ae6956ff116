#pragma once

#include <map>
#include <string>
#include <vector>

namespace slipway::layering {

// Path from the root -> content, for every header and source of the floors.
using Tree = std::map<std::string, std::string>;

// Reads the floors' .h and .cpp files below that folder.
Tree readTree(const std::string& root);

// One line for each place that breaks the rules of matrix.h:
// "kube/types/a.h:3 may not see net/b.h (through base/c.h)".
std::vector<std::string> violations(const Tree& tree);

}  // namespace slipway::layering
