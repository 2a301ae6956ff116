#!/usr/bin/env bash
# Everything that `make test` does. The control plane is built from Go modules in the background, at
# low priority, while three C++ builds go on; then one ctest runs the tests of all builds. Tests on
# the real control plane wait within it for the Go builds, the others don't.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

failures=()
begun=$SECONDS
tools_pid=
ticker_pid=
table_shown=

tools_done() { [[ -z $tools_pid ]] || ! kill -0 "$tools_pid" 2>/dev/null; }

show_table() {
  table_shown=1
  if [[ -f $logs/tools.seconds ]]; then
    record "control plane (in the background)" "$(cat "$logs/tools.seconds")" \
      "$(tail -n 1 "$logs/tools.log" | sed "s|^$HOME/|~/|")"
  fi
  record total $((SECONDS - begun))
  table
}

finish() {
  local status=$? pid
  # Every background child leads a process group of its own, so its children end with it.
  for pid in $ticker_pid $running_part $tools_pid; do
    kill -TERM -- "-$pid" 2>/dev/null || true
  done
  [[ -n $table_shown ]] || show_table
  if ((status != 0)); then
    ((${#failures[@]} > 0)) || failures=("exit code $status")
    printf 'make test: FAILED: %s\n' "${failures[*]}"
  fi
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

fail() {
  failures+=("$1")
  exit 1
}

start_tools() {
  rm -f "$logs"/tools.*
  if [[ -n ${SLIPWAY_TOOLS_DIR:-} ]]; then
    echo "    control plane: the one in SLIPWAY_TOOLS_DIR"
    return
  fi
  setsid nice -n 10 bash -c '
    tools/build.sh all && status=built || status=failed
    echo $SECONDS >"$1/tools.seconds"
    [[ $status == built ]]' tools "$logs" >"$logs/tools.log" 2>&1 </dev/null &
  tools_pid=$!
}

# The Go builds write nothing for minutes; this says that they still run.
start_ticker() {
  tools_done && return
  setsid bash -c '
    started=$SECONDS
    while sleep 60 && kill -0 "$1" 2>/dev/null; do
      echo "    control plane, $(((SECONDS - started) / 60)) min after the C++ builds:" \
        "$(tail -n 1 "$2")"
    done' ticker "$tools_pid" "$logs/tools.log" </dev/null &
  ticker_pid=$!
}

# ctest over all builds. Its closing lines are kept back until the table was shown.
run_ctest() {
  local all="$root/build/all" slots status=0 from=$SECONDS launcher=()
  slots=$(jobs)
  tools_done || slots=$((slots + 1)) # one only waits
  mkdir -p "$all"
  for build in release san tsan; do echo "subdirs(\"$root/build/$build\")"; done \
    >"$all/CTestTestfile.cmake"
  # ThreadSanitizer of GCC 12 can't place its memory where the kernel randomizes more than this.
  if (($(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28) > 28)) && setarch -R true; then
    launcher=(setarch -R)
  fi
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
  export CTEST_OUTPUT_ON_FAILURE=1

  say "ctest, $slots at a time"
  start_ticker
  "${launcher[@]}" ctest --test-dir "$all" --parallel "$slots" --no-tests=error 2>&1 </dev/null |
    tee "$logs/ctest.log" |
    awk -v closing="$logs/ctest.closing" '
      /^ *Start +[0-9]+: / { next }
      /^[0-9]+% tests passed, / { in_closing = 1 }
      in_closing { print >closing; next }
      { print; fflush() }' || status=$?
  record ctest $((SECONDS - from)) "$( ((status == 0)) || echo FAILED)"
  return "$status"
}

# How the time of ctest divides, from its line for each test; more than one runs at a time.
record_test_times() {
  local line
  while read -r name seconds count; do
    record "  tests of $name" "$seconds" "$count tests"
  done < <(awk '
    /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
      match($0, /#[0-9]+: /); rest = substr($0, RSTART + RLENGTH); split(rest, words, " ")
      split(words[1], parts, ".")
      build = parts[1] == "san" || parts[1] == "tsan" ? parts[1] : "release"
      match($0, /[0-9.]+ sec/); seconds[build] += substr($0, RSTART, RLENGTH - 4); count[build]++
    }
    END { for (b in count) print b, int(seconds[b] + 0.5), count[b] }' "$logs/ctest.log" | sort)
}

# gtest prints the reason of a skipped test only into the log.
list_skipped() {
  local log="$root/build/all/Testing/Temporary/LastTest.log"
  [[ -f $log ]] || return 0
  awk '/^skipped: / { print; next }
       /: Skipped$/ { getline reason; next }
       /^\[  SKIPPED \] .*\(/ { print "skipped: " $4 ": " (reason == "" ? "no reason given" : reason); reason = "" }' \
    "$log" | sort -u
}

# Why tests failed, from the log of many thousand lines: how each failure begins; of a test that names
# none, how it ended.
show_failures() {
  local log="$root/build/all/Testing/Temporary/LastTest.log"
  [[ -f $log ]] || return 0
  awk '
    function cut(line) { return "  " substr(line, 1, 200) "\n" }
    /^[0-9]+\/[0-9]+ Testing: / { test = $3; said = end = ""; lines = more = 0; next }
    /^<end of output>$/ { more = 0; ended = end }
    /: Failure$|: runtime error: |ERROR: [A-Za-z]+Sanitizer|WARNING: ThreadSanitizer/ { more = 6 }
    NF > 0 && more-- > 0 && lines++ < 12 { said = said cut($0) }
    NF > 0 { end = before cut($0); before = cut($0) }
    /^Test Failed\.$/ && shown++ < 5 { printf "why %s failed:\n%s", test, said == "" ? ended : said }
  ' "$log"
}

if [[ -n ${SLIPWAY_DEEP:-} ]]; then
  # The tests that enumerate or draw read SLIPWAY_DEEP; RapidCheck has a variable of its own.
  export RC_PARAMS=${RC_PARAMS:-max_success=10000}
fi
if [[ -n ${SLIPWAY_CI_BOOTSTRAP_SECONDS:-} ]]; then
  record "bare machine: make, git" "$SLIPWAY_CI_BOOTSTRAP_SECONDS"
fi
part deps scripts/deps.sh --with-node || fail deps
start_tools
for preset in release san tsan; do
  part "build $preset" scripts/build.sh "$preset" || fail "build $preset"
done
part "clang-format" scripts/lint.sh format || failures+=(clang-format)
part "clang-tidy of changed files" scripts/lint.sh tidy-changed || failures+=(clang-tidy)
grep "^lint: clang-tidy:" "$logs/clang-tidy-of-changed-files.log" || true
status=0
run_ctest || status=$?
record_test_times
list_skipped
show_table
((status == 0)) || failures+=(ctest)
if [[ -f $logs/ctest.closing ]]; then
  echo
  cat "$logs/ctest.closing"
fi
((status == 0)) || show_failures
((${#failures[@]} == 0))
