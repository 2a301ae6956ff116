a Deployment that stays as it is is let go when the Release has a template of its own

  0:10.0  you      apply Release/web
  0:10.0  slipway  RolloutStarted: rolling out revision 1 (afb99c241e)
  0:10.0  slipway  WorkloadAdopted: Deployment/web: paused, and rolled out by this Release
  0:10.0  slipway  ServiceTakenOver: Service/web: taken over
  0:10.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 0 to 3 pods
  0:10.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   web ▶ pods of others
                   Progressing: rolling to revision 1 (afb99c241e): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:13.0  slipway  TrafficMoved: Service/web: leads to revision 1 (afb99c241e)
  0:13.0  slipway  Promoted: revision 1 (afb99c241e) is the stable one now
  0:13.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #1 100%
                   Healthy: revision 1 (afb99c241e) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:57.7  you      the template moves into the Release
  0:57.7  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:57.7  slipway  WorkloadGivenBack: Deployment/web: given back
  0:57.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:58.4  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  1:00.7  slipway  TrafficMoved: Service/web: leads to all revisions
  1:00.7  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 3 to 2 pods
  1:00.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 2 pods
  1:01.4  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   web ▶ #1 67% #2 33%
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 1 passed
  1:03.7  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 2 to 1 pods
  1:03.7  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 2 to 3 pods
  1:04.4  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   web ▶ #1 33% #2 67%
                   Progressing: rolling to revision 2 (55d3e45601): 2 of 3 pods available, 2 passed
  1:06.8  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 1 to 0 pods
  1:06.8  slipway  TrafficMoved: Service/web: leads to revision 2 (55d3e45601)
  1:06.8  slipway  Promoted: revision 2 (55d3e45601) is the stable one now
  1:07.4  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #2 100%
                   Healthy: revision 2 (55d3e45601) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
