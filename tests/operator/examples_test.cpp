#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "crds/approval.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "crds/release.h"
#include "crds/rollback.h"
#include "kube/fake/server.h"
#include "kube/types/resources.h"
#include "operator/cli.h"
#include "operator/simulate.h"

namespace slipway::cli {
namespace {

const std::string kFolder = std::string(SLIPWAY_SOURCE_DIR) + "/examples";

std::vector<std::string> files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Value load(const std::string& file) {
  std::ifstream stream(kFolder + "/" + file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto documents = parseYaml(text);
  if (!documents.ok() || documents->size() != 1) {
    ADD_FAILURE() << file << ": not one YAML document";
    return {};
  }
  return documents->front();
}

// Empty when it can be decoded.
std::string decodingProblem(const Value& object) {
  const auto first = [](const auto& decoded) {
    return decoded.ok() ? std::string() : decoded.error().front().text();
  };
  const auto kind = object["kind"].stringOr("");
  if (kind == "Release") return first(crds::decodeRelease(object));
  if (kind == "Rollback") return first(crds::decodeRollback(object));
  if (kind == "Approval") return first(crds::decodeApproval(object));
  return "kind: not one of ours";
}

kube::ApiResult create(kube::fake::State& state, const kube::Resource& resource,
                       const Value& object) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Create;
  request.resource = resource;
  request.key = {std::string(object["metadata"]["namespace"].stringOr("")),
                 std::string(object["metadata"]["name"].stringOr(""))};
  request.body = object;
  return kube::fake::handle(state, request, {});
}

std::vector<std::string> releaseFiles() {
  std::vector<std::string> names;
  for (const std::string& file : files()) {
    if (load(file)["kind"].stringOr("") == "Release") names.push_back(file);
  }
  return names;
}

// "batches_and_bake" of "batches-and-bake.yaml".
std::string nameOf(const ::testing::TestParamInfo<std::string>& file) {
  std::string name = file.param.substr(0, file.param.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Example : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Files, Example, ::testing::ValuesIn(files()), nameOf);

class ReleaseExample : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Files, ReleaseExample, ::testing::ValuesIn(releaseFiles()), nameOf);

TEST_P(Example, DecodesAndIsAcceptedByAnApiServer) {
  const Value object = load(GetParam());
  EXPECT_EQ(decodingProblem(object), "");
  kube::fake::State state;
  for (const Value& definition : crds::embeddedCrds()) {
    const auto made = create(state, kube::resources::customResourceDefinitions(), definition);
    ASSERT_TRUE(made.applied()) << made.error.message;
  }
  for (const auto& resource : {crds::releases(), crds::rollbacks(), crds::approvals()}) {
    if (resource.kind != object["kind"].stringOr("")) continue;
    const auto made = create(state, resource, object);
    EXPECT_TRUE(made.applied()) << made.error.message;
    EXPECT_EQ(made.object["metadata"]["name"], object["metadata"]["name"]);
  }
}

// A first deploy, a good update and a bad one come out as the Release asks.
TEST_P(ReleaseExample, PlaysItsObviousPlay) {
  SimulateOptions options;
  options.file = kFolder + "/" + GetParam();
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(simulate(options, {}, out, err), kOk) << out.str() << err.str();
}

TEST(Examples, ShowEveryKind) {
  std::vector<std::string> kinds;
  for (const std::string& file : files()) {
    kinds.emplace_back(load(file)["kind"].stringOr(""));
  }
  for (const char* kind : {"Release", "Rollback", "Approval"}) {
    EXPECT_GT(std::count(kinds.begin(), kinds.end(), kind), 0) << kind;
  }
}

}  // namespace
}  // namespace slipway::cli
