#!/usr/bin/env bash
# bench.sh [OPTION...]: what Slipway costs on a real API server on this machine, beside the least that
# a client of it can cost (docs/benchmarks.md). Takes about fifteen minutes on two quiet cores; the table
# goes to standard output, progress to standard error.
#
#   scripts/bench.sh --only latency,requests --samples 20     some of it
#   scripts/bench.sh --output markdown                        for the page
#   BENCH_LARGE=1 scripts/bench.sh                            also 10 000 Releases: half an hour
. "$(dirname "$(readlink -f "$0")")/lib.sh"

part deps scripts/deps.sh >&2
part "build the bench" scripts/build.sh release slipway slipway_bench >&2
part "control plane" tools/build.sh control-plane >&2
exec build/release/tests/bench/slipway_bench "$@"
