# Shared by quickstart and run-tests: what the machine needs, and the build in build/.  Sourced by sh.

# Debian packages, one list for both commands: to build, and to run the tests.
build_packages="gcc g++ make autoconf automake libtool pkg-config libcurl4-openssl-dev libcjson-dev libsqlite3-dev libssl-dev
libyaml-dev libcsv-dev libmicrohttpd-dev libphonenumber-dev libidn2-dev libpsl-dev libutf8proc-dev tzdata ca-certificates curl jq"
test_packages="check python3 openssl sqlite3 mandoc"

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
	for package in "$@"; do
		dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
	done
}

# install_packages PACKAGE...: installs what is missing; on other systems than Debian lists what is needed
install_packages() {
	if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
		say "This is no Debian: install what these Debian packages stand for, if it is missing:"
		say "  $*"
		return 0
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	say "Installing: $missing"
	root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 || { say "Not root and no sudo: run as root: apt-get install $missing"; return 1; }
		root=sudo
	fi
	$root apt-get update -qq || say "apt-get update failed; trying with what is known"
	# shellcheck disable=SC2086
	$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

jobs() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1; }

# build FOLDER CONFIGURE-OPTION...: configures once, then makes all
build() {
	folder=$1
	shift
	[ -x ./configure ] && [ ./configure -nt ./configure.ac ] || ./autogen.sh >/dev/null 2>&1 || { say "autogen.sh failed:"; ./autogen.sh; return 1; }
	mkdir -p "$folder" || return 1
	[ -f "$folder/Makefile" ] || (cd "$folder" && "$top/configure" -q "$@") || return 1
	make -C "$folder" -s -j "$(jobs)" all
}
