#!/bin/sh
# The directions of dependency that docs/architecture.md states, checked over the includes of every source file:
#   base <- config, net <- core (base only) <- store <- sync <- report, cli; connectors see include/crmsync and their own folder alone.
# And each third-party header that has one home is included there and nowhere else.
set -u
top=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top" || exit 1
failed=0

complain() {
	echo "$1"
	failed=1
}

# allowed FOLDER LAYER... : project headers that files of the folder include must come from these layers
allowed() {
	folder=$1
	shift
	files=$(find "$folder" -name '*.[ch]' -o -name '*.cc' | sort)
	[ -n "$files" ] || complain "$folder: no sources found (was it moved?)"
	for file in $files; do
		for header in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]\([^>"]*\)[>"].*/\1/p' "$file"); do
			layer=${header%%/*}
			# The sandbox's --from reads a store from outside.
			[ "$file $header" = "sandbox/from_store.c store/snapshot.h" ] && continue
			case $header in
			base/* | config/* | core/* | store/* | net/* | sync/* | report/* | cli/* | sandbox/* | connectors/*) ;;
			crmsync/*) layer=crmsync ;;
			*) continue ;;
			esac
			case " $* " in
			*" $layer "*) ;;
			*) complain "$file includes <$header>: $folder may use only: $*" ;;
			esac
		done
	done
}

allowed src/base crmsync base
allowed src/config crmsync base config
allowed src/net crmsync base net
allowed src/core crmsync base core
allowed src/store crmsync base store
allowed src/sync crmsync base config net core store sync
allowed src/report crmsync base config net core store sync report
allowed src/cli crmsync base config net core store sync report cli
allowed connectors crmsync
allowed sandbox crmsync base sandbox

# one_home HEADER PATTERN: only files that match the pattern include the header, and at least one does
one_home() {
	header=$1 home=$2
	users=$(grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]([a-z]+/)?$header[>\"]" include src connectors sandbox | sort)
	[ -n "$users" ] || complain "$header: included nowhere (has its home moved?)"
	for file in $users; do
		echo "$file" | grep -qE "$home" || complain "$file includes $header: its home is $home"
	done
}

one_home 'cJSON\.h' '^src/base/json\.c$'
one_home 'curl\.h' '^src/net/transport\.c$'
one_home 'sqlite3\.h' '^src/store/'
one_home 'yaml\.h' '^src/config/'
one_home 'csv\.h' '^connectors/(csv/rows|salesforce/bulk_rows)\.c$'
one_home 'microhttpd\.h' '^sandbox/'

# Functions that overflow or are not ours to call.
banned='\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen|mktemp|tmpnam)\('
hits=$(grep -rnE "$banned" include src connectors sandbox --include='*.[ch]' --include='*.cc' | grep -vE '^\S+:[0-9]+:\s*(/?\*|//)' || true)
[ -z "$hits" ] || complain "banned functions:
$hits"

# JSON goes to standard output through the one function that redacts it and keeps vendors' text from steering a terminal.
hits=$(grep -rnE 'f?printf\((stdout, )?"%s\\n", \*?[a-z]+(\.|->)ptr' src/cli src/report | grep -v '^src/report/json\.c:' || true)
[ -z "$hits" ] || complain "lines that do not go through crm_report_json_line():
$hits"

[ "$failed" -eq 0 ] && echo "dependencies run one way"
exit "$failed"
