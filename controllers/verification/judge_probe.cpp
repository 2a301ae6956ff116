#include "controllers/verification/judge_probe.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "base/value.h"

namespace slipway::controllers {
namespace {

using crds::ExpectedJson;
using Problem = std::optional<std::string>;

constexpr std::size_t kMaxQuoted = 60;
constexpr std::size_t kMaxReason = 240;

// Of what the Release itself says; never of an answer.
std::string quoted(std::string_view text) {
  return "\"" + truncateUtf8(sanitizeUtf8(text), kMaxQuoted) + "\"";
}

std::string text(const crds::StatusRange& range) {
  const std::string from = std::to_string(range.from);
  return range.from == range.to ? from : from + "-" + std::to_string(range.to);
}

Problem headerProblem(const net::ProbeResponse& response, const crds::ExpectedHeader& expected) {
  const std::string name = crds::lowerAscii(expected.name);
  bool there = false;
  for (const auto& [key, value] : response.headers) {
    if (crds::lowerAscii(key) != name) continue;
    there = true;
    const bool fits =
        expected.whole ? value == expected.text : value.find(expected.text) != std::string::npos;
    if (fits) return std::nullopt;
  }
  if (!there) return "header " + expected.name + " is missing";
  return "header " + expected.name + (expected.whole ? " is not " : " does not contain ") +
         quoted(expected.text);
}

bool isNumber(const Value& value) {
  return value.kind() == Value::Kind::Int || value.kind() == Value::Kind::Number;
}

// Wide enough for every int64. JSON's numbers are all within a double's range.
long double numberOf(const Value& value) {
  const std::string_view text = value.numberText();
  long double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A string stands for itself and, when it is the text of a number, a boolean or null, for that.
bool equals(const Value& found, const Value& expected) {
  if (isNumber(expected)) return isNumber(found) && numberOf(found) == numberOf(expected);
  if (found.isString()) return found == expected;
  const auto meant = parseJson(expected.stringOr(""));
  if (!meant.ok()) return false;
  if (isNumber(*meant)) return isNumber(found) && numberOf(found) == numberOf(*meant);
  const bool scalar = found.isNull() || found.asBool();
  return scalar && found == *meant;
}

std::string_view kindText(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Null:
      return "null";
    case Value::Kind::Bool:
      return "a boolean";
    case Value::Kind::Int:
    case Value::Kind::Number:
      return "a number";
    case Value::Kind::String:
      return "a string";
    case Value::Kind::Array:
      return "a list";
    case Value::Kind::Object:
      break;
  }
  return "an object";
}

std::string nameOf(const ExpectedJson& expected) {
  return expected.pointer.empty() ? "the body"
                                  : truncateUtf8(sanitizeUtf8(expected.pointer), kMaxQuoted);
}

Problem boundProblem(const Value& found, const ExpectedJson& expected) {
  const std::string name = nameOf(expected);
  const bool least = expected.kind == ExpectedJson::Kind::AtLeast;
  const std::string bound(expected.value.numberText());
  if (!isNumber(found)) {
    return name + " is " + std::string(kindText(found)) + ", not a number";
  }
  const long double number = numberOf(found);
  const long double limit = numberOf(expected.value);
  if (least ? number >= limit : number <= limit) return std::nullopt;
  return name + (least ? " is below " : " is above ") + bound;
}

Problem jsonProblem(const Value& body, const ExpectedJson& expected) {
  using Kind = ExpectedJson::Kind;
  const Value* found = body.findPointer(expected.pointer);
  const std::string name = nameOf(expected);
  if (expected.kind == Kind::Exists) {
    const bool wanted = expected.value.asBool().value_or(true);
    if ((found != nullptr) == wanted) return std::nullopt;
    return name + (wanted ? " is missing" : " exists");
  }
  if (!found) return name + " is missing";
  if (expected.kind != Kind::Equals) return boundProblem(*found, expected);
  if (equals(*found, expected.value)) return std::nullopt;
  const std::string wanted = expected.value.isString() ? quoted(expected.value.stringOr(""))
                                                       : std::string(expected.value.numberText());
  return name + " is " + std::string(kindText(*found)) + " other than " + wanted;
}

Problem bodyProblem(const net::ProbeResponse& response, const crds::HttpExpectation& expect) {
  if (response.body.find(expect.bodyContains) == std::string::npos) {
    return "the body does not contain " + quoted(expect.bodyContains);
  }
  if (expect.json.empty()) return std::nullopt;
  if (response.bodyCut) return "the body is too long to be read as JSON";
  const auto body = parseJson(response.body);
  if (!body.ok()) {
    return "the body is not valid JSON (at byte " + std::to_string(body.error().offset) + ")";
  }
  for (const ExpectedJson& expected : expect.json) {
    if (auto problem = jsonProblem(*body, expected)) return problem;
  }
  return std::nullopt;
}

// Of an answer with the right status.
Problem problemOf(const net::ProbeResponse& response, const crds::HttpExpectation& expect) {
  if (expect.maxLatency && response.elapsed > *expect.maxLatency) {
    return "it took " + humanDuration(response.elapsed) + ", longer than " +
           humanDuration(*expect.maxLatency);
  }
  for (const auto& header : expect.headers) {
    if (auto problem = headerProblem(response, header)) return problem;
  }
  return bodyProblem(response, expect);
}

}  // namespace

ProbeVerdict judgeProbe(const net::ProbeResult& result, const crds::HttpExpectation& expect) {
  if (!result.ok) {
    const std::string& message = result.error.message;
    return {false, message.empty() ? "no answer" : truncateUtf8(sanitizeUtf8(message), kMaxReason)};
  }
  const net::ProbeResponse& response = result.response;
  const bool inRange = response.status >= expect.status.from && response.status <= expect.status.to;
  ProbeVerdict verdict{inRange, std::to_string(response.status)};
  if (!inRange) {
    verdict.reason += " instead of " + text(expect.status);
  } else if (const auto problem = problemOf(response, expect)) {
    verdict = {false, verdict.reason + ", but " + *problem};
  }
  if (response.bodyCut) {
    verdict.reason +=
        ", body cut at " + std::to_string(net::ProbeRequest{}.bodyLimit >> 10) + " KiB";
  }
  verdict.reason = truncateUtf8(verdict.reason, kMaxReason);
  return verdict;
}

net::ProbeRequest probeRequest(const crds::SmokeTest& test, const std::string& host,
                               std::uint16_t port) {
  net::ProbeRequest request;
  request.host = host;
  request.port = port;
  request.method = test.http.method;
  request.target = test.http.path;
  request.timeout = test.timeout;
  request.body = test.http.body;
  bool named = false;
  for (const auto& header : test.http.headers) {
    named = named || crds::lowerAscii(header.name) == "user-agent";
    request.headers.emplace_back(header.name, header.value);
  }
  if (!named) request.headers.emplace_back("User-Agent", "slipway-smoke-test");
  return request;
}

}  // namespace slipway::controllers
