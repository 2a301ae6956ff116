a canary that is rejected leaves the Service first

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  ServiceCreated: Service/web-preview: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 4 pods
  0:00.0  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c)
  0:00.7  web      update #1 ▕░░░░▏ 0/4   … healthz
                   web ▶ no pod   web-preview ▶ no pod
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 4 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.4  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.4  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕████▏ 4/4   ✓ healthz 4/4
                   web ▶ #1 100%   web-preview ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 4 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.3  you      set the image of Release/web to web:2
  0:24.3  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.3  slipway  TrafficMoved: Service/web-preview: leads to revision 2 (55d3e45601)
  0:24.3  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.0  web      stable #1 ▕████▏ 4/4   update #2 ▕░   ▏ 0/1   … healthz
                   web ▶ #1 100%   web-preview ▶ no pod
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 50%), 0 of 4 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.7  slipway  TrafficMoved: Service/web: leads to all revisions
  0:27.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 4 to 3 pods
  0:27.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.0  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█░  ▏ 1/2   … healthz 1/1
                   web ▶ #1 75% #2 25%   web-preview ▶ #2 100%
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 50%), 1 of 4 pods available, 1 passed
  0:30.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:30.7  web      stable #1 ▕██  ▏ 2/2   update #2 ▕██  ▏ 2/2   ✓ healthz 2/2
                   web ▶ #1 50% #2 50%   web-preview ▶ #2 100%
                   Progressing: rolling to revision 2 (55d3e45601): step 1 of 3 (weight 50%), 2 of 4 pods available, 2 passed
                   now Verified
  0:30.7  you      Reject Release/web, by Approval/not-this-one
  0:30.7  slipway  StepStarted: step 2 of 3 (pause)
  0:30.7  slipway  RejectAccepted: Approval not-this-one: revision 2 (55d3e45601) is taken back
  0:30.7  slipway  RejectedByHand: revision 2 (55d3e45601) is rejected: revision 2 (55d3e45601) is taken back
  0:30.7  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c) (2 times)
  0:30.8  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c) (2 times)
  0:30.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 3 pods
  0:31.1  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 0 pods
  0:31.1  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 4 pods
  0:31.4  web      stable #1 ▕██░░▏ 2/4   rejected #2 ▕    ▏ 0/0   ✓ healthz 2/2
                   web ▶ #1 100%   web-preview ▶ #1 100%
                   RollingBack: going back to revision 1 (9015d4c21c): revision 2 (55d3e45601) was rejected (RejectedByHand): revision 2 (55d3e45601) is taken back
                   no longer Available
  0:34.2  slipway  RolledBack: revision 2 (55d3e45601) was rejected (RejectedByHand): revision 2 (55d3e45601) is taken back; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.2
  0:34.5  web      stable #1 ▕████▏ 4/4   rejected #2 ▕    ▏ 0/0   ✓ healthz 2/2
                   RolledBack
                   now Available, Stalled, RolledBack; no longer Progressing, Reconciling
