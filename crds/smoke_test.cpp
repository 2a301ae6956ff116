#include "crds/smoke_test.h"

#include <set>

#include "base/text.h"

namespace slipway::crds {
namespace {

void readPort(const Reader& port, HttpTest& http) {
  if (!port.require()) return;
  if (port.value().isString()) {
    http.portName = port.string();
    if (http.portName.empty()) port.fail("must not be empty");
  } else {
    http.port = port.int32(0, 1, 65535);
  }
}

HttpTest readHttp(const Reader& http) {
  HttpTest read;
  read.path = http["path"].string("/");
  if (!read.path.starts_with('/')) http["path"].fail("must start with /");
  readPort(http["port"], read);
  read.status = http["expect"]["status"].int32(200, 100, 599);
  return read;
}

SmokeTest readSmokeTest(const Reader& reader) {
  SmokeTest test;
  if (reader["name"].require()) test.name = reader["name"].string();
  const auto timeout = parseDuration(reader["timeout"].string("5s"));
  test.timeout = timeout.value_or(Duration{0});
  if (test.timeout < std::chrono::seconds(1) || test.timeout > std::chrono::seconds(60)) {
    reader["timeout"].fail("must be a duration from 1s to 60s");
  }
  if (!reader["http"].present()) reader.fail("give exactly one of: http");
  if (reader["http"].present()) test.http = readHttp(reader["http"]);
  return test;
}

}  // namespace

std::vector<SmokeTest> readSmokeTests(const Reader& reader) {
  std::vector<SmokeTest> tests;
  std::set<std::string> names;
  for (const Reader& element : reader.elements()) {
    tests.push_back(readSmokeTest(element));
    if (!names.insert(tests.back().name).second) {
      element["name"].fail("is the name of two smoke tests");
    }
  }
  return tests;
}

std::string SmokeTest::definition() const {
  const std::string port = http.portName.empty() ? std::to_string(http.port) : http.portName;
  return port + http.path + " " + std::to_string(http.status) + " " + formatDuration(timeout);
}

}  // namespace slipway::crds
