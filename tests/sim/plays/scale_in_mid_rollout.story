replicas changed in mid-rollout

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
  0:28.8  you      patch Release/web
  0:28.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 6 pods
  0:29.5  web      stable #1 ▕███░░░▏ 3/6   update #2 ▕░     ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 6 pods available, 0 passed
                   no longer Available
  0:32.5  web      stable #1 ▕██████▏ 6/6   update #2 ▕░     ▏ 0/1   … healthz
                   now Available
  0:34.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 6 to 5 pods
  0:34.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:35.5  web      stable #1 ▕█████ ▏ 5/5   update #2 ▕█░    ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 6 pods available, 1 passed
  0:44.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 5 to 4 pods
  0:44.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:45.6  web      stable #1 ▕████  ▏ 4/4   update #2 ▕██░   ▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 6 pods available, 2 passed
  0:54.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  0:54.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 4 pods
  0:55.6  web      stable #1 ▕███   ▏ 3/3   update #2 ▕███░  ▏ 3/4   … healthz 3/3
                   Progressing: rolling to revision 2 (55d3e45601): 3 of 6 pods available, 3 passed
  1:04.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  1:04.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 4 to 5 pods
  1:05.6  web      stable #1 ▕██    ▏ 2/2   update #2 ▕████░ ▏ 4/5   … healthz 4/4
                   Progressing: rolling to revision 2 (55d3e45601): 4 of 6 pods available, 4 passed
  1:15.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  1:15.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 5 to 6 pods
  1:15.7  web      stable #1 ▕█     ▏ 1/1   update #2 ▕█████░▏ 5/6   … healthz 5/5
                   Progressing: rolling to revision 2 (55d3e45601): 5 of 6 pods available, 5 passed
  1:25.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  1:25.0  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  1:25.7  web      stable #2 ▕██████▏ 6/6   ✓ healthz 6/6
                   Healthy: revision 2 (55d3e45601) serves with 6 pods
                   now Ready, Verified; no longer Progressing, Reconciling
