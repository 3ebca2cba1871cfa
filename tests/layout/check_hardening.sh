#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What was built is hardened: position-independent, read-only relocations bound at start, no executable stack, checked string functions,
# guarded stacks, no folder of the build in what is installed.  Left out where configure was told to build otherwise.
set -u
build=${builddir:-.}
makefile=$build/Makefile
command -v readelf >/dev/null || { echo "readelf is missing, skipped"; exit 77; }
grep -q '^HARDEN_CFLAGS =.*-fstack-protector' "$makefile" || { echo "built without hardening flags, skipped"; exit 77; }
grep -q '^CFLAGS =.*-O[1-3s]' "$makefile" || { echo "built without optimisation, skipped"; exit 77; }
failed=0

complain() {
	echo "$1"
	failed=1
}

# has FILE WHAT PATTERN READELF-OPTION
has() {
	readelf "$4" -W "$1" 2>/dev/null | grep -qE "$3" || complain "$1: $2"
}

object() {
	has "$1" "no read-only relocations" 'GNU_RELRO' -l
	has "$1" "relocations are not bound at start" 'FLAGS.*NOW' -d
	has "$1" "stacks are not guarded" '__stack_chk_fail' -s
	readelf -lW "$1" | grep 'GNU_STACK' | grep -q 'E ' && complain "$1: the stack is executable"
	readelf -lW "$1" | grep -qE 'LOAD.* RWE ' && complain "$1: a segment is both writable and executable"
	return 0
}

for program in crmsync crmsync-sandbox; do
	file=$build/.libs/$program
	[ -f "$file" ] || file=$build/$program
	object "$file"
	has "$file" "no position-independent executable" 'Type:.*DYN' -h
	has "$file" "no position-independent executable" 'FLAGS_1.*PIE' -d
	has "$file" "no checked string functions (FORTIFY)" '__(snprintf|fprintf|printf|memcpy|memmove|vsnprintf)_chk' -s
done
object "$build/.libs/libcrmsync.so"
has "$build/.libs/libcrmsync.so" "no checked string functions (FORTIFY)" '__(snprintf|vsnprintf)_chk' -s
modules=0
for file in "$build"/connectors/*/.libs/*.so; do
	object "$file"
	modules=$((modules + 1))
done
[ "$modules" -ge 3 ] || complain "only $modules connectors were found"
[ "$failed" -eq 0 ] && echo "hardened"
exit "$failed"
