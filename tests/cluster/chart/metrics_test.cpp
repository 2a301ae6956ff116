#include "tests/cluster/chart/chart_scene.h"
#include "tests/cluster/chart/series.h"

namespace slipway::testing {
namespace {

// What Prometheus adds to the series of a pod that it finds through a Service.
const std::set<std::string> kTargetLabels{"namespace", "pod", "job", "instance", "service"};

class Metrics : public ChartScene {
 protected:
  // What the chart asks Prometheus, by what it is for.
  std::map<std::string, std::string> queries() {
    const auto all = rendered("metrics.prometheusRule.enabled=true,grafanaDashboard.enabled=true");
    std::map<std::string, std::string> found;
    for (const Value& group : oneOfKind(all, "PrometheusRule")["spec"]["groups"].elements())
      for (const Value& rule : group["rules"].elements())
        found["alert " + std::string(rule["alert"].stringOr(""))] = rule["expr"].stringOr("");
    const Value data = oneOfKind(all, "ConfigMap")["data"]["slipway.json"];
    const Value dashboard = parseJson(data.stringOr("")).value();
    for (const Value& panel : dashboard["panels"].elements())
      for (const Value& target : panel["targets"].elements())
        found["panel " + std::string(panel["title"].stringOr("")) + " " +
              std::string(target["refId"].stringOr(""))] = target["expr"].stringOr("");
    for (const Value& variable : dashboard["templating"]["list"].elements())
      if (variable["type"].stringOr("") == "query")
        found["variable " + std::string(variable["name"].stringOr(""))] =
            variable["query"].stringOr("");
    return found;
  }
};

TEST_F(Metrics, AlertsAndDashboardAskForWhatTheOperatorExports) {
  installChart();
  waitUntilReleasesMayOwn();
  auto slipway = startAsInstalled();
  deployed();
  // The cache shows the end of the rollout a moment after the server does.
  std::string text;
  EXPECT_TRUE(eventually([&] {
    text = page(slipway, "/metrics").out;
    return text.find(R"(slipway_rollouts_total{outcome="Promoted",strategy="rolling"} 1)") !=
               std::string::npos &&
           text.find(R"(slipway_releases{phase="Healthy"} 1)") != std::string::npos;
  })) << text;
  const Series known = readMetricsPage(text);
  ASSERT_FALSE(known.empty()) << slipway.log();

  const auto asked = queries();
  EXPECT_GT(asked.size(), 20U);
  for (const auto& [what, expression] : asked) {
    SCOPED_TRACE(what + ": " + expression);
    const Query query = readQuery(expression);
    std::set<std::string> there = kTargetLabels;
    // A variable may ask for nothing but a label.
    EXPECT_TRUE(!query.selected.empty() || what.starts_with("variable "));
    for (const auto& [name, labels] : query.selected) {
      const auto found = known.find(name);
      if (found == known.end()) {
        ADD_FAILURE() << name << " is not exported";
        continue;
      }
      there.insert(found->second.begin(), found->second.end());
      for (const std::string& label : labels)
        EXPECT_TRUE(found->second.contains(label) || kTargetLabels.contains(label))
            << name << " has no label " << label;
    }
    for (const std::string& label : query.grouped)
      EXPECT_TRUE(there.contains(label)) << "no series has the label " << label;
  }
}

TEST_F(Metrics, EveryAlertSaysWhatIsWrongAndWhatToDo) {
  const auto all = rendered("metrics.prometheusRule.enabled=true");
  const Value groups = oneOfKind(all, "PrometheusRule")["spec"]["groups"];
  const std::string service(oneOfKind(all, "Service")["metadata"]["name"].stringOr(""));
  int alerts = 0;
  for (const Value& group : groups.elements()) {
    for (const Value& rule : group["rules"].elements()) {
      ++alerts;
      SCOPED_TRACE(rule["alert"].stringOr(""));
      const std::string severity(rule["labels"]["severity"].stringOr(""));
      EXPECT_TRUE(severity == "critical" || severity == "warning") << severity;
      EXPECT_FALSE(rule["annotations"]["summary"].stringOr("").empty());
      EXPECT_GT(rule["annotations"]["description"].stringOr("").size(), 80U);
      // Other programs have metrics of the same names: each one is asked of this operator only.
      for (const auto& [name, labels] : readQuery(rule["expr"].stringOr("")).selected)
        EXPECT_TRUE(labels.contains("namespace") && labels.contains("job")) << name;
      EXPECT_NE(rule["expr"].stringOr("").find("job=\"" + service + "\""), std::string::npos);
    }
  }
  EXPECT_GT(alerts, 5);
}

// So that the test above is one.
TEST(MetricsQuery, IsReadWithItsNamesAndLabels) {
  const Query query = readQuery(
      R"(sum by (le, name) (rate(a_bucket{x="}",y=~"b\"c"}[5m])) / on (z) b{ } unless c_total)");
  EXPECT_EQ(query.selected, (Series{{"a_bucket", {"x", "y"}}, {"b", {}}}));
  EXPECT_EQ(query.grouped, (std::set<std::string>{"le", "name", "z"}));
  EXPECT_EQ(readMetricsPage("# HELP a b\n# TYPE a counter\na{x=\"1,y=2\"} 3\nb 1e+06\n"),
            (Series{{"a", {"x"}}, {"b", {}}}));
}

}  // namespace
}  // namespace slipway::testing
