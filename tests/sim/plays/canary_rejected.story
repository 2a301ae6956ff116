somebody rejects a canary while it waits

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
  0:27.9  you      Reject Release/web, by Approval/not-this-one
  0:27.9  slipway  StepStarted: step 2 of 3 (pause)
  0:27.9  slipway  RejectAccepted: Approval not-this-one: revision 2 (55d3e45601) is taken back
  0:27.9  slipway  RejectedByHand: revision 2 (55d3e45601) is rejected: revision 2 (55d3e45601) is taken back
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 4 pods
  0:28.5  web      stable #1 ▕███░▏ 3/4   rejected #2 ▕█   ▏ 1/1   ✓ healthz 1/1
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (RejectedByHand): revision 2 (55d3e45601) is taken back
  0:30.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:30.9  slipway  RolledBack: revision 2 (55d3e45601) was rejected (RejectedByHand): revision 2 (55d3e45601) is taken back; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.2
  0:31.6  web      stable #1 ▕████▏ 4/4   rejected #2 ▕    ▏ 0/0   ✓ healthz 1/1
                   RolledBack
                   now Stalled, RolledBack; no longer Progressing, Reconciling
