#!/usr/bin/env bash
# build.sh PRESET [TARGET...]: configures build/PRESET and builds it, or only those targets.
. "$(dirname "$(readlink -f "$0")")/lib.sh"
preset=$1
shift
cmake --preset "$preset"
cmake --build --preset "$preset" --parallel "$(jobs)" ${@:+--target "$@"}
