#include "operator/client/lint.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "base/files.h"

namespace slipway::cli {
namespace {

const std::string kHead =
    "apiVersion: slipway.dev/v1alpha1\nkind: Release\n"
    "metadata: {name: web, namespace: shop}\nspec:\n";
const std::string kTemplate =
    "  template:\n    metadata: {labels: {app: web}}\n"
    "    spec: {containers: [{name: app, image: \"web:1\", "
    "ports: [{name: http, containerPort: 8080}]}]}\n";

// All that is said of it.
std::string said(const std::string& yaml) {
  std::string all;
  for (const auto& finding : lint(yaml).findings) {
    all += (all.empty() ? "" : "\n") + finding.object + ": " + finding.text;
  }
  return all;
}
std::string saidOf(const std::string& spec) {
  return said(kHead + spec + kTemplate);
}

TEST(Lint, WhatIsFineIsNamedAndNothingSaidOfIt) {
  const Linted linted = lint(kHead + kTemplate +
                             "---\napiVersion: v1\nkind: ConfigMap\n"
                             "metadata: {name: c}\n");
  EXPECT_TRUE(linted.findings.empty());
  EXPECT_EQ(linted.checked, std::vector<std::string>{"Release shop/web"});
  EXPECT_EQ(linted.skipped, std::vector<std::string>{"ConfigMap c"});
}

TEST(Lint, EveryExampleIsFine) {
  for (const auto& file : std::filesystem::directory_iterator(SLIPWAY_SOURCE_DIR "/examples")) {
    const auto text = SystemFiles{}.read(file.path());
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(said(*text), "") << file.path();
  }
}

// Those that are whole; others leave out what they are not about.
TEST(Lint, EveryReleaseOfTheFirstPagesIsFine) {
  for (const char* file : {"README.md", "docs/quick-start.md"}) {
    const auto text = SystemFiles{}.read(std::string(SLIPWAY_SOURCE_DIR) + "/" + file);
    ASSERT_TRUE(text.ok());
    const std::string fence = "```yaml\n";
    int releases = 0;
    for (auto at = text->find(fence); at != std::string::npos; at = text->find(fence, at + 1)) {
      const auto begin = at + fence.size();
      const std::string yaml = text->substr(begin, text->find("```", begin) - begin);
      if (yaml.find("kind: Release") == std::string::npos) continue;
      ++releases;
      EXPECT_EQ(said(yaml), "") << file;
    }
    EXPECT_GT(releases, 0) << file;
  }
}

TEST(Lint, WhatTheSchemaRefuses) {
  EXPECT_NE(saidOf("  replicas: -2\n").find("Release shop/web: spec.replicas: "),
            std::string::npos);
}

TEST(Lint, WhatTheRulesRefuse) {
  EXPECT_NE(saidOf("  strategy: {rolling: {}, recreate: {}}\n").find("spec.strategy"),
            std::string::npos);
  EXPECT_NE(saidOf("  strategy: {canary: {steps: [{setWeight: 20}, {setWeight: 10}]}}\n")
                .find("spec.strategy.canary.steps"),
            std::string::npos);
}

TEST(Lint, WhatOnlyADeployShows) {
  EXPECT_NE(saidOf("  verification: {smokeTests: [{name: a, http: {path: /, port: nix}}]}\n")
                .find("no container declares a port named nix"),
            std::string::npos);
}

TEST(Lint, APauseOrALongBakeIsNoMistake) {
  EXPECT_EQ(saidOf("  paused: true\n"), "");
  EXPECT_EQ(saidOf("  verification:\n    bake: {duration: 12h, interval: 1h}\n"
                   "    smokeTests: [{name: a, http: {path: /, port: http}}]\n"),
            "");
}

TEST(Lint, WhatIsTakenOverNeedNotBeInTheFile) {
  EXPECT_EQ(saidOf("  selector: {matchLabels: {app: web}}\n"
                   "  traffic: {services: [{name: web}]}\n"),
            "");
  EXPECT_EQ(said(kHead + "  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n"),
            "");
}

TEST(Lint, AnUnknownKindOfOursIsNamedWithThoseThatThereAre) {
  EXPECT_EQ(said("apiVersion: slipway.dev/v1alpha1\nkind: Realease\nmetadata: {name: web}\n"),
            "Realease web: kind: there is none of that name in slipway.dev/v1alpha1; there are "
            "Release, Rollback and Approval in slipway.dev/v1alpha1");
}

TEST(Lint, WhatIsNoYamlIsSaidWithItsPlace) {
  EXPECT_NE(said("a: [").find("line 1"), std::string::npos) << said("a: [");
}

}  // namespace
}  // namespace slipway::cli
