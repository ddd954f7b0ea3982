#!/bin/sh
# Follows deploy/README.md on a fresh Debian with a real systemd, in a container, and says what came of each step.
# As root, from the top of the source:   sh deploy/try-on-systemd.sh DIRECTORY [DEBIAN-MIRROR]
# Needs debootstrap and systemd-container; DIRECTORY takes 700 MB. The host's network is used, and nothing outside DIRECTORY
# is changed. It sends nothing: no server is named, so doctor must fail at just those, and the daemon must wait for them.
set -eu
root=$1
[ -x "$root/usr/bin/python3" ] || debootstrap --variant=minbase --include=systemd,python3-venv,ca-certificates \
    bookworm "$root" "${2:-http://deb.debian.org/debian}"
mkdir -p "$root/src"
cp -R bot deploy rules pyproject.toml README.md LICENSE requirements.lock "$root/src/"
# where this machine reaches packages through a mirror of its own, the container does the same and believes the same certificates
if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/"; fi
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"

systemd-nspawn --quiet --directory "$root" --register=no --keep-unit --resolv-conf=copy-host --boot >"$root.log" 2>&1 &
container=$!
trap 'kill -s RTMIN+4 "$leader" 2>/dev/null; wait "$container" || true' EXIT
leader=""
for _ in $(seq 60); do
    leader=$(pgrep -P "$container" systemd || true)
    if [ -n "$leader" ] && inside=$(nsenter --target "$leader" --mount --pid --root systemctl is-system-running 2>/dev/null); then break; fi
    sleep 1
done
echo "systemd in the container: $inside"

nsenter --target "$leader" --mount --uts --ipc --pid --cgroup --root env -i HOME=/root \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -eu <<'STEPS'
cd /src
echo "1. install"
python3 -m venv /opt/listwarden
/opt/listwarden/bin/pip install --quiet --require-hashes --requirement requirements.lock
/opt/listwarden/bin/pip install --quiet --no-deps --no-build-isolation --force-reinstall .
ln -sf /opt/listwarden/bin/listwarden /usr/local/bin/listwarden
install -D -m 644 deploy/listwarden.1 /usr/local/share/man/man1/listwarden.1       # man listwarden
install -D -m 644 deploy/listwarden.bash /etc/bash_completion.d/listwarden         # completion in bash
listwarden demo --out /tmp/listwarden-demo >/dev/null

echo "2. a user, a place"
install -D -m 644 deploy/listwarden.sysusers /etc/sysusers.d/listwarden.conf && systemd-sysusers
install -d -m 750 -g listwarden /etc/listwarden /etc/listwarden/rules
install -d -m 700 -o listwarden -g listwarden /var/lib/listwarden
install -m 640 -g listwarden deploy/listwarden.toml /etc/listwarden/
install -m 640 -g listwarden rules/salon.yaml /etc/listwarden/rules/
(umask 077; echo x >/etc/listwarden/imap-password; echo x >/etc/listwarden/smtp-password)

echo "4. doctor"
listwarden doctor && status=0 || status=$?
[ "$status" -eq 1 ] # imap.example.org and its like are nobody
[ -z "$(find /var/lib/listwarden -not -user listwarden)" ]

echo "5. the service"
install -m 644 deploy/listwarden.service /etc/systemd/system/
systemd-analyze verify /etc/systemd/system/listwarden.service
systemctl daemon-reload && systemctl enable --quiet --now listwarden
systemctl is-active listwarden
systemctl reload listwarden
journalctl -u listwarden | grep -q '"event": *"ready"'
systemd-analyze security --no-pager listwarden | tail -n 1

echo "6. a week of watching, then live"
listwarden journal --since 2026-01-31
listwarden rules check
printf 'From: a@example.org\nTo: salon@lists.example.org\nSubject: x\n\nGood evening.\n' >post.eml
listwarden explain post.eml --list salon.lists.example.org | head -n 1
sed -i 's/^mode = "observe"/mode = "live"/' /etc/listwarden/listwarden.toml
systemctl reload listwarden

echo "7. every day"
listwarden status '<nobody@example.org>' || :
listwarden held list
listwarden outbox list
systemctl is-active listwarden

echo "8. backup and restore"
install -d -m 700 -o listwarden /var/backups/listwarden
runuser -u listwarden -- /opt/listwarden/bin/python -c 'import os, sqlite3, sys; os.umask(0o077)
a, b = map(sqlite3.connect, sys.argv[1:]); a.backup(b)' /var/lib/listwarden/listwarden.db /var/backups/listwarden/listwarden.db
systemctl stop listwarden
systemctl show --property Result listwarden
install -m 600 -o listwarden -g listwarden /var/backups/listwarden/listwarden.db /var/lib/listwarden/
rm -f /var/lib/listwarden/listwarden.db-wal /var/lib/listwarden/listwarden.db-shm
systemctl start listwarden
[ -z "$(find /var/lib/listwarden -not -user listwarden)" ]

echo "9. upgrade"
/opt/listwarden/bin/pip install --quiet --require-hashes --requirement requirements.lock
/opt/listwarden/bin/pip install --quiet --no-deps --no-build-isolation --force-reinstall .
listwarden doctor >/dev/null || :
systemctl restart listwarden
systemctl is-active listwarden

echo "10. removal"
systemctl disable --quiet --now listwarden
rm -r /etc/systemd/system/listwarden.service /etc/sysusers.d/listwarden.conf /opt/listwarden /usr/local/bin/listwarden \
    /usr/local/share/man/man1/listwarden.1 /etc/bash_completion.d/listwarden
systemctl daemon-reload
rm -r /etc/listwarden /var/lib/listwarden /var/backups/listwarden
userdel listwarden
STEPS
