pods that turn bad after promotion are reported and not taken back

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
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:27.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.5  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  0:30.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:30.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:31.6  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  0:33.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:33.9  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:34.6  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  0:55.8  you      pods of web:2 behave differently from now on
  0:56.5  web      stable #2 ▕░░░▏ 0/3   ✓ healthz 3/3
                   Degraded: revision 2 (55d3e45601): 0 of 3 pods available
                   now Reconciling; no longer Ready, Available
  1:25.8  you      not available, and nothing is rolled back
  1:26.8  you      pods of web:2 behave differently from now on
  1:28.5  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Available; no longer Reconciling
