#!/usr/bin/env bash
# lint.sh format      clang-format over all C++ files: fails when one would change
# lint.sh format-fix  formats them
# lint.sh tidy        clang-tidy over all C++ files
# lint.sh tidy-changed  ... over those that differ from origin/main, or else from the last commit
# clang-tidy needs a configured build/release.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# Above so many files, tidy-changed leaves the rest to `make lint` and says so.
tidy_limit=${SLIPWAY_TIDY_LIMIT:-60}

# The commit to compare with, or nothing: a fresh clone of one commit has none.
base() {
  local head origin
  head=$(git rev-parse --verify --quiet HEAD) || return 0
  origin=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [[ -n $origin && $origin != "$head" ]]; then
    echo "$origin"
  else
    git rev-parse --verify --quiet HEAD~1 || true
  fi
}

changed() { # base
  { git diff --name-only "$1" --; git ls-files --others --exclude-standard; } | sort -u |
    { grep -E '\.(h|cpp)$' || true; }
}

# Headers are checked through a file that includes them: their own .cpp, else the first that does.
as_units() {
  local file unit
  while read -r file; do
    [[ -f $file ]] || continue
    unit=$file
    if [[ $file == *.h ]]; then
      unit=${file%.h}.cpp
      [[ -f $unit ]] || unit=$(sources | grep '\.cpp$' | xargs -r grep -lF "\"$file\"" | head -n 1 || true)
    fi
    [[ -z $unit ]] || echo "$unit"
  done | sort -u
}

# Only files that the release build compiles: clang-tidy would guess the flags of others.
compiled() {
  local file
  while read -r file; do
    ! grep -qF "\"$root/$file\"" build/release/compile_commands.json || echo "$file"
  done
}

tidy() { # files on standard input
  if [[ ! -f build/release/compile_commands.json ]]; then
    echo "lint: build/release is not configured; run: make build" >&2
    exit 1
  fi
  local files started=$SECONDS
  files=$(compiled)
  if [[ -z $files ]]; then
    echo "lint: clang-tidy: no files"
    return
  fi
  # The flags are GCC's, and so is the precompiled header (clang reads the plain one beside it); its
  # standard library calls what it calls deprecated.
  local flags=(--extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-gch
    --extra-arg=-Wno-deprecated-declarations)
  if ! xargs -P "$(jobs)" -n 1 clang-tidy-19 --quiet -p build/release "${flags[@]}" \
    <<<"$files" 2>"$logs/clang-tidy.stderr"; then
    echo "lint: clang-tidy found something in the files above"
    grep -E '(^| )error:' "$logs/clang-tidy.stderr" || true
    exit 1
  fi
  echo "lint: clang-tidy: $(wc -l <<<"$files") files are clean ($(minutes $((SECONDS - started))))"
}

case ${1:-} in
  format)
    sources | xargs -r clang-format-19 --dry-run --Werror || {
      echo "lint: the files above are not formatted; run: make format"
      exit 1
    }
    echo "lint: clang-format: $(sources | wc -l) files are clean"
    ;;
  format-fix) sources | xargs -r clang-format-19 -i ;;
  tidy) sources | grep '\.cpp$' | tidy ;;
  tidy-changed)
    from=$(base)
    if [[ -z $from ]]; then
      echo "lint: clang-tidy: nothing to compare with, so no file counts as changed (all: make lint)"
      exit 0
    fi
    units=$(changed "$from" | as_units)
    count=$(grep -c . <<<"$units" || true)
    if ((count > tidy_limit)); then
      echo "lint: clang-tidy: $tidy_limit of $count changed files, the rest is left to make lint"
    fi
    head -n "$tidy_limit" <<<"$units" | { grep . || true; } | tidy
    ;;
  *)
    echo "usage: scripts/lint.sh format|format-fix|tidy|tidy-changed" >&2
    exit 2
    ;;
esac
