a canary whose second step fails goes back

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 5 pods
  0:00.7  web      update #1 ▕░░░░░▏ 0/5   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 5 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕█████▏ 5/5   ✓ healthz 5/5
                   Healthy: revision 1 (9015d4c21c) serves with 5 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕█████▏ 5/5   update #2 ▕░    ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 4 (weight 20%), 0 of 5 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 5 to 4 pods
  0:27.9  web      stable #1 ▕████ ▏ 4/4   update #2 ▕█    ▏ 1/1   ✓ healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 4 (weight 20%), 1 of 5 pods available, 1 passed
                   now Verified
  0:27.9  you      from now on new pods of web:2 answer 500
  0:27.9  slipway  StepStarted: step 2 of 4 (pause)
  0:28.5  web      stable #1 ▕████ ▏ 4/4   update #2 ▕█    ▏ 1/1   ✓ healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 2 of 4 (pause) passed; waiting until 2026-01-01T00:00:57Z, then the next step
  0:57.0  slipway  StepStarted: step 3 of 4 (weight 60%)
  0:57.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:57.7  web      stable #1 ▕████ ▏ 4/4   update #2 ▕█░   ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 3 of 4 (weight 60%), 1 of 5 pods available, 1 passed
                   no longer Verified
  1:00.7  web      stable #1 ▕████ ▏ 4/4   update #2 ▕██   ▏ 2/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 3 of 4 (weight 60%), 2 of 5 pods available, 1 passed
  1:03.0  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r
  1:03.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  1:03.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 5 pods
  1:03.7  web      stable #1 ▕████░▏ 4/5   rejected #2 ▕█    ▏ 1/1   ✗ healthz 1/2
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r
                   not Verified
  1:06.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  1:06.0  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.3
  1:06.7  web      stable #1 ▕█████▏ 5/5   rejected #2 ▕     ▏ 0/0   ✗ healthz 1/2
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
