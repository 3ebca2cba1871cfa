#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Values reach SQLite as parameters only: no SQL is put together from pieces, and no string constant of SQL has a place for one.  What may be
# put together is listed here, with the reason.
set -u
top=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
cd "$top/src" || exit 1
failed=0

complain() {
	echo "$1"
	failed=1
}

hits=$(grep -rnE 'sqlite3_(mprintf|vmprintf|snprintf|vsnprintf|get_table)|sqlite3_str_append' . --include='*.[ch]')
[ -z "$hits" ] || complain "SQL that is put together:
$hits"

# PRAGMA takes no parameters: numbers of our own; EXPLAIN of one of our own statements (tests and bench)
allowed='store/migrate\.c:.*"PRAGMA application_id = %d; PRAGMA user_version = %d"|store/inspect\.c:.*"EXPLAIN QUERY PLAN %s"'
hits=$(grep -rnE '"[^"]*(SELECT|INSERT|UPDATE|DELETE|REPLACE|PRAGMA|EXPLAIN|ATTACH|VACUUM|WHERE|VALUES)[ (][^"]*%[^"]*"' . --include='*.[ch]' |
	grep -vE "$allowed" | grep -vE "LIKE '[^']*%'")
[ -z "$hits" ] || complain "SQL with a place for a value:
$hits"

# one home of SQL
hits=$(grep -rlE 'sqlite3_(exec|prepare)' . --include='*.[ch]' | grep -v '^\./store/')
[ -z "$hits" ] || complain "SQL outside src/store: $hits"
[ "$failed" -eq 0 ] && echo "values are bound"
exit "$failed"
