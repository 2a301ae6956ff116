a third revision replaces the second before the switch

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  ServiceCreated: Service/web-preview: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.0  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c)
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   web ▶ no pod   web-preview ▶ no pod
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.4  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.4  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #1 100%   web-preview ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.3  you      set the image of Release/web to web:2
  0:24.3  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.3  slipway  TrafficMoved: Service/web-preview: leads to revision 2 (55d3e45601)
  0:24.3  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 3 pods
  0:25.0  web      stable #1 ▕███▏ 3/3   update #2 ▕░░░▏ 0/3   … healthz
                   web ▶ #1 100%   web-preview ▶ no pod
                   Progressing: rolling to revision 2 (55d3e45601): preview, 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.3  web      stable #1 ▕███▏ 3/3   update #2 ▕██░▏ 2/3   … healthz
                   web ▶ #1 100%   web-preview ▶ #2 100%
  0:27.3  you      set the image of Release/web to web:3
  0:27.3  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:27.3  slipway  TrafficMoved: Service/web-preview: leads to revision 1 (9015d4c21c) (2 times)
  0:27.3  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 3 pods
  0:27.3  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 3 to 0 pods
  0:27.3  slipway  TrafficMoved: Service/web-preview: leads to revision 3 (e177b6a4ae)
  0:28.0  web      stable #1 ▕███▏ 3/3   update #3 ▕░░░▏ 0/3   … healthz
                   web ▶ #1 100%   web-preview ▶ no pod
                   Progressing: rolling to revision 3 (e177b6a4ae): preview, 0 of 3 pods available, 0 passed
  0:30.3  web      stable #1 ▕███▏ 3/3   update #3 ▕██░▏ 2/3   … healthz
                   web ▶ #1 100%   web-preview ▶ #3 100%
  0:30.3  you      Promote Release/web, by Approval/go
  0:30.3  slipway  PromoteAccepted: Approval go: revision 3 (e177b6a4ae): step 1 of 2 is promoted
  0:30.3  slipway  StepStarted: all pods
  0:30.7  slipway  TrafficMoved: Service/web: leads to revision 3 (e177b6a4ae)
  0:30.7  web      stable #1 ▕███▏ 3/3   update #3 ▕███▏ 3/3   … healthz
                   web ▶ #3 100%   web-preview ▶ #3 100%
                   Verifying: revision 3 (e177b6a4ae): all pods are new; 0 of 3 passed once more
  0:30.7  you      users reach the third
  0:30.7  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  0:31.0  web      stable #3 ▕███▏ 3/3   old #1 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #3 100%   web-preview ▶ #3 100%
                   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  0:40.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 0 pods
  0:40.7  web      stable #3 ▕███▏ 3/3   ✓ healthz 3/3
  0:41.0  you      the old pods are gone
