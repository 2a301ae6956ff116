#include <algorithm>
#include <set>
#include <tuple>

#include "tests/cluster/chart/chart_scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

// group, resource with subresource, verb, and the name where the rule is limited to one.
using Right = std::tuple<std::string, std::string, std::string, std::string>;

std::string text(const Right& right) {
  const auto& [group, resource, verb, name] = right;
  return verb + " " + resource + (group.empty() ? "" : "." + group) +
         (name.empty() ? "" : " " + name);
}

std::vector<std::string> strings(const Value& list) {
  std::vector<std::string> all;
  for (const Value& item : list.elements()) all.emplace_back(item.stringOr(""));
  return all;
}

std::set<Right> rightsOf(const Value& role) {
  std::set<Right> all;
  for (const Value& rule : role["rules"].elements()) {
    auto names = strings(rule["resourceNames"]);
    if (names.empty()) names.emplace_back();
    for (const auto& group : strings(rule["apiGroups"]))
      for (const auto& resource : strings(rule["resources"]))
        for (const auto& verb : strings(rule["verbs"]))
          for (const auto& name : names) all.emplace(group, resource, verb, name);
  }
  return all;
}

// The operator with what the chart gives it, and nothing else: all that it ever asks is allowed,
// and it asks for all that it may.
class Rights : public ChartScene, public ::testing::WithParamInterface<bool> {
 protected:
  bool oneNamespace() const { return GetParam(); }
  std::string of(const std::string& path, const std::string& name = "web") {
    return jsonpath("release/" + name, path);
  }

  void patchRelease(const std::string& patch, const std::string& name = "web") {
    kubectl({"patch", "release/" + name, "--namespace=" + ns_, "--type=merge", "--patch=" + patch});
  }
  void rolledOut(const std::string& image, const std::string& revision) {
    node().behave(image, readyAfter(milliseconds(200)));
    setImage(image);
    waitFor("jsonpath={.status.stable.revision}=" + revision);
    waitFor("condition=Ready");
  }
  void expectGone(const std::string& what) {
    EXPECT_TRUE(eventually([&] {
      return kubectl({"get", what, "--namespace=" + ns_, "--ignore-not-found", "-o", "name"})
          .empty();
    })) << what;
  }

