# Shared by the scripts beside it: where things are, how many jobs, and parts with a clock.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
logs="$root/build/logs"
mkdir -p "$logs"
export LC_ALL=C
# Go, ccache and kubectl want a home folder; cron jobs and bare containers have none.
if [[ -z ${HOME:-} ]]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6 || true)
  export HOME="${HOME:-/tmp}"
fi

# One job per core, as long as each has 1.5 GiB: a sanitized file that includes Beast takes that.
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemTotal/ {print int($2 / 1572864)}' /proc/meminfo)
  ((memory >= 1)) || memory=1
  echo $((cores < memory ? cores : memory))
}

say() { printf '==> %s\n' "$*"; }

minutes() { # seconds
  if (($1 < 60)); then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

running_part= # the process group of the part that runs now
part_names=()
part_seconds=()
part_notes=()
record() { # name seconds note
  part_names+=("$1") part_seconds+=("$2") part_notes+=("${3:-}")
}

# part NAME COMMAND...: runs it quietly, its output in build/logs/NAME.log. Once a minute a line says
# that it still runs; when it fails, the end of the log is shown.
part() {
  local name=$1 log="$logs/${1// /-}.log" started=$SECONDS told=$SECONDS pid status=0
  shift
  say "$name"
  setsid "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  running_part=$pid
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    if ((SECONDS - told >= 60)); then
      told=$SECONDS
      echo "    $name, $(minutes $((SECONDS - started))): $(tail -n 1 "$log" | cut -c1-90)"
    fi
  done
  wait "$pid" || status=$?
  running_part=
  if ((status != 0)); then
    record "$name" $((SECONDS - started)) FAILED
    echo "--- $name failed; the end of ${log#"$root"/}:"
    tail -n 40 "$log"
    echo "--- $name failed (exit code $status); the whole log: ${log#"$root"/}"
    return "$status"
  fi
  record "$name" $((SECONDS - started))
}

table() {
  local i
  echo
  printf '%-36s %10s\n' part time
  for i in "${!part_names[@]}"; do
    printf '%-36s %10s  %s\n' "${part_names[i]}" "$(minutes "${part_seconds[i]}")" "${part_notes[i]}"
  done
}

# The project's own C++ files.
sources() {
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- '*.h' '*.cpp' | sort -u |
      while read -r file; do [[ ! -f $file ]] || echo "$file"; done
  else
    find . -path ./build -prune -o -path ./.git -prune -o \( -name '*.h' -o -name '*.cpp' \) -print |
      sed 's|^\./||' | sort
  fi
}
