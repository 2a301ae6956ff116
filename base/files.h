#pragma once

#include <optional>
#include <string>

#include "base/expected.h"

namespace slipway {

// The seam of the file system: tokens, CA bundles, kubeconfigs.
class Files {
 public:
  virtual ~Files() = default;
  // The whole file, or one line saying why not (names the path). Refuses more than 1 MiB.
  virtual Expected<std::string, std::string> read(const std::string& path) const = 0;
};

class SystemFiles final : public Files {
 public:
  Expected<std::string, std::string> read(const std::string& path) const override;
};

}  // namespace slipway
