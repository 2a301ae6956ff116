pods that answer too slowly, or without an end, go back

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.7  web      update #1 ▕░░░▏ 0/3   … fast
                   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
                   now Reconciling, Progressing
  0:03.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:03.7  web      stable #1 ▕███▏ 3/3   ✓ fast 3/3
                   Healthy: revision 1 (9015d4c21c) serves with 3 pods
                   now Ready, Available, Verified; no longer Reconciling, Progressing
  0:24.8  you      set the image of Release/web to web:2
  0:24.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:24.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:25.5  web      stable #1 ▕███▏ 3/3   update #2 ▕░  ▏ 0/1   … fast
                   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Ready, Verified
  0:28.5  web      stable #1 ▕███▏ 3/3   update #2 ▕█  ▏ 1/1   … fast
                   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 0 passed
  0:31.9  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test fast: 200, but it took 1.5s, longer than 500ms (2 tries) from pod web-55d3e45601-rznhn
  0:31.9  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:31.9  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test fast: 200, but it took 1.5s, longer than 500ms (2 tries) from pod web-55d3e45601-rznhn; revision 1 (9015d4c21c) serves; change spec.template, or retry with token 55d3e45601.1.0
  0:32.6  web      stable #1 ▕███▏ 3/3   rejected #2 ▕   ▏ 0/0   ✗ fast 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
  0:53.7  you      set the image of Release/web to web:3
  0:53.7  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:53.7  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:54.4  web      stable #1 ▕███▏ 3/3   update #3 ▕░  ▏ 0/1   … fast
                   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled, RolledBack
  0:57.4  web      stable #1 ▕███▏ 3/3   update #3 ▕█  ▏ 1/1   … fast
                   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 0 passed
  1:07.7  slipway  SmokeTestFailed: revision 3 (e177b6a4ae) is rejected: smoke test fast: no complete answer within 5s, while waiting for the answer of 10.99.0.5:8080 (2 tries) from pod web-e177b6a4ae-p8r9r
  1:07.7  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 0 pods
  1:07.7  slipway  RolledBack: revision 3 (e177b6a4ae) was rejected (SmokeTestFailed): smoke test fast: no complete answer within 5s, while waiting for the answer of 10.99.0.5:8080 (2 tries) from pod web-e177b6a4ae-p8r9r; revision 1 (9015d4c21c) serves; change spec.template, or retry with token e177b6a4ae.1.0
  1:08.4  web      stable #1 ▕███▏ 3/3   rejected #3 ▕   ▏ 0/0   ✗ fast 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
  1:30.2  you      patch Release/web
  1:30.2  slipway  RolloutStarted: rolling out revision 4 (aaad1a4ac8)
  1:30.2  slipway  Scaled: ReplicaSet/web-aaad1a4ac8: revision 4: from 0 to 1 pods
  1:30.9  web      stable #1 ▕███▏ 3/3   update #4 ▕░  ▏ 0/1   … whole
                   Progressing: rolling to revision 4 (aaad1a4ac8): 0 of 3 pods available, 0 passed
                   now Progressing, Reconciling; no longer Stalled, RolledBack
  1:33.3  slipway  SmokeTestFailed: revision 4 (aaad1a4ac8) is rejected: smoke test whole: 200, but the body is too long to be read as JSON, body cut at 64 KiB from pod web-aaad1a4ac8-s6f5r
  1:33.3  slipway  Scaled: ReplicaSet/web-aaad1a4ac8: revision 4: from 1 to 0 pods
  1:33.3  slipway  RolledBack: revision 4 (aaad1a4ac8) was rejected (SmokeTestFailed): smoke test whole: 200, but the body is too long to be read as JSON, body cut at 64 KiB from pod web-aaad1a4ac8-s6f5r; revision 1 (9015d4c21c) serves; change spec.template, or retry with token aaad1a4ac8.1.0
  1:34.0  web      stable #1 ▕███▏ 3/3   rejected #4 ▕   ▏ 0/0   ✗ whole 0/1
                   RolledBack
                   now Stalled, RolledBack; not Verified; no longer Progressing, Reconciling
