an update that turns bad in its bake goes back

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.7  web      update #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Verifying: revision 1 (9015d4c21c): all pods are new; baking until 2026-01-01T00:02:03Z, then it becomes the stable revision
                   now Available, Verified
  2:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  2:03.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready; no longer Reconciling, Progressing
  2:23.5  you      set the image of Release/web to web:2
  2:23.5  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  2:23.5  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  2:24.2  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  2:26.5  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  2:26.5  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  2:27.2  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  2:29.6  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  2:29.6  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  2:30.3  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  2:32.6  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  2:32.6  web      stable #1 ▕   ▏ 0/0   update #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Verifying: revision 2 (55d3e45601): all pods are new; 0 of 3 passed once more
                   now Verified
  2:32.6  you      pods of web:2 behave differently from now on
  2:33.3  web      stable #1 ▕   ▏ 0/0   update #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Verifying: revision 2 (55d3e45601): all pods are new; baking until 2026-01-01T00:04:32Z, then it becomes the stable revision
  3:05.0  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-489cb
  3:05.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 1 pods
  3:05.7  web      stable #1 ▕░  ▏ 0/1   rejected #2 ▕███▏ 3/3   ✗ healthz 0/3
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-489cb
                   no longer Verified
  3:08.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods
  3:08.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 2 pods
  3:08.7  web      stable #1 ▕█░ ▏ 1/2   rejected #2 ▕██ ▏ 2/2   ✗ healthz 0/3
  3:11.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  3:11.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 3 pods
  3:11.7  web      stable #1 ▕██░▏ 2/3   rejected #2 ▕█  ▏ 1/1   ✗ healthz 0/3
  3:14.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  3:14.0  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-489cb; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  3:14.7  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/3
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
