#!/bin/sh
# Compiles and links the library for the systems this machine is not, with zig as the cross compiler (it carries the C
# headers of macOS and of glibc). It runs nothing: that it builds is all that is shown.
# usage: tests/native/cross-check.sh [zig] ; JAVA_HOME, or the javac on the path, gives jni.h
set -eu

if ! zig=$(command -v "${1:-zig}"); then
    echo "zig not found: give its path as the first argument" >&2
    exit 1
fi
zig=$(readlink -f "$zig")
root=$(cd "$(dirname "$0")/../.." && pwd)
if [ -z "${JAVA_HOME:-}" ]; then
    JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ZIG_GLOBAL_CACHE_DIR="$work/cache" ZIG_LOCAL_CACHE_DIR="$work/cache"

# jni_md.h says the same on every system with 64-bit pointers: this machine's serves.
jni_md=$(dirname "$(ls "$JAVA_HOME"/include/*/jni_md.h)")
flags="-std=gnu11 -O2 -fPIC -fvisibility=hidden -D_GNU_SOURCE -I$root/native/include -I$root/native/src
    -isystem $JAVA_HOME/include -isystem $jni_md
    -Wall -Wextra -Werror -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla"

# check <zig's target> <os> <poller> <file>
check() {
    # shellcheck disable=SC2010 # names of ours, without spaces, are meant to fall apart here and below
    sources=$(cd "$root/native/src" && ls ./*.c | grep -v -e /os_ -e /poller_)
    # shellcheck disable=SC2086
    (cd "$root/native/src" && "$zig" cc -target "$1" $flags -shared -o "$work/$4" $sources "os_$2.c" "poller_$3.c")
    echo "$1: $(wc -c <"$work/$4") bytes of $4"
}

check x86_64-macos darwin kqueue libmillrace.dylib
check aarch64-macos darwin kqueue libmillrace.dylib
check aarch64-linux-gnu.2.28 linux epoll libmillrace.so
check x86_64-linux-gnu.2.28 linux epoll libmillrace.so
