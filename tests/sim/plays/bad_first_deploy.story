a first deploy that fails has nowhere to go back to

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.7  web      update #1 ▕███▏ 3/3   … healthz
                   Progressing: rolling to revision 1 (9015d4c21c): 3 of 3 pods available, 0 passed
                   now Available
  0:06.0  slipway  SmokeTestFailed: revision 1 (9015d4c21c) is rejected: smoke test healthz: 500 instead of 200 (3 tries) from pod web-9015d4c21c-q8sl2
  0:06.0  slipway  SmokeTestFailed: revision 1 (9015d4c21c) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 tries) from pod web-9015d4c21c-q8sl2; there is no earlier revision to go back to, so its pods are kept; change spec.template, or retry with token 9015d4c21c.1.0
  0:06.7  web      rejected #1 ▕███▏ 3/3   ✗ healthz 0/1
                   Stalled
                   now Stalled; not Verified; no longer Reconciling, Progressing
