recreate: an update that fails goes back, and the downtime is recorded

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: recreating as revision 1 (9015d4c21c): 0 of 3 pods available
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 0 pods
  0:25.5  web      stable #1 ▕   ▏ 0/0   update #2 ▕   ▏ 0/0   … healthz
                   Progressing: recreating as revision 2 (55d3e45601): waiting until 3 old pods are gone
                   now Progressing, Reconciling; no longer Ready, Available, Verified
  0:25.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 3 pods
  0:26.5  web      stable #1 ▕   ▏ 0/0   update #2 ▕░░░▏ 0/3   … healthz
                   Progressing: recreating as revision 2 (55d3e45601): 0 of 3 pods available
  0:29.6  web      stable #1 ▕   ▏ 0/0   update #2 ▕███▏ 3/3   … healthz
                   Progressing: recreating as revision 2 (55d3e45601): 3 of 3 pods available
                   now Available
  0:31.9  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-sjmgh
  0:31.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 0 pods
  0:32.6  web      stable #1 ▕   ▏ 0/0   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/1
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-sjmgh
                   not Verified; no longer Available
  0:32.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods (2 times)
  0:33.6  web      stable #1 ▕░░░▏ 0/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/1
  0:35.9  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-sjmgh; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:36.6  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/1
                   RolledBack
                   now Available, Stalled, RolledBack; no longer Progressing, Reconciling
