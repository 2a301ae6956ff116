a Deployment is named that comes later

  0:00.0  you      apply Release/web
  0:00.0  you      apply Deployment/web
  0:00.0  slipway  WorkloadMissing: spec.workloadRef: Deployment web does not exist; create it, or give spec.template instead
  0:00.7  web      Stalled
                   now Stalled
  0:10.0  slipway  RolloutStarted: rolling out revision 1 (afb99c241e)
  0:10.0  slipway  WorkloadAdopted: Deployment/web: paused, and rolled out by this Release
  0:10.0  slipway  Scaled: ReplicaSet/web-afb99c241e: revision 1: from 0 to 3 pods
  0:10.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (afb99c241e): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled
  0:13.0  slipway  Promoted: revision 1 (afb99c241e) is the stable one now
  0:13.0  web      stable #1 ▕███▏ 3/3   ✓ healthz 3/3
                   Healthy: revision 1 (afb99c241e) serves with 3 pods
                   now Ready, Available, Verified; no longer Progressing, Reconciling
  0:13.0  you      it is found and adopted
  0:13.0  slipway  WorkloadScaled: Deployment/web: from 3 to 0 pods
