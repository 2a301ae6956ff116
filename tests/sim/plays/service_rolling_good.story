a Service is widened when the first new pod has passed

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   web ▶ no pod
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.7  you      set the image of Release/web to web:2
  0:24.7  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.4  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.7  slipway  TrafficMoved: Service/web: leads to all revisions
  0:27.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  0:27.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.4  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   web ▶ #1 67% #2 33%
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  0:30.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:30.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  0:31.4  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   web ▶ #1 33% #2 67%
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  0:33.8  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:33.8  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  0:33.8  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:34.5  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #2 100%
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
