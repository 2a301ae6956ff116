a pod that answers well only now and then does not pass; one that needed a moment does

  0:00.0  you      apply Release/web
  0:00.0  slipway  RolloutStarted: rolling out revision 1 (9015d4c21c)
  0:00.0  slipway  ReplicaSetCreated: ReplicaSet/web-9015d4c21c: created for revision 1
  0:00.0  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 0 to 3 pods
  0:00.2  web      rev 1 ▕░░░▏ 0/3   Progressing: rolling to revision 1 (9015d4c21c): 0 of 3 pods available, 0 passed
  0:03.2  web      rev 1 ▕███▏ 3/3   Progressing: rolling to revision 1 (9015d4c21c): 3 of 3 pods available, 0 passed
  0:05.0  slipway  Promoted: revision 1 (9015d4c21c) is the stable one now
  0:05.2  web      rev 1 ▕███▏ 3/3   Healthy: revision 1 (9015d4c21c) serves with 3 pods
  0:26.8  you      set the image of Release/web to web:2
  0:26.8  slipway  RolloutStarted: rolling out revision 2 (55d3e45601)
  0:26.8  slipway  ReplicaSetCreated: ReplicaSet/web-55d3e45601: created for revision 2
  0:26.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 0 to 1 pods
  0:27.0  web      rev 1 ▕███▏ 3/3   rev 2 ▕░▏ 0/1   Progressing: rolling to revision 2 (55d3e45601): 0 of 3 pods available, 0 passed
  0:30.0  web      rev 1 ▕███▏ 3/3   rev 2 ▕█▏ 1/1   Progressing: rolling to revision 2 (55d3e45601): 1 of 3 pods available, 0 passed
  0:36.8  slipway  SmokeTestFailed: revision 2 (55d3e45601) is rejected: smoke test healthz: 500 instead of 200 (3 of 7 tries) from pod web-55d3e45601-rznhn
  0:36.8  slipway  Scaled: ReplicaSet/web-55d3e45601: revision 2: from 1 to 0 pods
  0:36.8  slipway  RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 of 7 tries) from pod web-55d3e45601-rznhn; revision 1 (9015d4c21c) serves; change spec.template to try again
  0:37.0  web      rev 1 ▕███▏ 3/3   RolledBack: revision 2 (55d3e45601) was rejected (SmokeTestFailed): smoke test healthz: 500 instead of 200 (3 of 7 tries) from pod web-55d3e45601-rznhn; revision 1 (9015d4c21c) serves; change spec.template to try again
  0:58.8  you      set the image of Release/web to web:3
  0:58.8  slipway  RolloutStarted: rolling out revision 3 (e177b6a4ae)
  0:58.8  slipway  ReplicaSetCreated: ReplicaSet/web-e177b6a4ae: created for revision 3
  0:58.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 0 to 1 pods
  0:59.0  web      rev 1 ▕███▏ 3/3   rev 3 ▕░▏ 0/1   Progressing: rolling to revision 3 (e177b6a4ae): 0 of 3 pods available, 0 passed
  1:02.1  web      rev 1 ▕███▏ 3/3   rev 3 ▕█▏ 1/1   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 0 passed
  1:04.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 3 to 2 pods
  1:04.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 1 to 2 pods
  1:05.1  web      rev 1 ▕██▏ 2/2   rev 3 ▕█░▏ 1/2   Progressing: rolling to revision 3 (e177b6a4ae): 1 of 3 pods available, 1 passed
  1:08.1  web      rev 1 ▕██▏ 2/2   rev 3 ▕██▏ 2/2   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 1 passed
  1:10.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 2 to 1 pods
  1:10.9  slipway  Scaled: ReplicaSet/web-e177b6a4ae: revision 3: from 2 to 3 pods
  1:11.1  web      rev 1 ▕█▏ 1/1   rev 3 ▕██░▏ 2/3   Progressing: rolling to revision 3 (e177b6a4ae): 2 of 3 pods available, 2 passed
  1:14.1  web      rev 1 ▕█▏ 1/1   rev 3 ▕███▏ 3/3   Progressing: rolling to revision 3 (e177b6a4ae): 3 of 3 pods available, 2 passed
  1:16.9  slipway  Scaled: ReplicaSet/web-9015d4c21c: revision 1: from 1 to 0 pods
  1:16.9  slipway  Promoted: revision 3 (e177b6a4ae) is the stable one now
  1:17.1  web      rev 3 ▕███▏ 3/3   Healthy: revision 3 (e177b6a4ae) serves with 3 pods
