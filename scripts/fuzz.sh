#!/usr/bin/env bash
# fuzz.sh [TARGET...]: builds the libFuzzer binaries of tests/fuzz (all, or those) and runs one after
# the other for FUZZ_SECONDS (60) each. What they learn is kept in build/fuzz/corpus and used next
# time; inputs that broke a law are in build/fuzz/findings: keep each, made small, as
# tests/fuzz/corpus/TARGET/regression-*.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

all=(json yaml release kubeconfig text watch play)
seconds=${FUZZ_SECONDS:-60}
targets=("$@")
((${#targets[@]} > 0)) || targets=("${all[@]}")
for target in "${targets[@]}"; do
  if [[ " ${all[*]} " != *" $target "* ]]; then
    echo "fuzz: no target $target; there are: ${all[*]}" >&2
    exit 2
  fi
done

scripts/deps.sh --with clang-19 libclang-rt-19-dev
scripts/build.sh fuzz "${targets[@]/#/fuzz_}"

# More to begin with than the committed corpus: what the simulated tests play.
seeds_of() {
  echo "tests/fuzz/corpus/$1"
  case $1 in play | yaml) echo tests/sim/plays ;; esac
}

failed=()
for target in "${targets[@]}"; do
  corpus="build/fuzz/corpus/$target"
  findings="build/fuzz/findings/$target"
  log="$logs/fuzz-$target.log"
  mkdir -p "$corpus" "$findings"
  mapfile -t seeds < <(seeds_of "$target")
  say "fuzz $target, $seconds s"
  # A law that does not end, or takes a gigabyte, is broken too.
  if "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 \
    -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$findings/" \
    "$corpus" "${seeds[@]}" >"$log" 2>&1; then
    awk '/^stat::number_of_executed_units/ { runs = $2 } / cov: / { cov = $0 }
      END { sub(/.* cov: /, "", cov); split(cov, c, " "); print "    " runs " runs, coverage " c[1] }' "$log"
  else
    failed+=("$target")
    grep -aE -A 3 'what\(\)|^==.*ERROR|runtime error' "$log" | head -n 20 || tail -n 20 "$log"
    echo "    the log: $log; the input: $findings"
  fi
done
if ((${#failed[@]} > 0)); then
  echo "fuzz: FAILED: ${failed[*]}"
  exit 1
fi
