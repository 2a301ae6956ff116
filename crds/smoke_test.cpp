#include "crds/smoke_test.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"

namespace slipway::crds {
namespace {

constexpr std::size_t kMaxTests = 8;
constexpr std::size_t kMaxEntries = 16;
constexpr std::size_t kMaxBody = 4096;
constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxHeaderName = 64;
constexpr std::size_t kMaxPointer = 256;
constexpr std::size_t kMaxDecimal = 32;
constexpr std::size_t kMaxPortName = 15;
constexpr std::size_t kMaxName = 63;
constexpr std::size_t kMaxRequestText = 256;

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};
// How a message is framed, whom it is for and how the connection ends is not the test's to say.
constexpr std::array<std::string_view, 11> kReserved = {
    "host",   "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade",
    "expect", "keep-alive", "http2-settings", "proxy-connection"};

template <typename List>
bool isOneOf(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isLowerAlnum(char c) {
  return (c >= 'a' && c <= 'z') || isDigit(c);
}
bool isUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool isToken(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return isLowerAlnum(c) || isUpper(c) || marks.find(c) != std::string_view::npos;
  });
}

// Of names and of named ports.
bool isLabel(std::string_view text, std::size_t maxLength) {
  if (text.empty() || text.size() > maxLength) return false;
  if (text.front() == '-' || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return isLowerAlnum(c) || c == '-'; });
}

bool isHeaderValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
}

// "-12.50"; no exponent, no leading zeros.
bool isDecimal(std::string_view text) {
  if (text.size() > kMaxDecimal) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), isDigit);
  };
  if (!digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
  return point == std::string_view::npos || digits(text.substr(point + 1));
}

bool isPointer(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) {
      return false;
    }
  }
  return true;
}

