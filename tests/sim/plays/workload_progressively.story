a Deployment gives up a pod for each one that passed

  0:10.0  you      apply Release/web
  0:10.0  slipway  RolloutStarted: rolling out revision 1 (afb99c241e)
  0:10.0  slipway  WorkloadAdopted: Deployment/web: paused, and rolled out by this Release
  0:10.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 0 to 3 pods
  0:10.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (afb99c241e): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:13.0  slipway  WorkloadScaled: Deployment/web: from 3 to 2 pods
  0:13.0  slipway  WorkloadScaled: Deployment/web: from 2 to 0 pods
  0:13.0  slipway  Promoted: revision 1 (afb99c241e) is the stable one now
  0:13.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (afb99c241e) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:36.0  you      set the image of Deployment/web to web:2
  0:36.0  slipway  RolloutStarted: rolling out revision 2 (da9b5edec0)
  0:36.0  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 0 to 1 pods
  0:36.7  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … healthz
                   Progressing: rolling to revision 2 (da9b5edec0): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:39.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 3 to 2 pods
  0:39.0  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 1 to 2 pods
  0:39.7  web      stable #1 ▕██ ▏ 2/2   update #2 ▕█░ ▏ 1/2   … healthz 1/1
                   Progressing: rolling to revision 2 (da9b5edec0): 1 of 3 pods available, 1 passed
  0:42.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 2 to 1 pods
  0:42.1  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 2 to 3 pods
  0:42.7  web      stable #1 ▕█  ▏ 1/1   update #2 ▕██░▏ 2/3   … healthz 2/2
                   Progressing: rolling to revision 2 (da9b5edec0): 2 of 3 pods available, 2 passed
  0:45.1  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 1 to 0 pods
  0:45.1  slipway  Promoted: revision 2 (da9b5edec0) is the stable one now
  0:45.8  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (da9b5edec0) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
