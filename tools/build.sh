#!/usr/bin/env bash
# Builds what the tests start and don't bring along, from Go modules, once per set of versions, and
# prints the folder that holds the binaries.
#
#   tools/build.sh [SET...]           build what is missing, print the folder of each
#   tools/build.sh --where [SET...]   only print the folders
#   tools/build.sh --find TOOL        print where that binary is, or will be
#
# The sets: control-plane (etcd, kube-apiserver, kube-controller-manager, kubectl; the default), node
# (kubelet, kube-scheduler, kube-proxy), kstatus (says what Flux, Argo CD and Helm conclude of an
# object; seconds) and helm; "all" means all of them.
#
# What SLIPWAY_TOOLS_DIR or KUBEBUILDER_ASSETS has is not built. The cache is
# ${XDG_CACHE_HOME:-~/.cache}/slipway/tools/<set, versions, key>; it is safe to delete.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/versions.sh"

export HOME="${HOME:-/root}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/slipway/tools"
version=k8s.io/component-base/version
all_sets=(control-plane node kstatus helm) # in the order in which they are built
kubernetes_flags="-s -w -X $version.gitVersion=v$KUBERNETES_VERSION -X $version.gitMajor=1"
kubernetes_flags+=" -X $version.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES_VERSION")"
kubernetes_flags+=" -X $version.gitTreeState=clean"
kubernetes_flags+=" -X k8s.io/client-go/pkg/version.gitVersion=v$KUBERNETES_VERSION"

key() { # flags file...: of everything that decides what comes out
  { cat "$here/versions.sh" "${@:2}" && echo "$1"; } | sha256sum | cut -c1-12
}

version_of() { # folder module: as its go.mod says
  sed -n "s|^\(require\)\?[[:space:]]*$2 v\([^ ]*\).*|\2|p" "$here/$1/go.mod"
}

# One set: `tools` are its binaries, `bin` is their folder.
choose() {
  case $1 in
    control-plane)
      tools=(etcd kube-apiserver kube-controller-manager kubectl)
      bin="kubernetes-$KUBERNETES_VERSION-etcd-$ETCD_VERSION-$(key "$kubernetes_flags" \
        "$here"/{etcd,kubernetes}/go.mod "$here"/{etcd,kubernetes}/go.sum)"
      ;;
    node)
      tools=(kubelet kube-scheduler kube-proxy)
      bin="node-$KUBERNETES_VERSION-$(key "$kubernetes_flags" "$here"/kubernetes/{go.mod,go.sum})"
      ;;
    kstatus)
      tools=(kstatus)
      bin="kstatus-$(version_of kstatus github.com/fluxcd/cli-utils)-$(key "" \
        "$here"/kstatus/{go.mod,go.sum,main.go})"
      ;;
    helm)
      tools=(helm)
      bin="helm-$(version_of helm helm.sh/helm/v4)-$(key "" "$here"/helm/{go.mod,go.sum})"
      ;;
    *)
      echo "tools: no set $1; there are: ${all_sets[*]}" >&2
      exit 2
      ;;
  esac
  bin="$cache/$bin"
}

# The folder of the environment that brings a tool along; else nothing.
brought() {
  local variable
  for variable in SLIPWAY_TOOLS_DIR KUBEBUILDER_ASSETS; do
    if [[ -n ${!variable:-} && -x ${!variable}/$1 ]]; then
      echo "$variable"
      return
    fi
  done
}

find_missing() {
  local tool from
  missing=()
  for tool in "${tools[@]}"; do
    from=$(brought "$tool")
    if [[ -n $from ]]; then
      echo "tools: $tool: the one in $from" >&2
    elif [[ ! -x $bin/$tool ]]; then
      missing+=("$tool")
    fi
  done
}

build() { # tool folder package ldflags
  local start=$SECONDS
  echo "tools: building $1" >&2
  (cd "$here/$2" && "$go" build -trimpath -ldflags "$4" -o "$bin/$1.part" "$3")
  mv "$bin/$1.part" "$bin/$1"
  echo "tools: $1 built in $((SECONDS - start)) s" >&2
}

build_missing() {
  local tool go
  go=$("$here/find-go.sh")
  export CGO_ENABLED=0 GOFLAGS=-buildvcs=false GOTOOLCHAIN=local GOWORK=off
  for tool in "${missing[@]}"; do
    case $tool in
      etcd) build etcd etcd go.etcd.io/etcd/server/v3 "-s -w" ;;
      kstatus) build kstatus kstatus . "-s -w" ;;
      helm) build helm helm helm.sh/helm/v4/cmd/helm "-s -w" ;;
      *) build "$tool" kubernetes "k8s.io/kubernetes/cmd/$tool" "$kubernetes_flags" ;;
    esac
  done
}

if [[ ${1:-} == --find ]]; then
  for set in "${all_sets[@]}"; do
    choose "$set"
    if [[ " ${tools[*]} " == *" ${2:-} "* ]]; then
      echo "$bin/$2"
      exit 0
    fi
  done
  echo "tools: no tool '${2:-}' in any of the sets ${all_sets[*]}" >&2
  exit 2
fi

only_where=
if [[ ${1:-} == --where ]]; then
  only_where=1
  shift
fi
sets=("$@")
((${#sets[@]} > 0)) || sets=(control-plane)
[[ ${sets[*]} != all ]] || sets=("${all_sets[@]}")
for set in "${sets[@]}"; do
  choose "$set"
  if [[ -z $only_where ]]; then
    mkdir -p "$bin"
    # One builder of a set at a time; a second one waits and then finds everything in place.
    exec 9>"$bin/.lock"
    flock 9
    find_missing
    ((${#missing[@]} == 0)) || build_missing
    exec 9>&-
  fi
  echo "$bin"
done
