#!/usr/bin/env bash
# Installs the Debian packages of tools/packages.txt that are missing, for the groups named:
#   tools/install-packages.sh build test
# As a normal user it says what it will install and uses sudo. Does nothing when nothing is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

wanted() {
  awk -v groups=" $* " '
    /^\[/ { group = substr($0, 2, length($0) - 2); next }
    /^#/ || !NF { next }
    index(groups, " " group " ") { print $1 }' "$here/packages.txt"
}

missing() {
  local name
  for name in $(wanted "$@"); do
    case "$name" in
      # Any Node.js from 20 on will do, wherever it comes from.
      nodejs | npm) command -v "${name/nodejs/node}" >/dev/null && continue ;;
    esac
    dpkg-query -W -f='${db:Status-Abbrev}' "$name" 2>/dev/null | grep -q '^ii' || echo "$name"
  done
}

if ! command -v apt-get >/dev/null; then
  echo "This is not Debian: install the packages of tools/packages.txt ($*) by hand." >&2
  exit 0
fi
mapfile -t names < <(missing "$@")
((${#names[@]})) || exit 0
sudo=""
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "Missing: ${names[*]}. Install them as root." >&2; exit 1; }
  sudo=sudo
fi
echo "Installing ${#names[@]} Debian packages${sudo:+ with sudo}: ${names[*]}"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  -o Dpkg::Use-Pty=0 "${names[@]}" >/dev/null
