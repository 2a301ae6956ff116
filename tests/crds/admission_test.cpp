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

// One API server that knows the given definition of a Release.
class Server {
 public:
  explicit Server(const Value& definition) {
    const auto made = send(Verb::Create, kube::resources::customResourceDefinitions(),
                           {"", "releases.slipway.dev"}, definition);
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
    auto result = send(Verb::Create, releases(), key, object);
    if (!row["then"].isObject()) return result;
    EXPECT_TRUE(result.applied()) << row["name"].stringOr("") << ": " << result.error.message;
    return send(Verb::MergePatch, releases(), key, row["then"]);
  }

 private:
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

TEST(Admission, AnswersEveryRow) {
  EXPECT_EQ(wrongRows(load("crds/release.yaml"), load("tests/crds/release_rows.yaml")),
            std::vector<std::string>{});
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

TEST(Admission, EachRuleThatIsLeftOutFailsARow) {
  const Value definition = load("crds/release.yaml");
  const Value rows = load("tests/crds/release_rows.yaml");
  const std::string root = "/spec/versions/0/schema/openAPIV3Schema";
  std::vector<std::string> rules;
  findRules(*definition.findPointer(root), root, rules);
  EXPECT_EQ(rules.size(), 15U);
  for (const std::string& rule : rules) {
    EXPECT_FALSE(wrongRows(definition.withoutPointer(rule), rows).empty()) << rule;
  }
}

}  // namespace
}  // namespace slipway::crds
