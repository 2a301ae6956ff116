one switch from blue to green

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
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.7  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  0:27.7  web      stable #1 ▕███▏ 3/3   update #2 ▕███▏ 3/3   … healthz
                   web ▶ #2 100%   web-preview ▶ #2 100%
                   Verifying: revision 2 (55d3e45601): all pods are new; 0 of 3 passed once more
  0:27.7  you      users reach green
  0:27.7  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:28.0  web      stable #2 ▕███▏ 3/3   old #1 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #2 100%   web-preview ▶ #2 100%
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  0:37.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 0 pods
  0:37.7  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
  0:38.0  you      the old pods are gone
