#include <algorithm>
#include <filesystem>
#include <set>

#include "base/yaml.h"
#include "tests/cluster/chart/chart_scene.h"

namespace slipway::testing {
namespace {

constexpr std::string_view kPrometheusOperator = "monitoring.coreos.com/v1";

// What the chart renders, before anything is installed.
class Render : public ChartScene {
 protected:
  // The real server has nothing against it, and nothing to warn about.
  void expectAccepted(const std::vector<Value>& objects) {
    std::string text;
    for (const Value& object : objects) {
      if (object["apiVersion"].stringOr("") == kPrometheusOperator) continue;
      text += printJson(object) + "\n---\n";
      // No pod is accepted whose ServiceAccount is not there.
      if (object["kind"].stringOr("") == "ServiceAccount") apply(printJson(object));
    }
    const auto applied = plane().kubectl({"apply", "--dry-run=server", "--filename=-"}, text);
    EXPECT_TRUE(applied.ok()) << applied.err;
    EXPECT_EQ(applied.err, "") << "warnings";
  }
};

TEST_F(Render, LintFindsNothing) {
  const auto linted = helm({"lint", "--strict", chart()});
  EXPECT_TRUE(linted.ok()) << linted.out << linted.err;
  EXPECT_EQ(linted.out.find("WARN"), std::string::npos) << linted.out;
}

TEST_F(Render, TheServerAcceptsWhatIsRenderedFromManyValues) {
  const std::string affinity =
      "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]."
      "matchExpressions[0].";
  const std::vector<std::vector<std::string>> sets{
      {},
      {"watchNamespace=" + ns_},
      {"replicas=1"},
      {"replicas=0", "crds.install=false", "serviceAccount.create=false", "rbac.create=false",
       "rbac.aggregate=false", "metrics.service.enabled=false",
       "podDisruptionBudget.enabled=false"},
      {"fullnameOverride=" + std::string(63, 'a')},
      {"nameOverride=ship", "commonLabels.team=platform", "podLabels.team=shop",
       "podAnnotations.note=a b", "priorityClassName=system-cluster-critical",
       "nodeSelector.disk=ssd", "imagePullSecrets[0].name=pull"},
      {"tolerations[0].operator=Exists", "topologySpreadConstraints[0].maxSkew=1",
       "topologySpreadConstraints[0].topologyKey=zone",
       "topologySpreadConstraints[0].whenUnsatisfiable=DoNotSchedule",
       "topologySpreadConstraints[0].labelSelector.matchLabels.a=b", affinity + "key=a",
       affinity + "operator=Exists"},
      {"networkPolicy.enabled=true"},
      {"networkPolicy.enabled=true", "networkPolicy.from[0].namespaceSelector.matchLabels.a=b"},
      {"metrics.serviceMonitor.enabled=true", "metrics.prometheusRule.enabled=true",
       "metrics.serviceMonitor.labels.release=prometheus", "metrics.prometheusRule.labels.a=b",
       "grafanaDashboard.enabled=true", "metrics.service.annotations.a=b"},
      {"image.tag=1.2.3", "image.digest=sha256:" + std::string(64, 'a'),
       "image.repository=images.internal:5000/team/slipway", "operator.extraArgs[0]=--workers=3"},
  };
  for (const auto& values : sets) {
    std::string set;
    for (const std::string& value : values) set += (set.empty() ? "" : ",") + value;
    SCOPED_TRACE(set);
    expectAccepted(rendered(set));
  }
}

TEST_F(Render, EveryCrdOfTheProjectIsInItAndStaysUnlessToldOtherwise) {
  const auto kept = ofKind(rendered(), "CustomResourceDefinition");
  const auto going = ofKind(rendered("crds.keep=false"), "CustomResourceDefinition");
  std::set<std::string> sources;
  for (const auto& file : std::filesystem::directory_iterator(SLIPWAY_SOURCE_DIR "/crds"))
    if (file.path().extension() == ".yaml") sources.insert(file.path().string());
  ASSERT_EQ(kept.size(), sources.size());
  ASSERT_EQ(going.size(), sources.size());
  for (const std::string& file : sources) {
    const Value source = parseYaml(readText(file)).value().at(0);
    const auto same = [&](const Value& crd) {
      return crd["spec"] == source["spec"] && crd["metadata"]["name"] == source["metadata"]["name"];
    };
    const auto of = std::ranges::find_if(kept, same);
    ASSERT_NE(of, kept.end()) << file << " is rendered as something else";
    EXPECT_EQ((*of)["metadata"]["annotations"]["helm.sh/resource-policy"].stringOr(""), "keep");
    EXPECT_TRUE(std::ranges::any_of(going, same)) << file;
  }
  for (const Value& crd : going)
    EXPECT_TRUE(crd["metadata"]["annotations"].isNull()) << printJson(crd["metadata"]);
  EXPECT_TRUE(ofKind(rendered("crds.install=false"), "CustomResourceDefinition").empty());
}

TEST_F(Render, ABadValueIsRefusedByItsName) {
  const std::vector<std::pair<std::string, std::string>> refused{
      {"operator.workers=0", "/operator/workers"},
      {"operator.logLevel=loud", "/operator/logLevel"},
      {"operator.port=80", "/operator/port"},
      {"operator.shutdownTimeoutSeconds=20s", "/operator/shutdownTimeoutSeconds"},
      {"replica=3", "'replica'"},
      {"replicas=many", "/replicas"},
      {"watchNamespace=My_Shop", "/watchNamespace"},
      {"image.digest=sha256:1234", "/image/digest"},
      {"image.pullPolicy=Sometimes", "/image/pullPolicy"},
      {"crds.keep=maybe", "/crds/keep"},
      {"commonLabels.tier=1", "/commonLabels/tier"},
      {"metrics.serviceMonitor.interval=often", "/metrics/serviceMonitor/interval"},
      {"resources.limit.memory=1Gi", "'limit'"},
      {"operator.retryPeriodSeconds=10", "operator.retryPeriodSeconds (10) must be below"},
      {"operator.renewDeadlineSeconds=15", "operator.renewDeadlineSeconds (15) must be below"},
      {"metrics.serviceMonitor.enabled=true,metrics.service.enabled=false",
       "metrics.serviceMonitor.enabled needs metrics.service.enabled"},
  };
  for (const auto& [set, words] : refused) {
    const auto done = helm({"template", "slipway", chart(), "--set=" + set});
    EXPECT_FALSE(done.ok()) << set;
    EXPECT_NE(done.err.find(words), std::string::npos) << set << ": " << done.err;
  }
}

// Links to files outside of the chart are followed when it is packed.
TEST_F(Render, APackedChartIsTheSame) {
  const std::string folder = plane().folder() + "/" + ns_;
  const auto packed = helm({"package", chart(), "--destination=" + folder});
  ASSERT_TRUE(packed.ok()) << packed.err;
  std::filesystem::path archive;
  for (const auto& file : std::filesystem::directory_iterator(folder)) archive = file.path();
  const auto done = helm({"template", "slipway", archive.string()});
  ASSERT_TRUE(done.ok()) << done.err;
  EXPECT_EQ(done.err, "");
  EXPECT_EQ(parseYaml(done.out).value(), rendered());
}

TEST_F(Render, AnOlderKubernetesIsRefused) {
  const auto old = helm({"template", "slipway", chart(), "--kube-version=1.28"});
  EXPECT_FALSE(old.ok());
  EXPECT_NE(old.err.find("kubeVersion"), std::string::npos) << old.err;
  const auto oldest = helm({"template", "slipway", chart(), "--kube-version=1.29"});
  EXPECT_TRUE(oldest.ok()) << oldest.err;
}

TEST_F(Render, OnlySeveralPodsHaveABudget) {
  EXPECT_EQ(ofKind(rendered("replicas=2"), "PodDisruptionBudget").size(), 1U);
  EXPECT_EQ(ofKind(rendered("replicas=1"), "PodDisruptionBudget").size(), 0U);
}

TEST_F(Render, ThePodHasLongerToStopThanTheOperatorTakes) {
  const Value pod = oneOfKind(rendered("operator.shutdownTimeoutSeconds=45"),
                              "Deployment")["spec"]["template"]["spec"];
  bool told = false;
  for (const Value& arg : pod["containers"].at(0)["args"].elements())
    told = told || arg.stringOr("") == "--shutdown-timeout=45s";
  EXPECT_TRUE(told);
  EXPECT_GT(pod["terminationGracePeriodSeconds"].asInt().value_or(0), 45);
}

TEST_F(Render, TheMonitorFindsTheServiceAndTheServiceFindsThePods) {
  const auto all = rendered("metrics.serviceMonitor.enabled=true");
  const Value service = oneOfKind(all, "Service");
  const Value monitor = oneOfKind(all, "ServiceMonitor");
  const Value pod = oneOfKind(all, "Deployment")["spec"]["template"];
  const auto within = [](const Value& selector, const Value& labels) {
    return !selector.members().empty() &&
           std::ranges::all_of(selector.members(), [&](const Value::Member& member) {
             return labels[member.key] == member.value;
           });
  };
  EXPECT_TRUE(within(monitor["spec"]["selector"]["matchLabels"], service["metadata"]["labels"]));
  EXPECT_TRUE(within(service["spec"]["selector"], pod["metadata"]["labels"]));
  EXPECT_EQ(monitor["spec"]["endpoints"].at(0)["port"], service["spec"]["ports"].at(0)["name"]);
  EXPECT_EQ(service["spec"]["ports"].at(0)["targetPort"],
            pod["spec"]["containers"].at(0)["ports"].at(0)["name"]);
  // Nobody else's pods: the test's pod has other labels.
  const Value test = oneOfKind(all, "Pod");
  EXPECT_FALSE(within(service["spec"]["selector"], test["metadata"]["labels"]));
  EXPECT_EQ(test["metadata"]["annotations"]["helm.sh/hook"].stringOr(""), "test");
}

// Paths of all values; a list or an empty map is a value.
void collectPaths(const Value& values, const std::string& prefix, std::set<std::string>& into) {
  for (const auto& [key, value] : values.members()) {
    const std::string path = prefix + key;
    if (value.isObject() && !value.members().empty())
      collectPaths(value, path + ".", into);
    else
      into.insert(path);
  }
}

TEST_F(Render, EveryValueIsDocumented) {
  const Value values = parseYaml(readText(chart() + "/values.yaml")).value().at(0);
  std::set<std::string> paths;
  collectPaths(values, "", paths);
  const std::string page = readText(SLIPWAY_SOURCE_DIR "/docs/install.md");
  for (const std::string& path : paths)
    EXPECT_NE(page.find("`" + path), std::string::npos) << path << " is not in docs/install.md";
}

}  // namespace
}  // namespace slipway::testing
