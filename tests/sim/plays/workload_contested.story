somebody else scales an adopted Deployment again and again

  0:10.0  you      apply Release/web
  0:10.0  slipway  RolloutStarted: rolling out revision 1 (afb99c241e)
  0:10.0  slipway  WorkloadAdopted: Deployment/web: paused, and rolled out by this Release
  0:10.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 0 to 3 pods
  0:10.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (afb99c241e): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:13.0  slipway  Promoted: revision 1 (afb99c241e) is the stable one now
  0:13.0  slipway  WorkloadScaled: Deployment/web: from 3 to 0 pods
  0:13.7  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (afb99c241e) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:36.2  you      somebody scales the Deployment
  0:36.2  slipway  WorkloadScaled: Deployment/web: from 2 to 0 pods
  0:58.1  you      somebody scales the Deployment
  0:58.1  slipway  WorkloadScaled: Deployment/web: from 2 to 0 pods (2 times)
  1:19.5  you      somebody scales the Deployment
  1:19.5  slipway  WorkloadContested: spec.workloadRef: Deployment web was scaled or resumed 3 times by somebody else; leave spec.replicas and spec.paused out of its manifest, then change this Release
  1:20.2  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Stalled
                   now Stalled; no longer Ready
  1:42.6  you      somebody scales the Deployment