// In characters, as the schema counts.
std::size_t length(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string readText(const Reader& reader, std::size_t maxLength) {
  std::string text = reader.string();
  if (length(text) > maxLength) {
    reader.fail("use at most " + std::to_string(maxLength) + " characters");
  }
  return text;
}

std::vector<Reader> readList(const Reader& reader, std::size_t most) {
  auto elements = reader.elements();
  if (elements.size() > most) reader.fail("give at most " + std::to_string(most));
  return elements;
}

void readPort(const Reader& port, HttpTest& http) {
  if (!port.require()) return;
  if (port.value().isString()) {
    http.portName = port.string();
    if (!isLabel(http.portName, kMaxPortName)) {
      port.fail("must be a number or the name of a containerPort");
    }
  } else {
    http.port = port.int32(0, 1, 65535);
  }
}

std::string readHeaderName(const Reader& reader) {
  if (!reader.require()) return {};
  std::string name = readText(reader, kMaxHeaderName);
  if (!isToken(name)) {
    reader.fail("must be a header name: letters, digits and marks, without spaces");
  }
  return name;
}

std::string readHeaderValue(const Reader& reader) {
  std::string value = readText(reader, kMaxText);
  if (!isHeaderValue(value)) reader.fail("must be printable ASCII on one line");
  return value;
}

std::vector<HttpHeader> readHeaders(const Reader& reader) {
  std::vector<HttpHeader> headers;
  std::set<std::string> names;
  for (const Reader& element : readList(reader, kMaxEntries)) {
    element["value"].require();
    headers.push_back({readHeaderName(element["name"]), readHeaderValue(element["value"])});
    const std::string name = lowerAscii(headers.back().name);
    if (isOneOf(kReserved, name)) element["name"].fail("this header is set for you; remove it");
    if (!names.insert(name).second) {
      element["name"].fail("names must differ in more than case; remove one of the two");
    }
  }
  return headers;
}

ExpectedHeader readExpectedHeader(const Reader& reader) {
  const bool whole = reader["value"].present();
  if (whole == reader["contains"].present()) reader.fail("give exactly one of: value, contains");
  ExpectedHeader header{readHeaderName(reader["name"]), {}, whole};
  header.text = readHeaderValue(whole ? reader["value"] : reader["contains"]);
  if (!whole && header.text.empty()) reader["contains"].fail("must not be empty");
  return header;
}

// An integer, or a string: any, or one that is a decimal.
Value readScalar(const Reader& reader, bool decimal) {
  if (reader.value().asInt()) return reader.value();
  if (!reader.value().isString()) {
    reader.fail(
        R"(must be an integer or a string; write fractions, true, false and null in quotes, )"
        R"(as in "0.5")");
    return {};
  }
  std::string text = readText(reader, decimal ? kMaxDecimal : kMaxText);
  if (!decimal) return text;
  if (!isDecimal(text)) {
    reader.fail(R"(must be an integer or a decimal in quotes, as in "0.5")");
    return {};
  }
  return Value::number(std::move(text));
}

ExpectedJson readExpectedJson(const Reader& reader) {
  using Kind = ExpectedJson::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 4> kinds = {{{"equals", Kind::Equals},
                                                                       {"atLeast", Kind::AtLeast},
                                                                       {"atMost", Kind::AtMost},
                                                                       {"exists", Kind::Exists}}};
  ExpectedJson json;
  if (reader["pointer"].require()) json.pointer = readText(reader["pointer"], kMaxPointer);
  if (!isPointer(json.pointer)) {
    reader["pointer"].fail(
        "must be a JSON pointer: empty, or /-separated with ~1 for / and ~0 for ~");
  }
  int given = 0;
  for (const auto& [name, kind] : kinds) {
    const Reader member = reader[name];
    if (!member.present()) continue;
    ++given;
    json.kind = kind;
    json.value =
        kind == Kind::Exists ? Value(member.boolean()) : readScalar(member, kind != Kind::Equals);
  }
  if (given != 1) reader.fail("give exactly one of: equals, atLeast, atMost, exists");
  return json;
}

StatusRange readStatus(const Reader& expect) {
  const Reader range = expect["statusRange"];
  const std::int32_t status = expect["status"].int32(200, 100, 599);
  if (!range.present()) return {status, status};
  if (expect["status"].present()) expect.fail("give status or statusRange, not both");
  const std::string text = range.string();
  StatusRange read{0, 0};
  const char* const end = text.data() + text.size();
  if (text.size() == 7 && text[3] == '-' && isDigit(text[0]) && isDigit(text[4])) {
    if (std::from_chars(text.data(), text.data() + 3, read.from).ptr != text.data() + 3 ||
        std::from_chars(text.data() + 4, end, read.to).ptr != end) {
      read = {0, 0};
    }
  }
  if (read.from < 100 || read.from > 599 || read.to < 100 || read.to > 599) {
    range.fail("must be two numbers from 100 to 599, as in 200-299");
  } else if (read.from > read.to) {
    range.fail("the first number must not be above the second, as in 200-299");
  }
  return read;
}

std::optional<Duration> readMaxLatency(const Reader& reader) {
  if (!reader.present()) return std::nullopt;
  const auto latency = parseDuration(reader.string());
  if (!latency || *latency <= Duration{0}) {
    reader.fail("must be a duration above 0, as in 250ms or 2s");
  }
  return latency;
}

HttpExpectation readExpectation(const Reader& expect) {
  HttpExpectation read;
  if (!expect.present()) return read;
  read.status = readStatus(expect);
  for (const Reader& header : readList(expect["headers"], kMaxEntries)) {
    read.headers.push_back(readExpectedHeader(header));
  }
  read.bodyContains = readText(expect["bodyContains"], kMaxText);
  if (expect["bodyContains"].present() && read.bodyContains.empty()) {
    expect["bodyContains"].fail("must not be empty");
  }
  for (const Reader& json : readList(expect["json"], kMaxEntries)) {
    read.json.push_back(readExpectedJson(json));
  }
  read.maxLatency = readMaxLatency(expect["maxLatency"]);
  return read;
}

// Paths are sent as they are: what is not printable could end the line.
std::string readPath(const Reader& reader) {
  std::string path = reader.string("/");
  const bool printable =
      std::all_of(path.begin(), path.end(), [](char c) { return c >= '!' && c <= '~'; });
  if (!path.starts_with('/')) reader.fail("must start with /");
  if (!printable) reader.fail("must be printable ASCII without spaces; percent-encode the rest");
  if (path.size() > kMaxText) {
    reader.fail("use at most " + std::to_string(kMaxText) + " characters");
  }
  return path;
}

HttpTest readHttp(const Reader& http) {
  HttpTest read;
  read.method = http["method"].string("GET");
  if (!isOneOf(kMethods, read.method)) {
    http["method"].fail("must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }
  read.path = readPath(http["path"]);
  readPort(http["port"], read);
  read.headers = readHeaders(http["headers"]);
  read.body = readText(http["body"], kMaxBody);
  const bool takesBody = read.method == "POST" || read.method == "PUT" || read.method == "PATCH";
  if (http["body"].present() && !takesBody) {
    http["body"].fail("only POST, PUT and PATCH take one; set method, or remove body");
  }
  read.expect = readExpectation(http["expect"]);
  if (read.method == "HEAD" && !(read.expect.bodyContains.empty() && read.expect.json.empty())) {
    http["expect"].fail("a HEAD answer has no body; remove bodyContains and json, or use GET");
  }
  return read;
}

PodChoice readPods(const Reader& reader) {
  const std::string word = reader.string("Each");
  if (word != "Each" && word != "One") reader.fail("must be Each or One");
  return word == "One" ? PodChoice::One : PodChoice::Each;
}

SmokeTest readSmokeTest(const Reader& reader) {
  SmokeTest test;
  if (reader["name"].require()) {
    test.name = reader["name"].string();
    if (!isLabel(test.name, kMaxName)) {
      reader["name"].fail("must be at most 63 lower-case letters, digits and dashes");
    }
  }
  const auto timeout = parseDuration(reader["timeout"].string("5s"));
  test.timeout = timeout.value_or(Duration{0});
  if (test.timeout < std::chrono::seconds(1) || test.timeout > std::chrono::seconds(60)) {
    reader["timeout"].fail("must be a duration from 1s to 60s");
  }
  test.retries = reader["retries"].int32(2, 0, 10);
  test.successThreshold = reader["successThreshold"].int32(1, 1, 10);
  test.pods = readPods(reader["pods"]);
  if (!reader["http"].present()) reader.fail("give exactly one of: http");
  if (reader["http"].present()) test.http = readHttp(reader["http"]);
  return test;
}

Value digestable(const HttpExpectation& expect) {
  Value::Elements headers;
  for (const auto& header : expect.headers) {
    headers.push_back(Value::array({header.name, header.text, header.whole}));
  }
  Value::Elements json;
  for (const auto& one : expect.json) {
    json.push_back(Value::array({one.pointer, static_cast<int>(one.kind), one.value}));
  }
  return Value::array({expect.status.from, expect.status.to, Value::array(std::move(headers)),
                       expect.bodyContains, Value::array(std::move(json)),
                       expect.maxLatency ? Value(formatDuration(*expect.maxLatency)) : Value()});
}

}  // namespace

std::string lowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (isUpper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::vector<SmokeTest> readSmokeTests(const Reader& reader) {
  std::vector<SmokeTest> tests;
  std::set<std::string> names;
  for (const Reader& element : readList(reader, kMaxTests)) {
    tests.push_back(readSmokeTest(element));
    if (!names.insert(tests.back().name).second) {
      element["name"].fail("is the name of two smoke tests");
    }
  }
  return tests;
}

std::string requestText(const HttpTest& http) {
  const std::string port = http.portName.empty() ? std::to_string(http.port) : http.portName;
  return truncateUtf8(http.method + " " + http.path, kMaxRequestText - kMaxPortName - 6) +
         " port " + port;
}

std::string SmokeTest::definition() const {
  Value::Elements headers;
  for (const auto& header : http.headers) {
    headers.push_back(Value::array({header.name, header.value}));
  }
  const Value all =
      Value::array({formatDuration(timeout), retries, successThreshold, static_cast<int>(pods),
                    http.method, http.path, http.portName, http.port,
                    Value::array(std::move(headers)), http.body, digestable(http.expect)});
  return sha256Hex(printJson(all)).substr(0, 16);
}

}  // namespace slipway::crds
