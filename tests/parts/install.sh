#!/bin/sh
# The servers and the browser that the tests talk to: Debian packages, put in where they are missing.
set -eu

missing=""
need() { # PACKAGE FILE...: the package, unless one of the files is there
    package=$1
    shift
    for file in "$@"; do
        [ -x "$file" ] && return 0
    done
    missing="$missing $package"
}

need dovecot-imapd /usr/sbin/dovecot
need dovecot-lmtpd /usr/lib/dovecot/lmtp
need dovecot-submissiond /usr/lib/dovecot/submission
need chromium "$(command -v chromium || echo /usr/bin/chromium)"
need postgresql "$(command -v postgres || echo /usr/lib/postgresql/bin/postgres)" /usr/lib/postgresql/*/bin/postgres
need vacation /usr/bin/vacation
need systemd "$(command -v systemd-analyze || echo /usr/bin/systemd-analyze)"

[ -z "$missing" ] && apt-cache show postfix >/dev/null 2>&1 && exit 0
if [ "$(id -u)" -ne 0 ]; then
    [ -z "$missing" ] && exit 0
    echo "The tests need these packages: apt-get install$missing" >&2
    exit 1
fi
apt-get update --quiet=2
# runlevel 1: the packages must not start their services
# shellcheck disable=SC2086 - one word a package
[ -z "$missing" ] || RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet=2 --no-install-recommends $missing
