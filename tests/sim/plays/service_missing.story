a Service that does not exist is named, and nothing is rolled out until it does

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 2 pods
  0:00.7  web      update #1 ▕░░▏ 0/2   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 2 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕██▏ 2/2   ✓ healthz 2/2
                   Healthy: revision 1 (9015d4c21c) serves with 2 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕██▏ 2/2   update #2 ▕░ ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 2 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:27.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  0:27.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  0:28.5  web      stable #1 ▕█ ▏ 1/1   update #2 ▕█░▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 2 pods available, 1 passed
  0:30.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  0:30.9  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  0:31.6  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   Healthy: revision 2 (55d3e45601) serves with 2 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  0:53.5  you      a Service is asked for that does not exist
  0:53.5  you      apply Service/web
  0:53.5  slipway  ServiceMissing: spec.traffic.services: Service web does not exist; create it, or give a template
  0:54.2  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   Stalled
                   now Stalled; no longer Ready
  1:03.5  slipway  ServiceTakenOver: Service/web: taken over
  1:03.5  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ no pod
                   Degraded: revision 2 (55d3e45601): 2 of 2 pods available; its Services do not lead to it yet
                   now Reconciling; no longer Stalled
  1:03.5  you      it is found and led to the stable revision
  1:03.5  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  1:04.2  web      stable #2 ▕██▏ 2/2   ✓ healthz 2/2
                   web ▶ #2 100%
                   Healthy: revision 2 (55d3e45601) serves with 2 pods
                   now Ready; no longer Reconciling
