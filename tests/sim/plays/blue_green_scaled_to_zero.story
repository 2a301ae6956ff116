scaled to nothing while a preview is on its way, and back

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
  0:24.8  web      stable #1 ▕███▏ 3/3   update #2 ▕·  ▏ 0/1
                   Progressing: starting to roll out revision 2 (55d3e45601)
                   now Progressing, Reconciling; no longer Ready, Verified
  0:24.8  you      patch Release/web
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:24.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 0 pods
  0:24.9  slipway  StepStarted: all pods
  0:25.5  web      stable #1 ▕ ▏ 0/0   update #2 ▕ ▏ 0/0   … healthz
                   ScaledToZero: revision 2 (55d3e45601) is scaled to 0; it is tested once it has pods
                   now Ready; no longer Progressing, Reconciling
  1:08.5  you      patch Release/web
  1:08.5  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 2 pods
  1:08.5  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 2 pods
  1:09.2  web      stable #1 ▕░░▏ 0/2   update #2 ▕░░▏ 0/2   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): all pods, 0 of 2 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Available
  1:12.2  web      stable #1 ▕██▏ 2/2   update #2 ▕░░▏ 0/2   … healthz
                   now Available
  1:18.5  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  1:18.6  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 0 pods
  1:19.2  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   Healthy: revision 2 (55d3e45601) serves with 2 pods
                   now Ready, Verified; no longer Progressing, Reconciling
