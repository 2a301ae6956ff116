green turns bad in its bake and users are back on blue at once

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  ServiceCreated: Service/web-preview: created; it leads nowhere until the first pods passed
  0:00.0  slipway  ReplicaSetCreated: ReplicaSet/web-9015d4c21c: created for revision 1
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.0  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c)
  0:00.2  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.2  web      update #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Verifying: revision 1 (9015d4c21c): all pods are new; baking until 2026-01-01T00:00:33Z, then it becomes the stable revision
                   now Available, Verified
  0:33.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:33.2  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready; no longer Reconciling, Progressing
  0:53.4  you      set the image of Release/web to web:2
  0:53.4  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:53.4  slipway  ReplicaSetCreated: ReplicaSet/web-55d3e45601: created for revision 2
  0:53.4  slipway  TrafficMoved: Service/web-preview: leads to revision 2 (55d3e45601)
  0:53.4  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 3 pods
  0:53.6  web      stable #1 ▕███▏ 3/3   update #2 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:56.5  web      stable #1 ▕███▏ 3/3   update #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Progressing: revision 2 (55d3e45601): all pods are new; 0 of 3 passed once more
                   now Verified
  0:56.5  you      from now on pods of web:2 answer 500
  0:56.5  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  0:56.7  web      stable #1 ▕███▏ 3/3   update #2 ▕███▏ 3/3   … healthz
                   Verifying: revision 2 (55d3e45601): all pods are new; baking until 2026-01-01T00:01:26Z, then it becomes the stable revision
                   no longer Verified
  0:59.5  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-2lvf5
  0:59.5  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c) (2 times)
  0:59.5  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c) (2 times)
  0:59.5  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-2lvf5; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:59.7  web      stable #1 ▕███▏ 3/3   rejected #2 ▕███▏ 3/3   ✗ healthz 0/3
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
  1:09.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 0 pods
  1:09.2  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/3
