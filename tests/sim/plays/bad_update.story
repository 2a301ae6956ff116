an update whose pods answer 500 goes back

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:28.5  web      stable #1 ▕███▏ 3/3   update #2 ▕█  ▏ 1/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 0 passed
  0:30.9  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-rznhn
  0:30.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:30.9  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-rznhn; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:31.6  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
