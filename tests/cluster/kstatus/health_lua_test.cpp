#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/files.h"
#include "base/text.h"
#include "tests/cluster/kstatus/moments.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

// docs/argocd/health.lua as Argo CD runs it: Lua 5.1, `obj` set, a table answered. Each state that
// the simulated plays bring about goes through it.

std::string luaString(std::string_view text) {
  std::string out = "\"";
  char code[8];
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      std::snprintf(code, sizeof code, "\\%03u", byte);
      out += code;
    }
  }
  return out + "\"";
}

std::string luaOf(const Value& value) {
  if (value.isNull()) return "nil";
  if (const auto text = value.asString()) return luaString(*text);
  if (value.isArray()) {
    std::string out = "{";
    for (const Value& element : value.elements()) out += luaOf(element) + ",";
    return out + "}";
  }
  if (value.isObject()) {
    std::string out = "{";
    for (const auto& [name, member] : value.members())
      out += "[" + luaString(name) + "]=" + luaOf(member) + ",";
    return out + "}";
  }
  return printJson(value);  // numbers, true and false are written alike
}

std::vector<Conclusion> concludedOf(const std::vector<Moment>& moments) {
  std::string script = "local health = assert(loadfile(\"" SLIPWAY_SOURCE_DIR
                       "/docs/argocd/health.lua\"))\n"
                       "setfenv(health, setmetatable({ipairs = ipairs, pairs = pairs}, "
                       "{__index = function(_, key) if key == 'obj' then return obj end "
                       "error('not in Argo CD: ' .. key) end}))\n"
                       "local function show(object) obj = object; local hs = health() "
                       "print(hs.status .. '\\t' .. hs.message:gsub('\\n', ' ')) end\n";
  // A function each: the constants of one are limited.
  for (const Moment& moment : moments)
    script += "(function() show(" + luaOf(moment.object) + ") end)();\n";
  const auto done = runCommand({.argv = {"lua5.1", "-"}, .input = std::move(script)});
  if (!done.ok()) throw std::runtime_error("lua5.1: " + done.err);
  return readConclusions(done.out);
}

std::string expectedOf(const Moment& moment) {
  static const std::map<std::string, std::string> ofReleases{
      {"before the first status", "Progressing"},
      {"spec edited, not seen yet", "Progressing"},
      {"being deleted", "Progressing"},
      {"Progressing", "Progressing"},
      {"Verifying", "Progressing"},
      {"RollingBack", "Progressing"},
      {"Degraded", "Progressing"},
      {"Paused", "Suspended"},
      {"Healthy", "Healthy"},
      {"ScaledToZero", "Healthy"},
      {"RolledBack", "Degraded"},
      {"Stalled", "Degraded"},
  };
  const std::string situation = moment.situation();
  if (moment.kind() == "Release") {
    const auto waits = moment.object["status"]["waiting"]["reason"].stringOr("");
    if (situation == "Progressing" && waits == "Promotion") return "Suspended";
    const auto row = ofReleases.find(situation);
    return row == ofReleases.end() ? "no row says it" : row->second;
  }
  // What was asked for is done, was refused, or is under way.
  if (moment.behind() != 0 || !moment.object["metadata"]["deletionTimestamp"].isNull())
    return "Progressing";
  for (const Value& condition : moment.object["status"]["conditions"].elements()) {
    if (condition["status"].stringOr("") != "True") continue;
    if (condition["type"].stringOr("") == "Stalled") return "Degraded";
    if (condition["type"].stringOr("") == "Ready") return "Healthy";
  }
  return "Progressing";
}

TEST(ArgoCdHealth, ConcludesOfEveryPhaseWhatPeopleWould) {
  const auto moments = allMoments();
  const auto conclusions = concludedOf(moments);
  ASSERT_EQ(conclusions.size(), moments.size());
  std::map<std::string, std::map<std::string, int>> seen;  // kind and situation, health, how often
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const Moment& moment = moments[i];
    ++seen[moment.kind() + ", " + moment.situation()][conclusions[i].status];
    EXPECT_EQ(conclusions[i].status, expectedOf(moment))
        << moment.play << ": " << moment.kind() << ": " << moment.situation() << ": "
        << conclusions[i].message << "\n"
        << printJsonPretty(moment.object["status"]);
  }
  std::printf("%-40s %-12s %s\n", "object", "Argo CD", "moments");
  for (const auto& [situation, healths] : seen)
    for (const auto& [health, count] : healths)
      std::printf("%-40s %-12s %d\n", situation.c_str(), health.c_str(), count);
  std::fflush(stdout);
  EXPECT_TRUE(seen["Release, Progressing"].contains("Suspended")) << "no play waits for a person";
  for (const char* kind : {"Rollback", "Approval"})
    EXPECT_TRUE(seen.lower_bound(kind)->first.starts_with(kind)) << "no play has a " << kind;
}

TEST(ArgoCdHealth, AFailureIsToldInTheReleasesOwnWords) {
  const auto moments = momentsOf("bad_update");
  const auto conclusions = concludedOf(moments);
  ASSERT_FALSE(conclusions.empty());
  EXPECT_EQ(conclusions.back().status, "Degraded");
  EXPECT_EQ(conclusions.back().message,
            moments.back().object["status"]["message"].stringOr("").substr(0));
}

// The page shows the file as it is, so that it can be copied from either.
TEST(ArgoCdHealth, ThePageShowsIt) {
  const std::string lua = readText(SLIPWAY_SOURCE_DIR "/docs/argocd/health.lua");
  const std::string page = readText(SLIPWAY_SOURCE_DIR "/docs/gitops.md");
  std::istringstream lines(lua);
  std::string block;
  for (std::string line; std::getline(lines, line);)
    block += (line.empty() ? "" : "    " + line) + "\n";
  EXPECT_NE(page.find(block), std::string::npos) << "docs/gitops.md should contain:\n" << block;
}

}  // namespace
}  // namespace slipway::testing
