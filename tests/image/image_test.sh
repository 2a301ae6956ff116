#!/usr/bin/env bash
# image_test.sh BINARY: the image is the same when it is made again, holds nothing but what the program
# needs, and the program runs in it as somebody who is not root.
set -euo pipefail
source=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
binary=$(readlink -f "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "image_test: $1" >&2
  exit 1
}

first=$("$source/scripts/image.sh" --binary "$binary" --output "$scratch/one" | tail -n 1)
second=$(umask 077 && "$source/scripts/image.sh" --binary "$binary" --output "$scratch/two" | tail -n 1)
[[ $first == sha256:* ]] || fail "no digest: $first"
[[ $first == "$second" ]] || fail "made twice, it is $first and $second"
cmp "$scratch/one/slipway.tar" "$scratch/two/slipway.tar"
cmp "$scratch/one/slipway.spdx.json" "$scratch/two/slipway.spdx.json"

# As a container runtime reads it: index, manifest, config, layer.
image=$scratch/image
mkdir "$image" "$scratch/root"
tar -xf "$scratch/one/slipway.tar" -C "$image"
blob() { echo "$image/blobs/sha256/${1#sha256:}"; }
grep -qF "\"$first\"" "$image/index.json" || fail "the index names another manifest"
digests() { grep -o 'sha256:[0-9a-f]\{64\}' "$1"; }
config=$(digests "$(blob "$first")" | head -n 1)
layer=$(digests "$(blob "$first")" | tail -n 1)
grep -qF '"User":"65532:65532"' "$(blob "$config")" || fail "it runs as somebody else"
grep -qF '"Entrypoint":["/usr/bin/slipway"]' "$(blob "$config")" || fail "it runs something else"
tar -xzf "$(blob "$layer")" -C "$scratch/root"

# No shell, no package manager, nothing that grants more than its user has.
programs=$(find "$scratch/root" -type f -perm /111 ! -name '*.so*')
[[ $programs == "$scratch/root/usr/bin/slipway" ]] || fail "it holds other programs: $programs"
[[ -z $(find "$scratch/root" -perm /6000) ]] || fail "something in it is setuid"
[[ -z $(find "$scratch/root" -type f -perm /022) ]] || fail "something in it can be written by all"

inside() {
  if (($(id -u) == 0)); then
    chroot --userspec=65532:65532 "$scratch/root" "$@"
  else
    unshare --map-root-user chroot "$scratch/root" "$@"
  fi
}
[[ $(inside /usr/bin/slipway --version) == "$("$binary" --version)" ]] || fail "it does not start"
inside /usr/bin/slipway lint -f - <"$source/examples/web.yaml" >"$scratch/lint" ||
  fail "it does not run: $(cat "$scratch/lint")"

# Every library is a package's, by name and version.
for package in libssl3 libstdc++6 libc6 libcpprest2.10 ca-certificates; do
  version=$(dpkg-query --show --showformat='${Version}' "$package")
  grep -qF "\"name\": \"$package\", \"versionInfo\": \"$version\"" "$scratch/one/slipway.spdx.json" ||
    fail "the SBOM has no $package $version"
done
echo "image_test: $first, $(stat --format=%s "$scratch/one/slipway.tar") bytes"
