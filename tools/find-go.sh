#!/usr/bin/env bash
# Prints the path of a Go toolchain new enough for tools/*/go.mod. Debian 12's own Go (1.19) is too
# old to build Kubernetes but can fetch the toolchain module, which is then used directly.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/versions.sh"

new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  [[ $version =~ ^go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= GO_MIN_MINOR))
}

for go in "$(command -v go || true)" /usr/local/go/bin/go; do
  if [[ -n $go && -x $go ]] && GOTOOLCHAIN=local new_enough "$go"; then
    echo "$go"
    exit 0
  fi
done

bootstrap=$(command -v go || true)
if [[ -z $bootstrap ]]; then
  echo "tools: no Go found; install one with: apt-get install golang-go (or run: make deps)" >&2
  exit 1
fi
echo "tools: fetching $GO_TOOLCHAIN as a module" >&2
module="golang.org/toolchain@v0.0.1-$GO_TOOLCHAIN.linux-$(dpkg --print-architecture)"
export HOME="${HOME:-/root}"
field() { sed -n "s/^[[:space:]]*\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p"; }
answer=$(cd / && GO111MODULE=on GOFLAGS=-mod=mod "$bootstrap" mod download -json "$module") || true
dir=$(field Dir <<<"$answer")
if [[ -z $dir || ! -d $dir ]]; then
  echo "tools: could not fetch $module: $(field Error <<<"$answer")" >&2
  echo "tools: install Go >= 1.$GO_MIN_MINOR by hand (/usr/local/go is looked at) and try again" >&2
  exit 1
fi
# Module zips carry no permissions.
chmod -R u+w "$dir/bin" "$dir/pkg/tool"
chmod +x "$dir"/bin/* "$dir"/pkg/tool/*/*
echo "$dir/bin/go"
