#pragma once

#include <gtest/gtest.h>

#include "controllers/release/gather.h"
#include "controllers/verification/smoke_tests.h"
#include "kube/loop/sim_mailbox.h"
#include "tests/controllers/manual_probe.h"
#include "tests/controllers/scene.h"

namespace slipway::controllers::testing {

// Caches that a test fills by hand, and smoke tests that it answers.
class CachesTest : public ::testing::Test {
 protected:
  explicit CachesTest(const char* now) : clock_(*parseTime(now)) {}

  kube::SimClock clock_;
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  ManualProbe probe_;
  SmokeTests tests_{probe_, loop_, mailbox_, {}, [](const kube::ObjectKey&) {}};
  kube::Store<crds::Release> releases_;
  kube::Store<kube::ReplicaSet> sets_{[](const auto& r) { return releaseIndex(r.meta); }};
  kube::Store<kube::Pod> pods_{[](const auto& p) { return controllerIndex(p.meta); }};
  kube::Store<crds::Rollback> rollbacks_{rollbackIndex};
  kube::Store<crds::Approval> approvals_{approvalIndex};
  kube::Store<kube::Service> services_{[](const auto& s) { return releaseIndex(s.meta); }};
  kube::Store<kube::EndpointSlice> slices_{sliceIndex};
  kube::Store<kube::Deployment> workloads_{[](const auto& d) { return releaseIndex(d.meta); }};
  ReleaseStores stores_{releases_,  sets_,     pods_,   rollbacks_,
                        approvals_, services_, slices_, workloads_};
};

}  // namespace slipway::controllers::testing
