a failed first deploy is followed by one that works

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.7  web      update #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 3 of 3 pods available, 0 passed
                   now Available
  0:06.0  slipway  SmokeTestFailed: revision 1 (9015d4c21c) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-9015d4c21c-q8sl2
  0:06.0  slipway  SmokeTestFailed: revision 1 (9015d4c21c) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-9015d4c21c-q8sl2; there is no earlier revision to go back to, so its pods are kept; change spec.template, or retry with token 9015d4c21c.1.0
  0:06.7  web      rejected #1 ▕███▏ 3/3   ✗ healthz 0/1
                   Stalled
                   now Stalled; not Verified; no longer Reconciling, Progressing
  0:27.0  you      set the image of Release/web to web:2
  0:27.0  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:27.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:27.7  web      update #2 ▕░  ▏ 0/1   rejected #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled
  0:30.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:30.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:30.7  web      update #2 ▕█░ ▏ 1/2   rejected #1 ▕██ ▏ 2/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  0:33.1  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:33.1  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:33.8  web      update #2 ▕██░▏ 2/3   rejected #1 ▕█  ▏ 1/1   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  0:36.1  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:36.1  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:36.8  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
