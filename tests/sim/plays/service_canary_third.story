a third revision, which is bad, replaces one that serves most users already

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 4 pods
  0:00.7  web      update #1 ▕░░░░▏ 0/4   … healthz
                   web ▶ no pod
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 4 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕████▏ 4/4   ✓ healthz 4/4
                   web ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 4 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.7  you      set the image of Release/web to web:2
  0:24.7  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.4  web      stable #1 ▕████▏ 4/4   update #2 ▕░   ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 75%), 0 of 4 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.7  slipway  TrafficMoved: Service/web: leads to all revisions
  0:27.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  0:27.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.4  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█░  ▏ 1/2   … healthz 1/1
                   web ▶ #1 75% #2 25%
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 75%), 1 of 4 pods available, 1 passed
  0:30.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:30.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:31.4  web      stable #1 ▕██  ▏ 2/2   update #2 ▕██░ ▏ 2/3   … healthz 2/2
                   web ▶ #1 50% #2 50%
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 75%), 2 of 4 pods available, 2 passed
  0:33.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:33.8  web      stable #1 ▕█   ▏ 1/1   update #2 ▕███ ▏ 3/3   ✓ healthz 3/3
                   web ▶ #1 25% #2 75%
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 75%), 3 of 4 pods available, 3 passed
                   now Verified
  0:33.8  you      set the image of Release/web to web:3
  0:33.8  slipway  StepStarted: step 2 of 3 (pause)
  0:33.8  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:33.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 2 pods
  0:34.4  web      stable #1 ▕█░  ▏ 1/2   old #2 ▕███ ▏ 3/3   update #3 ▕    ▏ 0/0   … healthz
                   web ▶ #1 25% #2 75%
                   Progressing: before revision 3 (e177b6a4ae) comes, users go back to revision 1 (9015d4c21c): 1 of 4 pods available
                   no longer Verified
  0:36.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods
  0:36.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 3 pods
  0:37.5  web      stable #1 ▕██░ ▏ 2/3   old #2 ▕██  ▏ 2/2   update #3 ▕    ▏ 0/0   … healthz
                   web ▶ #1 50% #2 50%
                   Progressing: before revision 3 (e177b6a4ae) comes, users go back to revision 1 (9015d4c21c): 2 of 4 pods available
  0:39.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  0:39.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 4 pods
  0:40.5  web      stable #1 ▕███░▏ 3/4   old #2 ▕█   ▏ 1/1   update #3 ▕    ▏ 0/0   … healthz
                   web ▶ #1 75% #2 25%
                   Progressing: before revision 3 (e177b6a4ae) comes, users go back to revision 1 (9015d4c21c): 3 of 4 pods available
  0:42.8  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c) (2 times)
  0:43.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:43.2  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:43.5  web      stable #1 ▕████▏ 4/4   update #3 ▕░   ▏ 0/1   … healthz
                   web ▶ #1 100%
                   Progressing: rolling to revision 3 (e177b6a4ae): step 1 of 3 (weight 75%), 0 of 4 pods available, 0 passed
  0:46.9  web      stable #1 ▕████▏ 4/4   update #3 ▕█   ▏ 1/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): step 1 of 3 (weight 75%), 1 of 4 pods available, 0 passed
  0:49.3  slipway  SmokeTestFailed: revision 3 (e177b6a4ae) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-e177b6a4ae-449sk
  0:49.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 0 pods
  0:49.3  slipway  RolledBack: revision 3 (e177b6a4ae) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-e177b6a4ae-449sk; revision 1 (9015d4c21c) serves; change spec.template, or retry with token e177b6a4ae.1.1
  0:50.0  web      stable #1 ▕████▏ 4/4   rejected #3 ▕    ▏ 0/0   ✗ healthz 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
