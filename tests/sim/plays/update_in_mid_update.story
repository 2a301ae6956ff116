a newer update replaces one that is still going on

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
  0:24.8  you      set the image of Release/web to web:3
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:24.8  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:24.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:24.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:25.5  web      stable #1 ▕███▏ 3/3   update #3 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:27.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  0:28.6  web      stable #1 ▕██ ▏ 2/2   update #3 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 1 passed
  0:30.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:30.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  0:31.6  web      stable #1 ▕█  ▏ 1/1   update #3 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 2 passed
  0:33.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:33.9  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  0:34.6  web      stable #3 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
