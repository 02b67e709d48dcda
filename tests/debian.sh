#!/bin/sh
# Installs the Debian packages that tests need and the machine lacks: sh tests/debian.sh postgresql chromium libreoffice
set -eu

have() {
  case "$1" in
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
    chromium) command -v chromium >/dev/null ;;
    libreoffice) command -v soffice >/dev/null ;;
  esac
}

package() {
  case "$1" in
    libreoffice) echo libreoffice-writer-nogui ;;
    *) echo "$1" ;;
  esac
}

missing=""
for part in "$@"; do
  have "$part" || missing="$missing $(package "$part")"
done
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
