a pod fails when others of the update have passed, and everything goes back step by step

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 4 pods
  0:00.7  web      update #1 ▕░░░░▏ 0/4   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 4 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕████▏ 4/4   ✓ healthz 4/4
                   Healthy: revision 1 (9015d4c21c) serves with 4 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕████▏ 4/4   update #2 ▕░   ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 4 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  0:27.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.5  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█░  ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 4 pods available, 1 passed
  0:30.9  web      stable #1 ▕███ ▏ 3/3   update #2 ▕██  ▏ 2/2   … healthz 1/1
  0:30.9  you      from now on new pods of web:2 answer 500
  0:30.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:30.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:31.6  web      stable #1 ▕██  ▏ 2/2   update #2 ▕██░ ▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 4 pods available, 2 passed
  0:34.6  web      stable #1 ▕██  ▏ 2/2   update #2 ▕███ ▏ 3/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 3 of 4 pods available, 2 passed
  0:36.9  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r
  0:36.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods
  0:36.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 3 pods
  0:37.6  web      stable #1 ▕██░ ▏ 2/3   rejected #2 ▕██  ▏ 2/2   ✗ healthz 2/3
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r
                   not Verified
  0:39.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  0:40.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 4 pods
  0:40.6  web      stable #1 ▕███░▏ 3/4   rejected #2 ▕█   ▏ 1/1   ✗ healthz 2/3
  0:43.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:43.0  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-55d3e45601-7dk7r; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:43.7  web      stable #1 ▕████▏ 4/4   rejected #2 ▕    ▏ 0/0   ✗ healthz 2/3
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
