#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"

namespace slipway::crds {

// spec.verification.smokeTests[] of a Release, decoded.

// A GET to each new pod.
struct HttpTest {
  std::string path = "/";
  std::string portName;       // of a containerPort; or
  std::int32_t port = 0;      // 1..65535
  std::int32_t status = 200;  // the expected answer, 100..599
  friend bool operator==(const HttpTest&, const HttpTest&) = default;
};

struct SmokeTest {
  std::string name;
  HttpTest http;
  Duration timeout = std::chrono::seconds(5);  // of one try; 1 s..60 s
  // Tells two definitions apart, so that an edited test is asked again.
  std::string definition() const;
  friend bool operator==(const SmokeTest&, const SmokeTest&) = default;
};

// In the order given, names distinct.
std::vector<SmokeTest> readSmokeTests(const Reader& reader);

}  // namespace slipway::crds
