#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "crds/names.h"
#include "kube/fake/server.h"
#include "kube/types/resources.h"

namespace slipway::crds {
namespace {

using kube::ApiRequest;
using kube::ApiResult;
using kube::Verb;

Value load(const std::string& path) {
  std::ifstream file(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parseYaml(text).value().at(0);
}

// One API server that knows the given definition.
class Server {
 public:
  explicit Server(const Value& definition) {
    const Value& names = definition["spec"]["names"];
    resource_ = {"slipway.dev", "v1alpha1", std::string(names["plural"].stringOr("")),
                 std::string(names["kind"].stringOr("")), true};
    const auto made = send(Verb::Create, kube::resources::customResourceDefinitions(),
                           {"", resource_.plural + ".slipway.dev"}, definition);
    EXPECT_TRUE(made.applied()) << made.error.message;
  }
  ApiResult send(Verb verb, const kube::Resource& resource, const kube::ObjectKey& key,
                 const Value& body) {
    ApiRequest request;
    request.verb = verb;
    request.resource = resource;
    request.key = key;
    request.body = body;
    return kube::fake::handle(state_, request, {});
  }
  // What it says of a row; the stored object when it accepts.
  ApiResult judge(const Value& base, const Value& row) {
    Value object = row["with"].isObject() ? applyMergePatch(base, row["with"]) : base;
    const kube::ObjectKey key{"default", std::string(object["metadata"]["name"].stringOr(""))};
    auto result = send(Verb::Create, resource_, key, object);
    if (!row["then"].isObject()) return result;
    EXPECT_TRUE(result.applied()) << row["name"].stringOr("") << ": " << result.error.message;
    return send(Verb::MergePatch, resource_, key, row["then"]);
  }

 private:
  kube::Resource resource_;
  kube::fake::State state_;
};

// Empty when the answer is what the row says.
std::string wrong(const Value& row, const ApiResult& result) {
  const std::string name(row["name"].stringOr(""));
  const std::string part(row["refused"].stringOr(""));
  if (part.empty()) {
    if (!result.applied()) return name + ": refused: " + result.error.message;
    const bool stored =
        !row["stored"].isObject() || applyMergePatch(result.object, row["stored"]) == result.object;
    return stored ? "" : name + ": stored as " + printJson(result.object);
  }
  if (result.applied()) return name + ": accepted";
  if (result.error.message.find(part) != std::string::npos) return {};
  return name + ": another reason: " + result.error.message;
}

std::vector<std::string> wrongRows(const Value& definition, const Value& rows) {
  std::vector<std::string> found;
  const Server fresh(definition);
  for (const Value& row : rows["rows"].elements()) {
    Server server = fresh;
    if (auto text = wrong(row, server.judge(rows["base"], row)); !text.empty()) {
      found.push_back(std::move(text));
    }
  }
  return found;
}

Value definitionOf(const std::string& kind) {
  return load("crds/" + kind + ".yaml");
}
Value rowsOf(const std::string& kind) {
  return load("tests/crds/" + kind + "_rows.yaml");
}

class Admission : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, Admission, ::testing::Values("release", "rollback", "approval"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_P(Admission, AnswersEveryRow) {
  EXPECT_EQ(wrongRows(definitionOf(GetParam()), rowsOf(GetParam())), std::vector<std::string>{});
}

void findRules(const Value& schema, const std::string& path, std::vector<std::string>& found) {
  const auto& rules = schema["x-kubernetes-validations"].elements();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    found.push_back(path + "/x-kubernetes-validations/" + std::to_string(i));
  }
  for (const auto& [name, property] : schema["properties"].members()) {
    findRules(property, path + "/properties/" + escapePointer(name), found);
  }
  if (schema["items"].isObject()) findRules(schema["items"], path + "/items", found);
}

TEST_P(Admission, EachRuleThatIsLeftOutFailsARow) {
  const Value definition = definitionOf(GetParam());
  const Value rows = rowsOf(GetParam());
  const std::string root = "/spec/versions/0/schema/openAPIV3Schema";
  std::vector<std::string> rules;
  findRules(*definition.findPointer(root), root, rules);
  EXPECT_FALSE(rules.empty());
  for (const std::string& rule : rules) {
    EXPECT_FALSE(wrongRows(definition.withoutPointer(rule), rows).empty()) << rule;
  }
}

}  // namespace
}  // namespace slipway::crds
