a newer update replaces a canary that waits

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
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 25%), 0 of 4 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  0:27.9  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█   ▏ 1/1   ✓ healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 25%), 1 of 4 pods available, 1 passed
                   now Verified
  0:27.9  you      set the image of Release/web to web:3
  0:27.9  slipway  StepStarted: step 2 of 3 (pause)
  0:27.9  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:27.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:28.5  web      stable #1 ▕███ ▏ 3/3   old #2 ▕█   ▏ 1/1   update #3 ▕░   ▏ 0/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): step 1 of 3 (weight 25%), 0 of 4 pods available, 0 passed
                   no longer Verified
  0:30.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:30.9  slipway  StepStarted: step 2 of 3 (pause) (2 times)
  0:31.6  web      stable #1 ▕███ ▏ 3/3   update #3 ▕█   ▏ 1/1   ✓ healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): step 2 of 3 (pause) passed; waiting until 2026-01-01T00:01:30Z, then the next step
                   now Verified
  1:30.0  slipway  StepStarted: step 3 of 3 (weight 100%)
  1:30.0  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  1:30.7  web      stable #1 ▕███ ▏ 3/3   update #3 ▕█░  ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): step 3 of 3 (weight 100%), 1 of 4 pods available, 1 passed
                   no longer Verified
  1:33.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  1:33.0  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  1:33.7  web      stable #1 ▕██  ▏ 2/2   update #3 ▕██░ ▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): step 3 of 3 (weight 100%), 2 of 4 pods available, 2 passed
  1:36.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  1:36.0  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 3 to 4 pods
  1:36.7  web      stable #1 ▕█   ▏ 1/1   update #3 ▕███░▏ 3/4   … healthz 3/3
                   Progressing: rolling to revision 3 (e177b6a4ae): step 3 of 3 (weight 100%), 3 of 4 pods available, 3 passed
  1:39.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  1:39.0  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  1:39.7  web      stable #3 ▕████▏ 4/4   ✓ healthz 4/4
                   Healthy: revision 3 (e177b6a4ae) serves with 4 pods
                   now Ready, Verified; no longer Progressing, Reconciling
