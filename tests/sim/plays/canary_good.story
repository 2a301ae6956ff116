a canary, step by step

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
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 5 (weight 20%), 0 of 5 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 5 to 4 pods
  0:27.9  slipway  StepStarted: step 2 of 5 (pause)
  0:28.5  web      stable #1 ▕████ ▏ 4/4   update #2 ▕█    ▏ 1/1   ✓ healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 2 of 5 (pause) passed; waiting until 2026-01-01T00:00:57Z, then the next step
                   now Verified
  0:57.0  slipway  StepStarted: step 3 of 5 (weight 60%)
  0:57.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:57.7  web      stable #1 ▕████ ▏ 4/4   update #2 ▕█░   ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 3 of 5 (weight 60%), 1 of 5 pods available, 1 passed
                   no longer Verified
  1:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  1:00.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  1:00.7  web      stable #1 ▕███  ▏ 3/3   update #2 ▕██░  ▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): step 3 of 5 (weight 60%), 2 of 5 pods available, 2 passed
  1:03.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  1:03.0  slipway  StepStarted: step 4 of 5 (verify)
  1:03.0  slipway  StepStarted: step 5 of 5 (weight 100%)
  1:03.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 4 pods
  1:03.7  web      stable #1 ▕██   ▏ 2/2   update #2 ▕███░ ▏ 3/4   … healthz 3/3
                   Progressing: rolling to revision 2 (55d3e45601): step 5 of 5 (weight 100%), 3 of 5 pods available, 3 passed
  1:06.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  1:06.0  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 4 to 5 pods
  1:06.7  web      stable #1 ▕█    ▏ 1/1   update #2 ▕████░▏ 4/5   … healthz 4/4
                   Progressing: rolling to revision 2 (55d3e45601): step 5 of 5 (weight 100%), 4 of 5 pods available, 4 passed
  1:09.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  1:09.1  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  1:09.7  web      stable #2 ▕█████▏ 5/5   ✓ healthz 5/5
                   Healthy: revision 2 (55d3e45601) serves with 5 pods
                   now Ready, Verified; no longer Progressing, Reconciling
