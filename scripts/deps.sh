#!/usr/bin/env bash
# Installs what building and testing need, from Debian 12's own packages. Does nothing, and needs no
# rights, when everything is there.
#
#   deps.sh [--with PACKAGE...]   those, and these too
#   deps.sh --with-node           those, and what runs the pods of a node
set -euo pipefail

packages=(
  g++ cmake ccache ninja-build make git ca-certificates binutils
  libcpprest-dev nlohmann-json3-dev libssl-dev zlib1g-dev libspdlog-dev libfmt-dev libyaml-cpp-dev
  libboost-dev libre2-dev libcli11-dev prometheus-cpp-dev libhowardhinnant-date-dev
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  clang-format-19 clang-tidy-19
  openssl iproute2 lua5.1
)
# has COMMAND: also where only root looks for commands.
has() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }
case ${1:-} in
  --with) packages+=("${@:2}") ;;
  --with-node)
    # Only what is missing: Debian's containerd can't be installed beside Docker's.
    has containerd || packages+=(containerd)
    has runc || packages+=(runc)
    has nft || packages+=(nftables)
    [[ -x /usr/lib/cni/bridge ]] || packages+=(containernetworking-plugins)
    ;;
esac
# Debian's Go only fetches the one that builds the control plane; any other Go does that too.
if ! command -v go >/dev/null && [[ ! -x /usr/local/go/bin/go ]]; then
  packages+=(golang-go)
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "deps: this needs Debian 12 (apt-get not found); packages wanted: ${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "deps: all ${#packages[@]} packages are installed"
  exit 0
fi

as_root=()
if (($(id -u) != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "deps: not installed: ${missing[*]}" >&2
    echo "deps: needs root or sudo to install them; run as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
  [[ -t 0 ]] || as_root=(sudo -n) # nobody there to type a password
fi

echo "deps: installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
  -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
# One unreachable source among several need not matter: the installation below decides.
"${apt[@]}" update || echo "deps: apt-get update failed; trying with the package lists at hand" >&2
if ! "${apt[@]}" install --no-install-recommends "${missing[@]}"; then
  echo "deps: apt-get could not install: ${missing[*]} (see above; is this Debian 12?)" >&2
  exit 1
fi
echo "deps: installed ${#missing[@]} packages"
