#!/usr/bin/env bash
# Builds the control plane that the tests start (etcd, kube-apiserver, kube-controller-manager,
# kubectl) from Go modules, once per set of versions, and prints the folder that holds the binaries.
#
#   tools/build.sh            build what is missing, print the folder
#   tools/build.sh --where    only print the folder
#
# What KUBEBUILDER_ASSETS has is not built. The cache is
# ${XDG_CACHE_HOME:-~/.cache}/slipway/tools/<key>; it is safe to delete.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/versions.sh"

export HOME="${HOME:-/root}"
version=k8s.io/component-base/version
kubernetes_flags="-s -w -X $version.gitVersion=v$KUBERNETES_VERSION -X $version.gitMajor=1"
kubernetes_flags+=" -X $version.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES_VERSION")"
kubernetes_flags+=" -X $version.gitTreeState=clean"
kubernetes_flags+=" -X k8s.io/client-go/pkg/version.gitVersion=v$KUBERNETES_VERSION"

key() { # of everything that decides what comes out
  { cat "$here"/versions.sh "$here"/*/go.mod "$here"/*/go.sum && echo "$kubernetes_flags"; } |
    sha256sum | cut -c1-12
}
cache="${XDG_CACHE_HOME:-$HOME/.cache}/slipway/tools"
bin="$cache/kubernetes-$KUBERNETES_VERSION-etcd-$ETCD_VERSION-$(key)"
if [[ ${1:-} == --where ]]; then
  echo "$bin"
  exit 0
fi
mkdir -p "$bin"

# One builder at a time; a second one waits and then finds everything in place.
exec 9>"$bin/.lock"
flock 9

missing=()
for tool in etcd kube-apiserver kube-controller-manager kubectl; do
  if [[ -n ${KUBEBUILDER_ASSETS:-} && -x $KUBEBUILDER_ASSETS/$tool ]]; then
    echo "tools: $tool: the one in KUBEBUILDER_ASSETS" >&2
  elif [[ ! -x $bin/$tool ]]; then
    missing+=("$tool")
  fi
done
if ((${#missing[@]} == 0)); then
  echo "$bin"
  exit 0
fi

go=$("$here/find-go.sh")
export CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOTOOLCHAIN=local GOWORK=off

build() { # tool folder package ldflags
  local start=$SECONDS
  echo "tools: building $1" >&2
  (cd "$here/$2" && "$go" build -trimpath -ldflags "$4" -o "$bin/$1.part" "$3")
  mv "$bin/$1.part" "$bin/$1"
  echo "tools: $1 built in $((SECONDS - start)) s" >&2
}

for tool in "${missing[@]}"; do
  case $tool in
    etcd) build etcd etcd go.etcd.io/etcd/server/v3 "-s -w" ;;
    *) build "$tool" kubernetes "k8s.io/kubernetes/cmd/$tool" "$kubernetes_flags" ;;
  esac
done
echo "$bin"
