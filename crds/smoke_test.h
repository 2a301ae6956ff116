#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/value.h"

namespace slipway::crds {

// spec.verification.smokeTests[] of a Release, decoded. Defaults and bounds are the schema's.

struct HttpHeader {
  std::string name;  // an RFC 9110 token; distinct within a request whatever the case
  std::string value;
  friend bool operator==(const HttpHeader&, const HttpHeader&) = default;
};

// Both ends belong to it; 100..599.
struct StatusRange {
  std::int32_t from = 200;
  std::int32_t to = from;
  friend bool operator==(const StatusRange&, const StatusRange&) = default;
};

// One of the answer's headers of that name has this value, or contains it.
struct ExpectedHeader {
  std::string name;
  std::string text;
  bool whole = true;  // the value, not a part of it
  friend bool operator==(const ExpectedHeader&, const ExpectedHeader&) = default;
};

// What a JSON body holds at an RFC 6901 pointer.
struct ExpectedJson {
  enum class Kind : std::uint8_t { Equals, AtLeast, AtMost, Exists };
  std::string pointer;
  Kind kind = Kind::Exists;
  // Equals: a string or an integer, as declared. AtLeast, AtMost: a number. Exists: a boolean.
  Value value;
  friend bool operator==(const ExpectedJson&, const ExpectedJson&) = default;
};

struct HttpExpectation {
  StatusRange status{};
  std::vector<ExpectedHeader> headers{};
  std::string bodyContains{};  // empty: whatever the body is
  std::vector<ExpectedJson> json{};
  std::optional<Duration> maxLatency{};  // to the last byte of the answer
  friend bool operator==(const HttpExpectation&, const HttpExpectation&) = default;
};

struct HttpTest {
  std::string path = "/";
  std::string portName{};  // of a containerPort; or
  std::int32_t port = 0;   // 1..65535
  HttpExpectation expect{};
  std::string method = "GET";
  std::vector<HttpHeader> headers{};
  std::string body{};
  friend bool operator==(const HttpTest&, const HttpTest&) = default;
};

// Who is asked: each new pod, or one of the revision (another one on each retry).
enum class PodChoice : std::uint8_t { Each, One };

struct SmokeTest {
  std::string name;
  HttpTest http;
  Duration timeout = std::chrono::seconds(5);  // of one try; 1 s..60 s
  std::int32_t retries = 2;                    // bad answers forgiven, 0..10
  std::int32_t successThreshold = 1;           // good answers in a row from one pod, 1..10
  PodChoice pods = PodChoice::Each;
  // A digest of everything but the name. Tells two definitions apart, so that an edited test is
  // asked again.
  std::string definition() const;
  friend bool operator==(const SmokeTest&, const SmokeTest&) = default;
};

// What is asked, for people: "GET /healthz port http". Bounded, although paths are long.
std::string requestText(const HttpTest& http);

// In the order given, names distinct.
std::vector<SmokeTest> readSmokeTests(const Reader& reader);

// Header names and such: ASCII letters alone have a case.
std::string lowerAscii(std::string_view text);

}  // namespace slipway::crds
