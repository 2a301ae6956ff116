a pod that answers well only now and then does not pass; one that needed a moment does

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.7  web      update #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 3 of 3 pods available, 0 passed
                   now Available
  0:05.7  web      update #1 ▕███▏ 3/3   … healthz
                   Verifying: revision 1 (9015d4c21c): all pods are new; 0 of 3 passed once more
  0:07.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:07.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Verified; no longer Reconciling, Progressing
  0:29.1  you      set the image of Release/web to web:2
  0:29.1  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:29.1  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:29.8  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:32.8  web      stable #1 ▕███▏ 3/3   update #2 ▕█  ▏ 1/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 0 passed
  0:39.1  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 of 7 tries) from pod web-55d3e45601-rznhn
  0:39.1  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:39.1  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 of 7 tries) from pod web-55d3e45601-rznhn; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:39.8  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ healthz 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
  1:03.2  you      set the image of Release/web to web:3
  1:03.2  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  1:03.2  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  1:03.9  web      stable #1 ▕███▏ 3/3   update #3 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled, RolledBack
  1:06.9  web      stable #1 ▕███▏ 3/3   update #3 ▕█  ▏ 1/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 0 passed
  1:09.2  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  1:09.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  1:09.9  web      stable #1 ▕██ ▏ 2/2   update #3 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 1 passed
  1:13.0  web      stable #1 ▕██ ▏ 2/2   update #3 ▕██ ▏ 2/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 1 passed
  1:15.3  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  1:15.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  1:16.0  web      stable #1 ▕█  ▏ 1/1   update #3 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 2 passed
  1:19.0  web      stable #1 ▕█  ▏ 1/1   update #3 ▕███▏ 3/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): 3 of 3 pods available, 2 passed
  1:21.3  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  1:22.0  web      stable #1 ▕   ▏ 0/0   update #3 ▕███▏ 3/3   … healthz
                   Verifying: revision 3 (e177b6a4ae): all pods are new; 0 of 3 passed once more
  1:23.3  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  1:24.0  web      stable #3 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
