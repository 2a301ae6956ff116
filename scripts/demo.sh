#!/usr/bin/env bash
# Builds the operator and plays examples/web.yaml on a simulated cluster, in virtual time. On a
# terminal the story is told slowly enough to be read: PACE=0s tells it at once.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
binary=build/release/operator/slipway
[[ -x $binary ]] || echo "The first time this builds Slipway, which takes some minutes."
part deps scripts/deps.sh
part "build slipway" scripts/build.sh release slipway
echo
exec "$binary" simulate examples/web.yaml --pace "${PACE:-400ms}"
