#include "tests/operator/simulated_cluster.h"

#include <gtest/gtest.h>
#include <sstream>

#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "kube/types/resources.h"
#include "operator/simulated_operator.h"
#include "sim/play.h"

namespace slipway::cli {

SimulatedCluster::SimulatedCluster(std::function<void()> afterChange) {
  sim::WorldOptions options;
  options.crds = crds::embeddedCrds();
  options.afterChange = std::move(afterChange);
  world_ = std::make_unique<sim::World>(std::move(options), simulatedOperator(), log_);
  kube::ApiRequest request;
  request.verb = kube::Verb::Create;
  request.resource = kube::resources::namespaces();
  request.key = {"", "shop"};
  request.body = Value::object({{"apiVersion", "v1"},
                                {"kind", "Namespace"},
                                {"metadata", Value::object({{"name", "shop"}})}});
  EXPECT_TRUE(world_->ask(request).applied());
  world_->startOperator();
}

kube::ApiResult SimulatedCluster::applyObject(const Value& object) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Apply;
  request.resource = *sim::resourceOfKind(object["kind"].stringOr(""));
  request.key = {"shop", std::string(object["metadata"]["name"].stringOr(""))};
  request.body = object;
  request.fieldManager = "kubectl";
  return world_->ask(request);
}

void SimulatedCluster::apply(const std::string& yaml) {
  const auto documents = parseYaml(yaml);
  ASSERT_TRUE(documents.ok()) << documents.error().message;
  for (const Value& object : *documents) {
    const auto answer = applyObject(object);
    ASSERT_TRUE(answer.applied()) << answer.error.message;
  }
}

void SimulatedCluster::settle() {
  ASSERT_TRUE(world_->settle(std::chrono::minutes(30)));
}

kube::ApiRequest getRelease(const std::string& name) {
  kube::ApiRequest request;
  request.resource = crds::releases();
  request.key = {"shop", name};
  return request;
}

Value SimulatedCluster::release(const std::string& name) const {
  return world_->ask(getRelease(name)).object;
}

bool SimulatedCluster::inPause(std::int64_t step) {
  return world_->runUntilTrue(
      [&] {
        const Value status = release()["status"];
        return status["update"]["step"].asInt() == step &&
               !status["waiting"]["token"].stringOr("").empty();
      },
      std::chrono::minutes(5));
}

std::unique_ptr<Session> SimulatedCluster::session() {
  const sim::ActorSeams seams = world_->observerSeams();
  return std::make_unique<Session>(
      SessionSeams{seams.api, seams.timers, seams.random, seams.log,
                   [this](const std::function<bool()>& done, Duration limit) {
                     return world_->runUntilTrue(done, limit);
                   }});
}

Told SimulatedCluster::run(const std::function<int(Client&)>& command, const std::string& ns,
                           std::size_t width) {
  const auto asked = session();
  std::ostringstream out;
  std::ostringstream err;
  const Screen screen;
  Client client{*asked, "https://server", ns, screen, {false, width}, out, err};
  Told told;
  told.code = command(client);
  told.out = out.str();
  told.err = err.str();
  return told;
}

void expectIn(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "no \"" << part << "\" in\n" << text;
}

}  // namespace slipway::cli
