a Deployment keeps its pods while the first revision fails

  0:10.0  you      apply Release/web
  0:10.0  slipway  RolloutStarted: rolling out revision 1 (afb99c241e)
  0:10.0  slipway  WorkloadAdopted: Deployment/web: paused, and rolled out by this Release
  0:10.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 0 to 3 pods
  0:10.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (afb99c241e): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:13.7  web      update #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 1 (afb99c241e): 3 of 3 pods available, 0 passed
                   now Available
  0:16.0  slipway  SmokeTestFailed: revision 1 (afb99c241e) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-afb99c241e-xsb9r
  0:16.0  slipway  SmokeTestFailed: revision 1 (afb99c241e) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-afb99c241e-xsb9r; there is no earlier revision to go back to, so its pods are kept; change spec.template of Deployment web, or retry with token afb99c241e.1.0
  0:16.7  web      rejected #1 ▕███▏ 3/3   ✗ healthz 0/1
                   Stalled
                   now Stalled; not Verified; no longer Reconciling, Progressing
  0:37.8  you      it failed, and the Deployment has all of its pods
  1:00.0  you      set the image of Deployment/web to web:2
  1:00.0  slipway  RolloutStarted: rolling out revision 2 (da9b5edec0)
  1:00.0  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 0 to 1 pods
  1:00.7  web      update #2 ▕░  ▏ 0/1   rejected #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 2 (da9b5edec0): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled
  1:03.0  slipway  WorkloadScaled: Deployment/web: from 3 to 2 pods
  1:03.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 3 to 2 pods
  1:03.0  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 1 to 2 pods
  1:03.7  web      update #2 ▕█░ ▏ 1/2   rejected #1 ▕██ ▏ 2/2   … healthz 1/1
                   Progressing: rolling to revision 2 (da9b5edec0): 1 of 3 pods available, 1 passed
  1:06.0  slipway  WorkloadScaled: Deployment/web: from 2 to 1 pod
  1:06.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 2 to 1 pods
  1:06.0  slipway  Scaled: ReplicaSet/web-da9b5edec0: revision 2: from 2 to 3 pods
  1:06.7  web      update #2 ▕██░▏ 2/3   rejected #1 ▕█  ▏ 1/1   … healthz 2/2
                   Progressing: rolling to revision 2 (da9b5edec0): 2 of 3 pods available, 2 passed
  1:09.0  slipway  WorkloadScaled: Deployment/web: from 1 to 0 pods
  1:09.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 1 to 0 pods
  1:09.1  slipway  Promoted: revision 2 (da9b5edec0) is the stable one now
  1:09.7  web      stable #2 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 2 (da9b5edec0) serves with 3 pods
                   now Ready, Verified; no longer Progressing, Reconciling
