a Deployment is adopted, rolled out once more, and given back when its Release goes

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
  0:23.0  you      its own pods go
  0:23.0  slipway  WorkloadScaled: Deployment/web: from 3 to 0 pods
  1:06.2  you      set the image of Deployment/web to web:2
  1:06.2  slipway  RolloutStarted: rolling out revision 2 (da9b5edec0)
  1:06.3  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 0 to 1 pods
  1:06.9  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (da9b5edec0): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  1:09.3  slipway  TrafficMoved: Service/web: leads to all revisions
  1:09.3  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 3 to 2 pods
  1:09.3  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 1 to 2 pods
  1:10.0  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   web ▶ #1 67% #2 33%
                   Progressing: rolling to revision 2 (da9b5edec0): 1 of 3 pods available, 1 passed
  1:12.3  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 2 to 1 pods
  1:12.3  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 2 to 3 pods
  1:13.0  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   web ▶ #1 33% #2 67%
                   Progressing: rolling to revision 2 (da9b5edec0): 2 of 3 pods available, 2 passed
  1:15.3  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 1 to 0 pods
  1:15.3  slipway  TrafficMoved: Service/web: leads to revision 2 (da9b5edec0)
  1:15.3  slipway  Promoted: revision 2 (da9b5edec0) is the stable one now
  1:16.0  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   web ▶ #2 100%
                   Healthy: revision 2 (da9b5edec0) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
  1:36.8  you      delete Release/web
  1:36.8  slipway  WorkloadScaled: Deployment/web: to be given back with 3 pods; the Release goes when they are available
  1:37.5  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: being deleted: goes when the pods of Deployment web are available; without its label slipway.dev/release it is let go at once
  1:39.8  slipway  ServiceGivenBack: Service/web: given back as it was
  1:39.8  slipway  WorkloadGivenBack: Deployment/web: given back
  1:39.8           default/web is gone
