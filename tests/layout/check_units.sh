#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The systemd units are right, and the service is closed in: systemd-analyze security says at most 1.5.
set -u
build=${builddir:-.} top=${srcdir:-.}
service=$build/etc/crmsync.service timer=$top/etc/crmsync.timer
failed=0

complain() {
	echo "$1"
	failed=1
}

# What the service needs to work at all must not be taken away by a later hand.
for line in 'LoadCredential=crmsync:' 'StateDirectory=crmsync' 'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX' 'UMask=0077' \
	'NoNewPrivileges=yes' 'ProtectSystem=strict'; do
	grep -q "^$line" "$service" || complain "$service: there is no $line"
done
grep -q '^PrivateNetwork=yes' "$service" && complain "$service: without a network nothing can be synced"
for line in 'RandomizedDelaySec=' 'Persistent=yes' 'WantedBy=timers.target'; do
	grep -q "^$line" "$timer" || complain "$timer: there is no $line"
done
grep -q '@[a-z]*@' "$service" && complain "$service: a placeholder is left"

if ! command -v systemd-analyze >/dev/null; then
	echo "systemd-analyze is missing: exposure not checked"
	[ "$failed" -eq 0 ] && exit 77
	exit 1
fi
said=$(systemd-analyze security --no-pager --offline=true "$service" 2>&1)
level=$(echo "$said" | sed -n 's/.*Overall exposure level[^:]*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
if [ -z "$level" ]; then
	echo "systemd-analyze does not know --offline: $said" | head -n 3
	[ "$failed" -eq 0 ] && exit 77
	exit 1
fi
[ "$level" -le 15 ] || complain "exposure is $level tenths, at most 15 are allowed: $said"
[ "$failed" -eq 0 ] && echo "exposure $level tenths"
exit "$failed"
