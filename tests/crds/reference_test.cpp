#include "tests/crds/reference.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/yaml.h"
#include "crds/embedded.h"

namespace slipway::crds {
namespace {

TEST(Reference, IsWhatTheDefinitionsSay) {
  const std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/docs/reference.md";
  const std::string made = referenceOf(embeddedCrds());
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(path) << made;
  std::ifstream file(path);
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(kept.str(), made) << "UPDATE_GOLDEN=1 writes it anew: " << path;
}

TEST(Reference, EveryFieldThatPeopleWriteIsDescribed) {
  int fields = 0;
  for (const Value& definition : embeddedCrds()) {
    const Value& schema = definition["spec"]["versions"].at(0)["schema"]["openAPIV3Schema"];
    const std::string kind(definition["spec"]["names"]["kind"].stringOr(""));
    EXPECT_TRUE(schema["description"].isString()) << kind;
    for (const Field& field : fieldsOf(schema["properties"]["spec"], "spec")) {
      ++fields;
      EXPECT_TRUE((*field.schema)["description"].isString()) << kind << " " << field.path;
    }
  }
  EXPECT_GT(fields, 20);
}

const char* const kWidgets = R"(
spec:
  group: example.com
  names: {kind: Widget, plural: widgets, shortNames: [wg]}
  versions:
  - name: v1
    subresources: {scale: {}}
    additionalPrinterColumns: [{name: Phase}, {name: Why, priority: 1}]
    schema:
      openAPIV3Schema:
        description: A thing.
        properties:
          spec:
            required: [size]
            x-kubernetes-validations: [{rule: "true", message: "spec: must be good"}]
            properties:
              size: {type: integer, minimum: 1, maximum: 9, description: How large.}
              mode: {type: string, enum: [A, B], default: A}
              share: {x-kubernetes-int-or-string: true, pattern: '^(a|b)$', default: 25%}
              labels: {type: object, maxProperties: 4, additionalProperties: {type: string, maxLength: 63}}
              parts:
                type: array
                maxItems: 8
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  x-kubernetes-validations: [{rule: "true", message: "spec.parts: must fit"}]
                  properties:
                    name: {type: string, minLength: 1, maxLength: 63}
                    at: {type: string, format: date-time}
)";

TEST(Reference, SaysTypeDefaultBoundsAndRulesOfEachField) {
  const std::string text = referenceOf({parseYaml(kWidgets)->front()});
  for (const char* expected : {
           "## Widget\n\nA thing.\n\n`example.com/v1`; kubectl knows it as `widgets`, `wg`. "
           "`kubectl scale` and autoscalers work on it. `kubectl get` shows Phase, Why (`-o "
           "wide`).\n",
           "| `spec.size` | integer | required | 1–9 | How large. |\n",
           "| `spec.mode` | string | `A` | one of `A`, `B` |  |\n",
           "| `spec.share` | integer or string | `25%` | `^(a\\|b)$` |  |\n",
           "| `spec.labels` | map of strings |  | at most 4 entries, values: at most 63 characters "
           "|  "
           "|\n",
           "| `spec.parts` | list of objects, one per `name` |  | at most 8 entries |  |\n",
           "| `spec.parts[].name` | string | required | 1–63 characters |  |\n",
           "| `spec.parts[].at` | time |  |  |  |\n",
           "- spec: must be good.\n- spec.parts: must fit.\n",
       })
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\nin\n" << text;
}

}  // namespace
}  // namespace slipway::crds
