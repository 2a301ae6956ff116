#include "kube/fake/field_set.h"

#include "tests/kube/fake/json.h"

namespace slipway::kube::fake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const Schema& schema() {
  static const SchemaPtr parsed = *parseSchema(json(R"({"type": "object", "properties": {
      "ports": {"type": "array", "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["port", "protocol"], "items": {"type": "object",
          "properties": {"port": {"type": "integer"},
                         "protocol": {"type": "string", "default": "TCP"}}}},
      "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
      "pin": {"type": "object", "x-kubernetes-map-type": "atomic"},
      "way": {"type": "object", "properties": {
        "one": {"type": "object", "properties": {
          "x": {"type": "integer"}, "y": {"type": "string", "default": "d"}}},
        "two": {"type": "object", "properties": {"z": {"type": "integer"}}}}},
      "list": {"type": "array", "items": {"type": "string"}}}})"));
  return *parsed;
}

std::vector<std::string> texts(const FieldSet& fields) {
  std::vector<std::string> lines;
  for (const auto& path : fields) lines.push_back(fieldText(path));
  return lines;
}

TEST(FieldSet, NamesLeavesElementsAndAtoms) {
  EXPECT_THAT(texts(fieldsOf(json(R"({"a": {"b": 1, "c": {}}, "list": ["x"], "pin": {"k": "v"},
                                      "set": ["s"], "ports": [{"port": 80, "name": "n"}]})"),
                             schema())),
              UnorderedElementsAre(".a.b", ".a.c", ".list", ".pin", R"(.set[="s"])",
                                   R"(.ports[port=80,protocol="TCP"])",
                                   R"(.ports[port=80,protocol="TCP"].name)",
                                   R"(.ports[port=80,protocol="TCP"].port)"));
}

TEST(FieldSet, ComparesAdditionsChangesAndRemovals) {
  const auto changes =
      compareFields(json(R"({"a": 1, "b": {"x": 1, "y": 1}, "list": ["x"]})"),
                    json(R"({"a": 2, "b": {"x": 1, "z": 1}, "list": ["y"]})"), schema());
  EXPECT_THAT(texts(changes.changed), UnorderedElementsAre(".a", ".b.z", ".list"));
  EXPECT_THAT(texts(changes.removed), ElementsAre(".b.y"));
}

TEST(FieldSet, OrderOfAKeyedListIsNoChange) {
  const auto changes = compareFields(json(R"({"ports": [{"port": 1}, {"port": 2}]})"),
                                     json(R"({"ports": [{"port": 2}, {"port": 1}]})"), schema());
  EXPECT_THAT(changes.changed, IsEmpty());
  EXPECT_THAT(changes.removed, IsEmpty());
}

TEST(FieldSet, AKeyWithItsDefaultIsTheSameElement) {
  const Value merged = mergeApplied(json(R"({"ports": [{"port": 80, "protocol": "TCP"}]})"),
                                    json(R"({"ports": [{"port": 80, "name": "http"}]})"), schema());
  EXPECT_EQ(merged, json(R"({"ports": [{"port": 80, "protocol": "TCP", "name": "http"}]})"));
}

TEST(FieldSet, RemovalTakesContainersAlongThatItEmptied) {
  const FieldSet gone = fieldsOf(json(R"({"a": {"b": {"c": 1}}})"), schema());
  EXPECT_EQ(withoutFields(json(R"({"a": {"b": {"c": 1}}, "e": {}})"), gone, schema()),
            json(R"({"e": {}})"));
}

// As the real server has it (EnsureNamedFieldsAreMembers of structured-merge-diff).
TEST(FieldSet, AContainerThatIsGivenUpGoesWithWhatNobodyHolds) {
  const FieldOwner git{"git", true, ""};
  const FieldOwner other{"other", false, ""};
  const Value live = json(R"({"way": {"one": {"x": 1, "y": "d"}}, "free": {"a": 1, "b": 2}})");
  const Value before = json(R"({"way": {"one": {"x": 1}}, "free": {"a": 1}})");
  const Value now = json(R"({"way": {"two": {"z": 2}}})");
  FieldOwners owners{{git, fieldsOf(before, schema())}};
  EXPECT_EQ(applyFields(live, owners, now, git, false, schema()).merged,
            json(R"({"way": {"two": {"z": 2}}, "free": {"b": 2}})"));
  owners[other] = fieldsOf(json(R"({"way": {"one": {"y": "d"}}})"), schema());
  EXPECT_EQ(applyFields(live, owners, now, git, false, schema()).merged["way"],
            json(R"({"one": {"y": "d"}, "two": {"z": 2}})"));
}

TEST(FieldSet, KeysWithDotsAreNoPaths) {
  const FieldSet gone = fieldsOf(json(R"({"labels": {"app": "x"}})"), schema());
  EXPECT_EQ(withoutFields(json(R"({"labels": {"app": "x", "app.kubernetes.io/name": "y"}})"), gone,
                          schema()),
            json(R"({"labels": {"app.kubernetes.io/name": "y"}})"));
}

TEST(FieldSet, AnUpdateTakesWhatItChangedAndOnlyThat) {
  const FieldOwner one{"one", true, ""};
  const FieldOwner two{"two", false, ""};
  const FieldOwners owners{{one, fieldsOf(json(R"({"a": 1, "b": 1})"), schema())}};
  const auto after = ownersAfterUpdate(
      owners, two,
      compareFields(json(R"({"a": 1, "b": 1})"), json(R"({"a": 2, "b": 1})"), schema()));
  EXPECT_THAT(texts(after.at(one)), ElementsAre(".b"));
  EXPECT_THAT(texts(after.at(two)), ElementsAre(".a"));
}

TEST(FieldSet, AnOwnerOfNothingIsNoOwner) {
  const FieldOwner one{"one", true, ""};
  const FieldOwners owners{{one, fieldsOf(json(R"({"a": 1})"), schema())}};
  const auto after = ownersAfterUpdate(owners, {"two", false, ""},
                                       compareFields(json(R"({"a": 1})"), json("{}"), schema()));
  EXPECT_EQ(after.count(one), 0U);
}

TEST(FieldSet, ApplyToNothingOwnsWhatItSays) {
  const auto outcome =
      applyFields(Value(), {}, json(R"({"a": 1})"), {"one", true, ""}, false, schema());
  EXPECT_EQ(outcome.merged, json(R"({"a": 1})"));
  EXPECT_EQ(outcome.owners.size(), 1U);
}

}  // namespace
}  // namespace slipway::kube::fake
