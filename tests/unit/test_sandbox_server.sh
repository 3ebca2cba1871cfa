#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Drives a running crmsync-sandbox with curl.  With a vendor built in, also faults on the wire.
set -u
command -v curl >/dev/null || { echo "curl is missing, skipped"; exit 77; }

program=${CRMSYNC_SANDBOX:-./crmsync-sandbox}
CRMSYNC_SANDBOX_DATA=${srcdir:-.}/sandbox
export CRMSYNC_SANDBOX_DATA
dir=$(mktemp -d) || exit 99
server=
failures=0

cleanup () {
	[ -n "$server" ] && kill "$server" 2>/dev/null
	rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 99' HUP INT TERM

start () {
	rm -f "$dir/port"
	"$program" --port-file "$dir/port" --quiet "$@" &
	server=$!
	tries=0
	while [ ! -s "$dir/port" ]; do
		kill -0 "$server" 2>/dev/null || { echo "the sandbox did not start"; exit 1; }
		tries=$((tries + 1))
		[ "$tries" -lt 6000 ] || { echo "the sandbox did not listen"; exit 1; }
		sleep 0.1
	done
	url=http://127.0.0.1:$(cat "$dir/port")
}

stop () {
	kill -TERM "$server"
	wait "$server"
	code=$?
	server=
	is "exit status" 0 "$code"
}

is () {
	[ "$2" = "$3" ] && return
	echo "FAIL: $1: expected '$2', got '$3'"
	failures=$((failures + 1))
}

has () {
	case $3 in
	*"$2"*) ;;
	*)
		printf "FAIL: %s: '%s' is not in '%.300s'\\n" "$1" "$2" "$3"
		failures=$((failures + 1))
		;;
	esac
}

status () {
	curl -s -o "$dir/body" -w '%{http_code}' -m 600 "$@"
}

# --- command line ---
is "version" 0 "$("$program" --version >/dev/null; echo $?)"
has "help" "--port-file" "$("$program" --help)"
is "other interface" 2 "$("$program" --listen 0.0.0.0:0 2>"$dir/err"; echo $?)"
has "other interface" "not on the loopback" "$(cat "$dir/err")"
is "unknown vendor" 2 "$("$program" --system a=nobody 2>"$dir/err"; echo $?)"
has "unknown vendor" "vendor 'nobody' is not built in" "$(cat "$dir/err")"

# --- control ---
start --state "$dir/state"
is "health" 200 "$(status "$url/__sandbox/health")"
is "systems" 200 "$(status "$url/__sandbox/systems")"
vendor=$(sed -n 's/^\[{"name":"\([a-z]*\)".*/\1/p' "$dir/body")
is "unknown system" 404 "$(status "$url/nobody/x")"
has "unknown system" '{"error":"no system is served' "$(cat "$dir/body")"
is "unknown control request" 404 "$(status "$url/__sandbox/x")"
is "method" 405 "$(status -X PUT "$url/__sandbox/faults")"
is "wrong body" 400 "$(status "$url/__sandbox/clock" -d '{')"
is "clock" 200 "$(status "$url/__sandbox/clock" -d '{"advance_s":864000}')"
day=$(date -u -d '+10 days' '+%d %b %Y' 2>/dev/null || date -u -v+10d '+%d %b %Y')
has "date header" "$day" "$(curl -sI -X GET "$url/__sandbox/health")"
is "wrong fault" 400 "$(status "$url/__sandbox/faults" -d '{"action":"none"}')"
is "fault" 201 "$(status "$url/__sandbox/faults" -d '{"action":"drop_before","path":"^/never$"}')"
has "fault is listed" '"path":"^/never$"' "$(curl -s "$url/__sandbox/faults")"
is "faults are gone" 204 "$(status -X DELETE "$url/__sandbox/faults")"
is "no faults" '[]' "$(curl -s "$url/__sandbox/faults")"
is "history" 200 "$(status "$url/__sandbox/history?since=0")"
head -c 67108865 /dev/zero > "$dir/large"
is "body too large" 413 "$(status -H 'Expect:' "$url/__sandbox/clock" --data-binary @"$dir/large")"
is "body too large, chunked" 413 \
	"$(status -H 'Transfer-Encoding: chunked' "$url/__sandbox/clock" --data-binary @"$dir/large")"
is "keep-alive" "1 0 " \
	"$(curl -s -o /dev/null -o /dev/null -w '%{num_connects} ' "$url/__sandbox/health" "$url/__sandbox/health")"
kill -USR1 "$server"
tries=0
while [ ! -s "$dir/state" ] && [ "$tries" -lt 6000 ]; do sleep 0.1; tries=$((tries + 1)); done
has "state on SIGUSR1" '{"sandbox_state":1' "$(head -c 30 "$dir/state")"
rm -f "$dir/state"
stop
has "state at the end" '{"sandbox_state":1,"clock_offset_ms":864000000' "$(head -n 1 "$dir/state")"
start --state "$dir/state"
has "state is loaded" '"advanced_ms":864000000' "$(curl -s "$url/__sandbox/clock")"
stop
echo 'rubbish' > "$dir/state"
is "damaged state" 1 "$("$program" --quiet --state "$dir/state" 2>"$dir/err"; echo $?)"
has "damaged state" "state '$dir/state': line 1" "$(cat "$dir/err")"

# --- a vendor: seeds, faults on the wire, stalls that hold up nobody ---
if [ -n "$vendor" ]; then
	start --seed demo --truth "$dir/truth"
	has "truth" '"entity":"person-anna-mueller"}' "$(cat "$dir/truth")"
	is "body too large for a vendor" 413 "$(status "$url/$vendor/x" --data-binary @"$dir/large")"
	curl -s -o /dev/null -X DELETE "$url/__sandbox/history"
	has "demo records" '@nordwind-logistik.example' "$(curl -s "$url/__sandbox/records/$vendor/contact")"
	set_fault () { is "set $1" 201 "$(status "$url/__sandbox/faults" -d "$1")"; }
	set_fault '{"action":"drop_before","path":"^/x"}'
	is "dropped" 000 "$(status "$url/$vendor/x")"
	set_fault '{"action":"truncate","path":"^/x"}'
	curl -s -m 600 -o "$dir/body" "$url/$vendor/x"
	is "truncated" 18 $?
	set_fault '{"action":"status","code":503,"body":{"a":1},"headers":{"Retry-After":"7"}}'
	has "status" "Retry-After: 7" "$(curl -si -m 600 "$url/$vendor/x")"
	set_fault '{"action":"html"}'
	has "html" "text/html" "$(curl -si -m 600 "$url/$vendor/x")"
	set_fault '{"action":"stall","path":"^/slow","ms":2147483647}'
	curl -s -o /dev/null "$url/$vendor/slow" &
	slow=$!
	tries=0
	until curl -s "$url/__sandbox/faults" | grep -q '"action":"stall".*"hits":1' || [ "$tries" -ge 6000 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	is "others are answered meanwhile" 200 "$(status "$url/__sandbox/health")"
	lines=$(curl -s "$url/__sandbox/history" | grep -c '"seq":')
	is "history lines" 4 "$lines"
	has "history" '"fault":"html"' "$(curl -s "$url/__sandbox/history?since=4")"
	stop
	wait "$slow"
	start --seed 50
	is "seeded people" 200 "$(status "$url/__sandbox/records/$vendor/contact")"
	has "seeded people" '"id":' "$(head -n 1 "$dir/body")"
	stop
fi

[ "$failures" -eq 0 ] || exit 1