  // Writes of these resources are answered with 500 until the operator has read one of them back,
  // as it must when it cannot know whether a write was carried out.
  void answering500(const std::string& resource, const std::string& operation,
                    const std::function<void()>& cause) {
    const std::string plain = resource.substr(0, resource.find('/'));
    const std::string hook = "out-of-order-" + ns_;
    apply(R"({apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration,
metadata: {name: )" +
          hook + R"(}, webhooks: [{name: out-of.order.test, sideEffects: None,
admissionReviewVersions: [v1], clientConfig: {url: "https://127.0.0.1:1"}, failurePolicy: Fail,
matchConditions: [{name: operator, expression: "request.userInfo.username.startsWith('system:serviceaccount:)" +
          system_ + R"(:') || request.name == 'probe'"}],
rules: [{apiGroups: ["slipway.dev", "apps", ""], apiVersions: ["*"], operations: [)" +
          operation + ", CREATE], resources: [" + resource + R"(, configmaps]}]}]})");
    // The server takes a moment to see it.
    EXPECT_TRUE(eventually([&] {
      return !plane()
                  .kubectl(
                      {"create", "configmap", "probe", "--namespace=" + ns_, "--dry-run=server"})
                  .ok();
    }));
    const auto mark = plane().auditMark();
    cause();
    EXPECT_TRUE(eventually([&] {
      const auto all = askedAsInstalled(mark);
      return std::ranges::any_of(all, [&](const AuditEntry& entry) {
        return entry.verb == "get" && entry.resource == plain;
      });
    })) << "nobody read "
        << plain << " back";
    kubectl({"delete", "validatingwebhookconfiguration", hook});
  }

  void deployWithAServiceOfItsOwn() {
    node().behave("web:1", readyAfter(milliseconds(200)));
    apply(release("web:1") + R"(  revisionHistoryLimit: 1
  traffic:
    services:
    - {name: web, template: {spec: {ports: [{name: http, port: 80, targetPort: http}]}}}
)");
    waitFor("condition=Ready");
    // The second time is told as a repetition of the first.
    for (const char* replicas : {"4", "3", "4", "3"}) {
      kubectl(
          {"scale", "release/web", "--namespace=" + ns_, std::string("--replicas=") + replicas});
      waitFor(std::string("jsonpath={.status.replicas}=") + replicas);
      waitFor("condition=Ready");
    }
    rolledOut("web:2", "2");
    rolledOut("web:3", "3");
  }

  // One that it did not collect itself: it may only have lost its labels.
  void loseAnOldReplicaSet() {
    kubectl({"delete", "replicaset", "--namespace=" + ns_,
             "--selector=slipway.dev/release=web,slipway.dev/revision!=" +
                 of("{.status.stable.hash}")});
  }

  // A failed update; its record cannot be written at first.
  void failAndRecord() {
    node().behave("web:bad", answering(500));
    answering500("rollbacks", "CREATE", [&] { setImage("web:bad"); });
    waitFor("condition=RolledBack");
    const std::string record = "rollback/web-" + of("{.status.update.hash}") + "-1";
    ASSERT_TRUE(eventually([&] { return jsonpath(record, "{.status.phase}") == "Done"; }));
  }

  void goBackByHand() {
    answering500("releases/status", "UPDATE", [&] { setImage("web:4"); });
    rolledOut("web:4", "5");
    apply(
        "{apiVersion: slipway.dev/v1alpha1, kind: Rollback, metadata: {name: by-hand, namespace: " +
        ns_ + "}, spec: {releaseRef: {name: web}, ttlSecondsAfterFinished: 0}}");
    waitFor("condition=RolledBack");
    expectGone("rollback/by-hand");
  }

  // One that was answered two days ago goes.
  void forgetAnApproval() {
    apply(approval("late", "0123456789.1.0", "Promote"));
    waitOn("approval/late", "condition=Stalled");
    const auto late = plane().get({"approval/late", "--namespace=" + ns_});
    ASSERT_TRUE(late.ok()) << late.error();
    Value::Elements conditions = (*late)["status"]["conditions"].elements();
    for (Value& condition : conditions)
      condition = condition.with("lastTransitionTime", "2020-01-01T00:00:00Z");
    const Value patch =
        Value::object({}).withPointer("/status/conditions", Value::array(conditions));
    kubectl({"patch", "approval/late", "--namespace=" + ns_, "--subresource=status", "--type=merge",
             "--patch=" + printJson(patch)});
    expectGone("approval/late");
  }

  void giveUpTheService() {
    patchRelease(R"({"spec":{"traffic":null}})");
    expectGone("service/web");
    waitFor("condition=Stalled");  // rolled back, as before
  }

  // A Deployment and a Service that are there already: adopted, and given back.
  void adoptAndGiveBack() {
    node().behave("shop:1", readyAfter(milliseconds(200)));
    apply(R"({apiVersion: apps/v1, kind: Deployment, metadata: {name: shop, namespace: )" + ns_ +
          R"(}, spec: {replicas: 2, selector: {matchLabels: {app: shop}}, template: {metadata:
{labels: {app: shop}}, spec: {containers: [{name: app, image: "shop:1", ports: [{name: http,
containerPort: 8080}]}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: shop, namespace: )" +
          ns_ + R"(}, spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 8080}]}}
---
{apiVersion: slipway.dev/v1alpha1, kind: Release, metadata: {name: shop, namespace: )" +
          ns_ + R"(}, spec: {replicas: 2, workloadRef: {apiVersion: apps/v1, kind: Deployment,
name: shop, scaleDown: OnSuccess}, traffic: {services: [{name: shop}]}, verification: {smokeTests:
[{name: healthz, http: {path: /healthz, port: http}}]}}})");
    waitFor("condition=Ready", "90s", "shop");
    kubectl({"delete", "release/shop", "--namespace=" + ns_, "--timeout=90s"});
    EXPECT_EQ(jsonpath("service/shop", "{.spec.selector}"), R"({"app":"shop"})");
    EXPECT_EQ(jsonpath("deployment/shop", "{.spec.paused}"), "");
  }

  std::set<Right> granted() {
    std::set<Right> all;
    const std::vector<std::vector<std::string>> roles{
        oneNamespace() ? std::vector<std::string>{"role/slipway", "--namespace=" + ns_}
                       : std::vector<std::string>{"clusterrole/slipway"},
        {"role/slipway-leader-election", "--namespace=" + system_}};
    for (const auto& role : roles) {
      const auto got = plane().get(role);
      if (!got.ok()) throw std::runtime_error(got.error());
      all.merge(rightsOf(*got));
    }
    return all;
  }
};

TEST_P(Rights, NothingIsForbiddenAndNothingIsGrantedInVain) {
  installChart(oneNamespace() ? "watchNamespace=" + ns_ : "");
  waitUntilReleasesMayOwn();
  const auto mark = plane().auditMark();
  auto slipway = startAsInstalled();
  deployWithAServiceOfItsOwn();
  loseAnOldReplicaSet();
  failAndRecord();
  goBackByHand();
  forgetAnApproval();
  giveUpTheService();
  adoptAndGiveBack();
  EXPECT_EQ(slipway.process->stop().describe(), "exit code 0") << slipway.log();

  std::set<Right> used;
  for (const AuditEntry& entry : askedAsInstalled(mark)) {
    EXPECT_NE(entry.code, 403) << printJson(entry.whole);
    const std::string resource =
        entry.resource + (entry.subresource.empty() ? "" : "/" + entry.subresource);
    for (const auto& name : {std::string(), entry.name})
      used.emplace(entry.group, resource, entry.verb, name);
    // Asked for by the server itself, with every ReplicaSet that blocks its owner's deletion.
    if (resource == "replicasets" && entry.verb == "create" && entry.code == 201)
      used.emplace("slipway.dev", "releases/finalizers", "update", "");
  }
  const auto rights = granted();
  EXPECT_GT(rights.size(), 30U);
  for (const Right& right : rights) {
    EXPECT_TRUE(used.contains(right)) << "granted and never used: " << text(right);
    for (const auto& part : {std::get<0>(right), std::get<1>(right), std::get<2>(right)})
      EXPECT_EQ(part.find('*'), std::string::npos) << text(right);
    EXPECT_NE(std::get<1>(right), "secrets");
  }
}

INSTANTIATE_TEST_SUITE_P(Watching, Rights, ::testing::Bool(), [](const auto& mode) {
  return mode.param ? std::string("OneNamespace") : std::string("AllNamespaces");
});

}  // namespace
}  // namespace slipway::testing
