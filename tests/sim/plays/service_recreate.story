recreate with a Service

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ServiceCreated: Service/web: created; it leads nowhere until the first pods passed
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 2 pods
  0:00.7  web      update #1 ▕░░▏ 0/2   … healthz
                   web ▶ no pod
                   Progressing: recreating as revision 1 (9015d4c21c): 0 of 2 pods available
                   now Reconciling, Progressing
  0:03.0  slipway  TrafficMoved: Service/web: leads to revision 1 (9015d4c21c)
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #1 100%
                   Healthy: revision 1 (9015d4c21c) serves with 2 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.7  you      set the image of Release/web to web:2
  0:24.7  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.7  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 0 pods
  0:25.4  web      stable #1 ▕  ▏ 0/0   update #2 ▕  ▏ 0/0   … healthz
                   web ▶ no pod
                   Progressing: recreating as revision 2 (55d3e45601): waiting until 2 old pods are gone
                   now Progressing, Reconciling; no longer Ready, Available, Verified
  0:25.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 2 pods
  0:26.4  web      stable #1 ▕  ▏ 0/0   update #2 ▕░░▏ 0/2   … healthz
                   Progressing: recreating as revision 2 (55d3e45601): 0 of 2 pods available
  0:28.7  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  0:28.7  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:29.4  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #2 100%
                   Healthy: revision 2 (55d3e45601) serves with 2 pods
                   now Ready, Available, Verified; no longer Progressing, Reconciling
