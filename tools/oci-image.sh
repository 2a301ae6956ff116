#!/usr/bin/env bash
# Writes an OCI image archive of one layer, without a container engine. The same input gives the same
# bytes: no times, no owners, files in order.
#
#   tools/oci-image.sh --root DIR --name REF --output FILE.tar [--entrypoint PATH] [--user UID[:GID]]
#                      [--env NAME=VALUE]... [--label NAME=VALUE]...
#
# DIR is the image's file system; REF is what containerd calls it ("slipway.local/web:1"). Prints the
# digest of the manifest.
set -euo pipefail

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d'; }

die() {
  echo "oci-image: $1" >&2
  exit 2
}

root='' name='' output='' entrypoint='' user='' environment=() labels=()
while (($# > 0)); do
  case $1 in
    --help) usage && exit 0 ;;
    --root | --name | --output | --entrypoint | --user | --env | --label)
      (($# > 1)) || die "$1 needs a value"
      ;;&
    --root) root=$2 ;;
    --name) name=$2 ;;
    --output) output=$2 ;;
    --entrypoint) entrypoint=$2 ;;
    --user) user=$2 ;;
    --env) environment+=("$2") ;;
    --label) labels+=("$2") ;;
    *) die "unknown flag $1; see --help" ;;
  esac
  shift 2
done
[[ -d $root ]] || die "--root names no folder: '$root'"
[[ -n $name && -n $output ]] || die "--name and --output are needed"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
image=$scratch/image
mkdir -p "$image/blobs/sha256"

quote() { # a JSON string
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

list() { # a JSON list of strings
  local text='' item
  for item in "$@"; do text+="${text:+,}$(quote "$item")"; done
  printf '[%s]' "$text"
}

object() { # NAME=VALUE...: a JSON object of strings
  local text='' item
  for item in "$@"; do text+="${text:+,}$(quote "${item%%=*}"):$(quote "${item#*=}")"; done
  printf '{%s}' "$text"
}

pack() { # DIR [TAR'S FLAGS]: a tar of what is in it, on standard output
  tar "${@:2}" --create --directory="$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
    --format=gnu .
}

# Moves a file to its place among the blobs and says what a descriptor says of it.
blob() { # FILE
  local digest size
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  size=$(stat --format=%s "$1")
  mv "$1" "$image/blobs/sha256/$digest"
  printf '"digest":"sha256:%s","size":%s' "$digest" "$size"
}

pack "$root" >"$scratch/layer.tar"
content=$(sha256sum "$scratch/layer.tar" | cut -d' ' -f1)
gzip -n -6 "$scratch/layer.tar"
layer=$(blob "$scratch/layer.tar.gz")

config='"Env":'$(list "PATH=/usr/local/bin:/usr/bin:/bin" ${environment[@]+"${environment[@]}"})
[[ -z $entrypoint ]] || config+=',"Entrypoint":'$(list "$entrypoint")
[[ -z $user ]] || config+=',"User":'$(quote "$user")
config+=',"Labels":'$(object ${labels[@]+"${labels[@]}"})
printf '{"architecture":"amd64","os":"linux","config":{%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$config" "$content" >"$scratch/config.json"
config=$(blob "$scratch/config.json")

type=application/vnd.oci.image
printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json",%s},"layers":[{"mediaType":"%s.layer.v1.tar+gzip",%s}]}' \
  "$type" "$type" "$config" "$type" "$layer" >"$scratch/manifest.json"
manifest=$(blob "$scratch/manifest.json")

names=$(object "io.containerd.image.name=$name" "org.opencontainers.image.ref.name=${name##*:}")
printf '{"schemaVersion":2,"mediaType":"%s.index.v1+json","manifests":[{"mediaType":"%s.manifest.v1+json",%s,"platform":{"architecture":"amd64","os":"linux"},"annotations":%s}]}' \
  "$type" "$type" "$manifest" "$names" >"$image/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$image/oci-layout"

pack "$image" --mode=u=rwX,go=rX >"$output"
sed 's/.*\(sha256:[0-9a-f]*\).*/\1/' <<<"$manifest"
