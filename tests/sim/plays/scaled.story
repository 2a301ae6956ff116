an autoscaler scales a Release up and down

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
  0:24.8  you      scale Release/web to 5
  0:24.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 5 pods
  0:25.5  web      stable #1 ▕███░░▏ 3/5   ✓ healthz 3/3
                   Degraded: revision 1 (9015d4c21c): 3 of 5 pods available
                   now Reconciling; no longer Ready, Available
  0:28.5  web      stable #1 ▕█████▏ 5/5   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 5 pods
                   now Ready, Available; no longer Reconciling
  0:50.6  you      scale Release/web to 2
  0:50.6  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 5 to 2 pods
  0:51.3  web      stable #1 ▕██▏ 2/2   ✓ healthz 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 2 pods
