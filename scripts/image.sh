#!/usr/bin/env bash
# Makes the OCI image of Slipway without a container engine: the program, the libraries that it needs
# and the public CA certificates, no shell, and a user that is not root. The same program and packages
# give the same bytes. Beside it an SBOM (SPDX 2.3) of what is in it.
#
#   scripts/image.sh [--binary FILE] [--name REF] [--output DIR]
#
# DIR (build/image) gets slipway.tar, slipway.spdx.json and root/, which the Containerfile takes, too.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

die() {
  echo "image: $1" >&2
  exit 2
}

binary=build/release/operator/slipway
output=build/image
name=''
while (($# > 0)); do
  case $1 in
    --help) sed -n '2,/^\. /s/^# \{0,1\}//p' "$0" | sed '$d' && exit 0 ;;
    --binary | --name | --output)
      (($# > 1)) || die "$1 needs a value; see --help"
      ;;&
    --binary) binary=$2 ;;
    --name) name=$2 ;;
    --output) output=$2 ;;
    *) die "unknown flag $1; see --help" ;;
  esac
  shift 2
done
[[ -x $binary ]] || die "there is no program $binary; run: make build"
version=$("$binary" --version)
version=${version#slipway }
[[ -n $name ]] || name=slipway:$version

files=$output/root
rm -rf "$files"
mkdir -p "$files"/{etc/ssl/certs,usr/bin,usr/lib,usr/lib64}
ln -s usr/lib "$files/lib"
ln -s usr/lib64 "$files/lib64"

install -m 0755 "$binary" "$files/usr/bin/slipway"
strip --strip-debug "$files/usr/bin/slipway"
# What it is linked to, each under the name by which the loader looks for it.
mapfile -t libraries < <(ldd "$binary" | grep -o '/[^ ]*' | sort -u)
((${#libraries[@]} > 0)) || die "$binary is linked to nothing"
for library in "${libraries[@]}"; do
  mkdir -p "$files/usr$(dirname "${library#/usr}")"
  install -m 0755 "$library" "$files/usr${library#/usr}"
done
certificates=/etc/ssl/certs/ca-certificates.crt
[[ -e $certificates ]] || die "there is no $certificates; install ca-certificates"
install -m 0644 "$certificates" "$files$certificates"
printf 'nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$files/etc/passwd"
printf 'nonroot:x:65532:\n' >"$files/etc/group"
printf 'hosts: files dns\n' >"$files/etc/nsswitch.conf"
# The umask of whoever builds shows in no image.
find "$files" -type d -exec chmod 0755 {} +
find "$files/etc" -type f -exec chmod 0644 {} +

digest=$(tools/oci-image.sh --root "$files" --name "$name" --output "$output/slipway.tar" \
  --entrypoint /usr/bin/slipway --user 65532:65532 \
  --label "org.opencontainers.image.title=slipway" \
  --label "org.opencontainers.image.version=$version" \
  --label "org.opencontainers.image.licenses=Apache-2.0")

# --- SBOM ----------------------------------------------------------------------------------------

# What dpkg knows of them: "PACKAGE:ARCH: PATH". Each is asked for by the name that the loader uses, by
# that of the file, and by where it was before / and /usr were one; once for all, since it is slow.
mapfile -t owned < <(
  for library in "${libraries[@]}"; do
    printf '%s\n' "$library" "$(readlink -f "$library")" "/usr$library"
  done | sort -u | xargs dpkg-query --search 2>/dev/null | grep -v '^diversion ' || true
)

package_of() { # a library
  local path line
  for path in "$1" "$(readlink -f "$1")" "/usr$1"; do
    for line in "${owned[@]}"; do
      [[ $line != *": $path" ]] || { echo "${line%%:*}" && return; }
    done
  done
  return 1
}

packages=$(
  echo ca-certificates
  for library in "${libraries[@]}"; do
    package_of "$library" || die "no package owns $library"
  done
)
packages=$(sort -u <<<"$packages")

spdx() {
  local package version_of list='' relations='' id
  while read -r package; do
    version_of=$(dpkg-query --show --showformat='${Version}\n' "$package" | head -n 1)
    id=SPDXRef-Package-${package//[^A-Za-z0-9.-]/-}
    list+=",
    {\"SPDXID\": \"$id\", \"name\": \"$package\", \"versionInfo\": \"$version_of\",
     \"supplier\": \"Organization: Debian\", \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false,
     \"licenseConcluded\": \"NOASSERTION\", \"licenseDeclared\": \"NOASSERTION\", \"copyrightText\": \"NOASSERTION\",
     \"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\",
       \"referenceLocator\": \"pkg:deb/debian/$package@${version_of//+/%2B}?arch=amd64\"}]}"
    relations+=",
    {\"spdxElementId\": \"SPDXRef-Slipway\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"$id\"}"
  done <<<"$packages"
  cat <<JSON
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "slipway-$version",
  "documentNamespace": "https://slipway.dev/spdx/slipway-$version/${digest#sha256:}",
  "creationInfo": {"created": "$(created)", "creators": ["Tool: slipway-image-$version"]},
  "packages": [
    {"SPDXID": "SPDXRef-Slipway", "name": "slipway", "versionInfo": "$version",
     "supplier": "Organization: Slipway", "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
     "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION",
     "checksums": [{"algorithm": "SHA256", "checksumValue": "$(sha256sum "$files/usr/bin/slipway" | cut -d' ' -f1)"}],
     "primaryPackagePurpose": "APPLICATION"}$list
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-Slipway"}$relations
  ]
}
JSON
}

# Of the source, so that it is the same whenever it is built.
created() {
  local seconds=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
  date --utc --date="@$seconds" +%Y-%m-%dT%H:%M:%SZ
}

spdx >"$output/slipway.spdx.json"
echo "image: $output/slipway.tar ($(du -h --apparent-size "$output/slipway.tar" | cut -f1)), $name"
echo "image: $output/slipway.spdx.json, $(wc -l <<<"$packages") packages of Debian"
echo "$digest"
