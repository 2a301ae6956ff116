#include "kube/types/object.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/kube/types/json.h"

namespace slipway::kube {
namespace {

std::string order(std::string_view a, std::string_view b) {
  const auto compared = compareVersions(a, b);
  if (!compared) return "unordered";
  return *compared < 0 ? "older" : *compared > 0 ? "newer" : "equal";
}

TEST(ResourceVersions, CompareAsNumbersOfAnyLength) {
  struct Row {
    const char* name;
    const char* a;
    const char* b;
    const char* expected;
  };
  const Row rows[] = {
      {"nine is older than ten", "9", "10", "older"},
      {"the same number", "1234", "1234", "equal"},
      {"leading zeros do not count", "007", "7", "equal"},
      {"zero equals zeros", "0", "000", "equal"},
      {"longer than 64 bits", "99999999999999999999999", "100000000000000000000000", "older"},
      {"differs in the last of many digits", "99999999999999999999999", "99999999999999999999998",
       "newer"},
      {"empty is no version", "", "1", "unordered"},
      {"a sign is no digit", "-1", "1", "unordered"},
      {"letters are no version", "12", "1a", "unordered"},
      {"white space is no digit", " 1", "1", "unordered"},
  };
  for (const Row& row : rows) EXPECT_EQ(order(row.a, row.b), row.expected) << row.name;
}

TEST(ObjectMetaCodec, ReadsEveryFieldThatIsKept) {
  const Value object = json(R"({
    "namespace": "shop", "name": "web", "uid": "u-1", "resourceVersion": "42", "generation": 7,
    "creationTimestamp": "2026-01-02T03:04:05Z", "deletionTimestamp": "2026-01-02T04:04:05+01:00",
    "labels": {"app": "web", "tier": "front"}, "annotations": {"note": "x"},
    "finalizers": ["slipway.dev/cleanup"],
    "ownerReferences": [
      {"apiVersion": "v1", "kind": "Other", "name": "o", "uid": "u-2"},
      {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rs", "uid": "u-3",
       "controller": true, "blockOwnerDeletion": true}],
    "managedFields": [{"manager": "kubectl"}]})");
  FieldErrors errors;
  const ObjectMeta meta = readObjectMeta(Reader(object, errors, "metadata"));
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(meta.key().text(), "shop/web");
  EXPECT_EQ(meta.uid, "u-1");
  EXPECT_EQ(meta.resourceVersion, "42");
  EXPECT_EQ(meta.generation, 7);
  EXPECT_EQ(meta.creationTimestamp, parseTime("2026-01-02T03:04:05Z"));
  EXPECT_EQ(meta.deletionTimestamp, parseTime("2026-01-02T03:04:05Z"));
  EXPECT_EQ(meta.labels, (Labels{{"app", "web"}, {"tier", "front"}}));
  EXPECT_EQ(meta.annotations, (Labels{{"note", "x"}}));
  EXPECT_EQ(meta.finalizers, Texts{"slipway.dev/cleanup"});
  ASSERT_TRUE(meta.controller());
  EXPECT_EQ(meta.controller()->uid, "u-3");
  EXPECT_EQ(meta.ownerReferences.size(), 2U);
}

TEST(ObjectMetaCodec, NamesEveryWrongField) {
  const Value object = json(R"({"name": 3, "generation": "x", "creationTimestamp": "yesterday",
    "labels": {"app": true}, "ownerReferences": {}})");
  FieldErrors errors;
  readObjectMeta(Reader(object, errors, "metadata"));
  std::vector<std::string> paths;
  for (const auto& error : errors) paths.push_back(error.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"metadata.name", "metadata.generation",
                                             "metadata.creationTimestamp", "metadata.labels.app",
                                             "metadata.ownerReferences"}));
}

TEST(ObjectMetaCodec, AnAbsentOwnerIsNoController) {
  EXPECT_FALSE(ObjectMeta{}.controller());
}

TEST(OwnerReferenceCodec, WritesWhatItReads) {
  OwnerReference owner{"slipway.dev/v1alpha1", "Release", "web", "u-1", true, true};
  const Value metadata =
      Value::object({{"ownerReferences", Value::array({ownerReferenceValue(owner)})}});
  FieldErrors errors;
  const ObjectMeta meta = readObjectMeta(Reader(metadata, errors));
  ASSERT_EQ(meta.ownerReferences.size(), 1U);
  EXPECT_EQ(meta.ownerReferences[0], owner);
}

TEST(OwnerReferences, ComeBackAsTheyWere) {
  const std::vector<OwnerReference> owners = {{"v1", "ConfigMap", "legacy", "u-1", false, false},
                                              {"apps/v1", "ReplicaSet", "web-1", "u-2", true, true},
                                              {"", "", "", "", false, true},
                                              {"v1", "Pod", "p", "u-3", true, false}};
  const OwnerReferences kept(owners);
  EXPECT_EQ(kept.size(), 4U);
  EXPECT_EQ(std::vector<OwnerReference>(kept.begin(), kept.end()), owners);
  for (std::size_t i = 0; i < owners.size(); ++i) EXPECT_EQ(kept[i], owners[i]);
  EXPECT_EQ(kept.controller(), owners[1]) << "the first that is one";
  EXPECT_NE(kept, OwnerReferences{owners[0]});
  EXPECT_FALSE((OwnerReferences{owners[0], owners[2]}.controller()));
  EXPECT_TRUE(OwnerReferences().empty());
}

TEST(OwnerReferenceCodec, LeavesFalseFlagsOut) {
  const Value value = ownerReferenceValue({"v1", "Pod", "p", "u", false, false});
  EXPECT_EQ(printJson(value), R"({"apiVersion":"v1","kind":"Pod","name":"p","uid":"u"})");
}

TEST(ConditionCodec, WritesWhatItReads) {
  const std::vector<Condition> conditions = {
      {"Ready", ConditionStatus::True, 3, *parseTime("2026-01-02T03:04:05Z"), "Done", "all well"},
      {"Stalled", ConditionStatus::False, 2, *parseTime("2026-01-02T03:04:06Z"), "Fine", ""},
      {"Verified", ConditionStatus::Unknown, 0, *parseTime("2026-01-02T03:04:07Z"), "Asking", "?"},
  };
  const Value value = conditionsValue(conditions);
  FieldErrors errors;
  EXPECT_EQ(readConditions(Reader(value, errors)), conditions);
  EXPECT_TRUE(errors.empty());
}

TEST(ConditionCodec, RefusesAnUnknownStatusAndAMissingType) {
  const Value value = json(R"([{"status": "Perhaps"}])");
  FieldErrors errors;
  readConditions(Reader(value, errors, "conditions"));
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].path, "conditions[0].type");
  EXPECT_EQ(errors[1].text(), "conditions[0].status: must be True, False or Unknown");
}

TEST(ConditionCodec, ATimeThatWasNeverSetIsTheEpoch) {
  const Value value = json(R"([{"type": "Ready", "status": "True", "lastTransitionTime": null}])");
  FieldErrors errors;
  const auto conditions = readConditions(Reader(value, errors));
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(conditions[0].lastTransitionTime, WallTime{});
  EXPECT_TRUE(errors.empty());
}

}  // namespace
}  // namespace slipway::kube
