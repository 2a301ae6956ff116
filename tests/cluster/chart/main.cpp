#include <utility>

#include "tests/cluster/support/client_tests.h"

// On an API server that is stricter: as some distributions have it, who names an owner that blocks
// deletion needs a right to that owner's finalizers.
int main(int argc, char** argv) {
  slipway::testing::ControlPlaneOptions options;
  options.apiServerFlags = {"--enable-admission-plugins=OwnerReferencesPermissionEnforcement"};
  slipway::testing::runClientTests(argc, argv, std::move(options));
}
