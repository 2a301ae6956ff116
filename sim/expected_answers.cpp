#include "sim/expected_answers.h"

#include <chrono>
#include <utility>

#include "base/value.h"

namespace slipway::sim {
namespace {

std::string keyOf(const crds::HttpTest& http) {
  return http.method + " " + http.path.substr(0, http.path.find('?'));
}

// What several tests expect of one path comes together here.
struct Page {
  HttpAnswer answer;
  Value document;
  std::string text;
};

void addHeader(const crds::ExpectedHeader& expected, HttpAnswer& answer) {
  for (auto& [name, value] : answer.headers) {
    if (crds::lowerAscii(name) != crds::lowerAscii(expected.name)) continue;
    if (expected.whole || value.find(expected.text) == std::string::npos) break;
    return;
  }
  answer.headers.emplace_back(expected.name, expected.text);
}

void addJson(const crds::ExpectedJson& expected, Value& document) {
  const bool exists = expected.kind == crds::ExpectedJson::Kind::Exists;
  if (document.isNull()) document = Value::object();
  if (exists && !expected.value.asBool().value_or(true)) return;
  if (document.findPointer(expected.pointer)) return;
  document = document.withPointer(expected.pointer, expected.value);
}

void add(const crds::HttpExpectation& expect, Page& page) {
  page.answer.status = expect.status.from;
  for (const auto& header : expect.headers) addHeader(header, page.answer);
  for (const auto& json : expect.json) addJson(json, page.document);
  page.text += expect.bodyContains;
}

// Text beside JSON would be none: it goes into a member.
std::string bodyOf(const Page& page) {
  if (page.document.isNull()) return page.text;
  if (page.text.empty()) return printJson(page.document);
  return printJson(page.document.isObject() ? page.document.with("also", page.text)
                                            : page.document);
}

}  // namespace

std::map<std::string, HttpAnswer> passingAnswers(const std::vector<crds::SmokeTest>& tests) {
  std::map<std::string, Page> pages;
  for (const auto& test : tests) add(test.http.expect, pages[keyOf(test.http)]);
  std::map<std::string, HttpAnswer> answers;
  for (auto& [key, page] : pages) {
    page.answer.body = bodyOf(page);
    answers[key] = std::move(page.answer);
  }
  return answers;
}

std::map<std::string, HttpAnswer> failingAnswers(const std::vector<crds::SmokeTest>& tests) {
  std::map<std::string, HttpAnswer> answers;
  for (const auto& test : tests) {
    const crds::StatusRange& range = test.http.expect.status;
    HttpAnswer answer{500, {}, ""};
    // Where 500 is a good answer: none in time.
    if (range.from <= 500 && range.to >= 500) answer.delay = std::chrono::minutes(2);
    answers[keyOf(test.http)] = std::move(answer);
  }
  return answers;
}

}  // namespace slipway::sim
