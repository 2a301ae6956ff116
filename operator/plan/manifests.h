#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "base/expected.h"
#include "base/value.h"
#include "kube/types/object.h"

namespace slipway::cli {

// One object that is to be applied.
struct Manifest {
  std::string file;
  Value object;  // with its namespace
  kube::Resource resource;
  kube::ObjectKey key;
  std::string name() const { return resource.kind + " " + key.text(); }
};

struct Manifests {
  std::vector<Manifest> all;         // in the order in which they stand
  std::vector<std::string> skipped;  // kinds that no rollout depends on: "Ingress web"
};

// Reads files ("-" is `in`) as kubectl does: several documents, Lists, and `ns` where an object
// names none. The error names the file, and what to do.
Expected<Manifests, std::string> readManifests(const std::vector<std::string>& files,
                                               const std::string& ns, std::istream& in);

}  // namespace slipway::cli
