#!/usr/bin/env bash
# Runs every command of README.md that is fenced as sh, in this checkout. Two are looked at closer:
# make demo is played with every strategy, and make test, which is running this, is only held
# against the Makefile.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."

failed=0
fail() {
  echo "FAILED: $*" >&2
  failed=1
}

# demo STRATEGY: tells the whole story, and ends well.
demo() {
  local story status=0
  story=$(STRATEGY=$1 PACE=0s make demo </dev/null 2>&1) || status=$?
  ((status == 0)) || fail "make demo STRATEGY=$1: exit code $status"
  for words in "revision 1" "revision 2" "revision 3" "rejected"; do
    grep -q -i -- "$words" <<<"$story" ||
      fail "make demo STRATEGY=$1 says nothing of '$words':"$'\n'"$(tail -n 40 <<<"$story")"
  done
}

run() {
  echo "==> $1"
  case $1 in
    "make demo")
      for strategy in rolling canary blue-green recreate; do demo "$strategy"; done
      ;;
    "make test")
      # Read to its end first: make may still be writing when grep has seen enough.
      grep -q scripts/test.sh <<<"$(make -n test)" || fail "make test does not run scripts/test.sh"
      ;;
    *) bash -euo pipefail -c "$1" </dev/null >/dev/null || fail "$1" ;;
  esac
}

commands=$(awk '/^```/ { inside = ($0 == "```sh"); next } inside { sub(/ +#.*/, ""); print }' README.md)
for wanted in "make demo" "make test"; do
  grep -qxF -- "$wanted" <<<"$commands" || fail "README.md does not show: $wanted"
done
while IFS= read -r command; do
  [[ -z $command ]] || run "$command"
done <<<"$commands"

# Whoever mistypes is told what there is.
status=0
words=$(STRATEGY=purple make demo 2>&1) || status=$?
((status != 0)) || fail "make demo STRATEGY=purple succeeds"
grep -q "blue-green" <<<"$words" || fail "make demo STRATEGY=purple does not say what there is: $words"

exit "$failed"
