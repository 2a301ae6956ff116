revisions beyond the history limit are collected and their numbers are not given again

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ReplicaSetCreated: ReplicaSet/web-9015d4c21c: created for revision 1
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
  0:24.8  slipway  ReplicaSetCreated: ReplicaSet/web-55d3e45601: created for revision 2
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:27.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.5  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  0:30.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:30.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:31.5  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  0:33.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:33.9  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:34.5  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  0:55.6  you      set the image of Release/web to web:3
  0:55.6  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:55.6  slipway  ReplicaSetCreated: ReplicaSet/web-e177b6a4ae: created for revision 3
  0:55.6  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:56.3  web      stable #2 ▕███▏ 3/3   update #3 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:58.6  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods
  0:58.7  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  0:59.3  web      stable #2 ▕██ ▏ 2/2   update #3 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 1 passed
  1:01.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  1:01.7  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  1:02.4  web      stable #2 ▕█  ▏ 1/1   update #3 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 2 passed
  1:04.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  1:04.7  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  1:04.7  slipway  ReplicaSetCollected: ReplicaSet/web-9015d4c21c: revision 1 is beyond spec.revisionHistoryLimit
  1:05.4  web      stable #3 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  1:26.3  you      set the image of Release/web to web:4
  1:26.3  slipway  RolloutStarted: rolling out revision 4 (aaad1a4ac8)
  1:26.3  slipway  ReplicaSetCreated: ReplicaSet/web-aaad1a4ac8: created for revision 4
  1:26.3  slipway  Scaled: ReplicaSet/web-aaad1a4ac8: revision 4: from 0 to 1 pods
  1:27.0  web      stable #3 ▕███▏ 3/3   update #4 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 4 (aaad1a4ac8): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  1:29.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 3 to 2 pods
  1:29.4  slipway  Scaled: ReplicaSet/web-aaad1a4ac8: revision 4: from 1 to 2 pods
  1:30.0  web      stable #3 ▕██ ▏ 2/2   update #4 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 4 (aaad1a4ac8): 1 of 3 pods available, 1 passed
  1:32.4  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 1 pods
  1:32.4  slipway  Scaled: ReplicaSet/web-aaad1a4ac8: revision 4: from 2 to 3 pods
  1:33.1  web      stable #3 ▕█  ▏ 1/1   update #4 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 4 (aaad1a4ac8): 2 of 3 pods available, 2 passed
  1:35.4  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 0 pods
  1:35.4  slipway  Promoted: revision 4 (aaad1a4ac8) is the stable one now
  1:35.4  slipway  ReplicaSetCollected: ReplicaSet/web-55d3e45601: revision 2 is beyond spec.revisionHistoryLimit
  1:36.1  web      stable #4 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 4 (aaad1a4ac8) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
