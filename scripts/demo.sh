#!/usr/bin/env bash
# Builds the operator and plays one of examples/ on a simulated cluster, in virtual time: a first
# deploy, a good update, a bad one that goes back.
#
#   make demo [STRATEGY=rolling|canary|blue-green|recreate] [PACE=400ms]
#
# Without STRATEGY it asks, where somebody is there to be asked. On a terminal the story is told slowly
# enough to be read: PACE=0s tells it at once.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

declare -A files=([rolling]=web [canary]=canary [blue-green]=blue-green [recreate]=recreate)
strategies=(rolling canary blue-green recreate)

ask() {
  local answer i
  {
    echo "Which strategy?"
    echo "  1  rolling      new pods one by one; each is tested before an old one goes"
    echo "  2  canary       a few new pods, step by step more users"
    echo "  3  blue-green   all new pods beside all old ones, and one switch"
    echo "  4  recreate     all old pods go first"
    printf '[2] '
  } >&2
  read -r answer || answer=
  answer=${answer:-2}
  for i in "${!strategies[@]}"; do
    [[ $answer != "$((i + 1))" ]] || answer=${strategies[i]}
  done
  echo "$answer"
}

strategy=${STRATEGY:-}
if [[ -z $strategy ]]; then
  strategy=canary
  if [[ -t 0 && -t 2 ]]; then strategy=$(ask); fi
fi
if [[ -z ${files[$strategy]:-} ]]; then
  echo "demo: no strategy '$strategy'; there are: ${strategies[*]}" >&2
  exit 2
fi

binary=build/release/operator/slipway
[[ -x $binary ]] || echo "The first time this builds Slipway, which takes some minutes."
part deps scripts/deps.sh
part "build slipway" scripts/build.sh release slipway
echo
exec "$binary" simulate "examples/${files[$strategy]}.yaml" --pace "${PACE:-400ms}"
