green turns bad while it bakes, and users go back to blue, which is still warm

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 2 pods
  0:00.7  web      update #1 ▕░░▏ 0/2   … healthz
                   web ▶ no pod
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 2 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.7  web      update #1 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #1 100%
                   Verifying: revision 1 (9015d4c21c): all pods are new; baking until 2026-01-01T00:01:03Z, then it becomes the stable revision
                   now Available, Verified
  1:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  1:03.7  web      stable #1 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 2 pods
                   now Ready; no longer Reconciling, Progressing
  1:24.4  you      set the image of Release/web to web:2
  1:24.4  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  1:24.4  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 2 pods
  1:25.1  web      stable #1 ▕██▏ 2/2   update #2 ▕░░▏ 0/2   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 2 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  1:27.4  web      stable #1 ▕██▏ 2/2   update #2 ▕██▏ 2/2   ✓ healthz 2/2
                   Verifying: revision 2 (55d3e45601): all pods are new; its Services lead to them once EndpointSlices list them
                   now Verified
  1:27.4  you      users are with green
  1:27.4  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  1:28.1  web      stable #1 ▕██▏ 2/2   update #2 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #2 100%
                   Verifying: revision 2 (55d3e45601): all pods are new; baking until 2026-01-01T00:02:27Z, then it becomes the stable revision
  1:42.4  you      pods of web:2 behave differently from now on
  1:50.0  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-489cb
  1:50.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c) (2 times)
  1:50.0  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-489cb; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  1:50.7  web      stable #1 ▕██▏ 2/2   rejected #2 ▕██▏ 2/2   ✗ healthz 0/2
                   web ▶ #1 100%
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Verified, Reconciling
  2:00.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 0 pods
  2:00.7  web      stable #1 ▕██▏ 2/2   rejected #2 ▕  ▏ 0/0   ✗ healthz 0/2
  2:01.0  you      no node leads to green any more, and it is gone
