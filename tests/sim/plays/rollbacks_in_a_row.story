two Rollbacks in a row lead two revisions back

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
  0:55.8  you      set the image of Release/web to web:3
  0:55.8  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:55.8  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:56.5  web      stable #2 ▕███▏ 3/3   update #3 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:58.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods
  0:58.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  0:59.5  web      stable #2 ▕██ ▏ 2/2   update #3 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 1 passed
  1:01.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods
  1:01.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  1:02.6  web      stable #2 ▕█  ▏ 1/1   update #3 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 2 passed
  1:04.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  1:04.9  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  1:05.6  web      stable #3 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  1:26.2  you      apply Rollback/one-back
  1:26.2  slipway  RollbackAccepted: Rollback one-back; from revision 3 to revision 2
  1:26.2  slipway  RollbackRequested: revision 3 (e177b6a4ae) is rejected: Rollback one-back
  1:26.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods (2 times)
  1:26.9  web      stable #2 ▕░  ▏ 0/1   rejected #3 ▕███▏ 3/3   ✓ healthz 3/3
                   RollingBack: going back to revision 2 (55d3e45601): revision 3 (e177b6a4ae) was rejected (RollbackRequested): Rollback one-back
                   now Progressing, Reconciling; no longer Ready
  1:29.2  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 3 to 2 pods
  1:29.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods (2 times)
  1:29.9  web      stable #2 ▕█░ ▏ 1/2   rejected #3 ▕██ ▏ 2/2   ✓ healthz 3/3
  1:32.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 1 pods
  1:32.3  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods (2 times)
  1:33.0  web      stable #2 ▕██░▏ 2/3   rejected #3 ▕█  ▏ 1/1   ✓ healthz 3/3
  1:35.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 0 pods
  1:35.3  slipway  RolledBack: revision 3 (e177b6a4ae) was rejected (RollbackRequested): Rollback one-back; revision 2 (55d3e45601) serves; change spec.template, or retry with token e177b6a4ae.2.0
  1:36.0  web      stable #2 ▕███▏ 3/3   rejected #3 ▕   ▏ 0/0   ✓ healthz 3/3
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
  1:57.1  you      apply Rollback/two-back
  1:57.1  slipway  RollbackAccepted: Rollback two-back; from revision 2 to revision 1
  1:57.2  slipway  RollbackRequested: revision 2 (55d3e45601) is rejected: Rollback two-back
  1:57.2  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 1 pods
  1:57.8  web      stable #1 ▕░  ▏ 0/1   rejected #2 ▕███▏ 3/3   rejected #3 ▕   ▏ 0/0   ✓ healthz 3/3
                   RollingBack: going back to revision 1 (9015d4c21c): revision 3 (e177b6a4ae) was rejected (RollbackRequested): Rollback one-back
                   now Progressing, Reconciling; no longer Stalled, RolledBack
  2:00.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 2 pods (2 times)
  2:00.2  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 2 pods
  2:00.9  web      stable #1 ▕█░ ▏ 1/2   rejected #2 ▕██ ▏ 2/2   rejected #3 ▕   ▏ 0/0   ✓ healthz 3/3
  2:03.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 1 pods (2 times)
  2:03.2  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 3 pods
  2:03.9  web      stable #1 ▕██░▏ 2/3   rejected #2 ▕█  ▏ 1/1   rejected #3 ▕   ▏ 0/0   ✓ healthz 3/3
  2:06.2  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods (2 times)
  2:06.2  slipway  RolledBack: revision 3 (e177b6a4ae) was rejected (RollbackRequested): Rollback one-back; revision 1 (9015d4c21c) serves; change spec.template, or retry with token e177b6a4ae.2.0
  2:06.9  web      stable #1 ▕███▏ 3/3   rejected #3 ▕   ▏ 0/0   ✓ healthz 3/3
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
