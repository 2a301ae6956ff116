#!/usr/bin/env bash
# Names the functions and lines of a crash report.
#
#   tools/symbolize.sh <binary> < crash.log       every "#n name+0x..." line of the report
#   tools/symbolize.sh <binary> 0x1a2b 0x3c4d     these addresses
#
# <binary> must be the very build that crashed: when the report names another build id, this stops.
set -euo pipefail

die() {
  echo "symbolize: $*" >&2
  exit 2
}
(($# >= 1)) || die "usage: $0 <binary> [address...]"
binary=$1
shift
[[ -r $binary ]] || die "cannot read $binary"
command -v addr2line >/dev/null || die "addr2line is missing (binutils)"

locate() { addr2line -Cfipe "$binary" "$1"; }

if (($# > 0)); then
  for address in "$@"; do locate "$address"; done
  exit
fi

built=$(readelf -n "$binary" | sed -n 's/^ *Build ID: *//p')
program=
while IFS= read -r line; do
  if [[ $line =~ ^([^:]+):\ build-id\ ([0-9a-f]+) ]]; then
    program=${BASH_REMATCH[1]}
    [[ ${BASH_REMATCH[2]} == "$built" ]] ||
      die "the report is from build ${BASH_REMATCH[2]}, $binary is build $built"
  fi
  if [[ $line =~ \#[0-9]+\ (.+)\+(0x[0-9a-f]+)$ && ${BASH_REMATCH[1]} == "$program" ]]; then
    echo "$line  $(locate "${BASH_REMATCH[2]}")"
  else
    echo "$line"
  fi
done
