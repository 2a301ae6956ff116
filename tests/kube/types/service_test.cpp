#include "kube/types/service.h"

#include <gtest/gtest.h>

#include "base/yaml.h"

namespace slipway::kube {
namespace {

Value yaml(std::string_view text) {
  return parseYaml(text).value().at(0);
}

TEST(ServiceCodec, ReadsTheSelectorAndWhoSetItLast) {
  const auto service = decodeService(yaml(R"(
metadata:
  name: web
  namespace: shop
  annotations: {slipway.dev/selector-before: '{}', other: x}
  managedFields:
  - {manager: helm, time: "2026-01-01T00:00:02Z", fieldsV1: {"f:spec": {"f:selector": {}}}}
  - {manager: slipway, time: "2026-01-01T00:00:01Z", fieldsV1: {"f:spec": {"f:selector": {}}}}
  - {manager: kubectl, time: "2026-01-01T00:00:09Z", fieldsV1: {"f:spec": {"f:ports": {}}}}
spec: {selector: {app: web}, type: ExternalName}
)"));
  ASSERT_TRUE(service.ok());
  EXPECT_TRUE(service->hasSelector);
  EXPECT_EQ(service->selector, (Labels{{"app", "web"}}));
  EXPECT_EQ(service->selectorManager, "helm");
  EXPECT_EQ(service->type, "ExternalName");
  EXPECT_EQ(service->meta.annotations.size(), 1U);
}

TEST(ServiceCodec, AServiceWithoutASelectorLeadsNowhere) {
  const auto service = decodeService(yaml("{metadata: {name: web}, spec: {}}"));
  ASSERT_TRUE(service.ok());
  EXPECT_FALSE(service->hasSelector);
  EXPECT_EQ(service->type, "ClusterIP");
  EXPECT_EQ(service->selectorManager, "");
}

TEST(ServiceCodec, ASelectorThatIsNoneIsNamed) {
  const auto service = decodeService(yaml("{metadata: {name: web}, spec: {selector: {app: 1}}}"));
  ASSERT_FALSE(service.ok());
  EXPECT_EQ(service.error().front().path, "spec.selector.app");
}

}  // namespace
}  // namespace slipway::kube
