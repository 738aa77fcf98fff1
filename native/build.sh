#!/bin/sh
# Builds the native library into <output-dir>/<prefix>/. Silent when all goes well.
# usage: native/build.sh <build-dir> <output-dir> [-DNAME=value ...]
set -eu

if [ $# -lt 2 ]; then
    echo "usage: $0 <build-dir> <output-dir> [-DNAME=value ...]" >&2
    exit 1
fi
source=$(cd "$(dirname "$0")/.." && pwd)
build=$1
output=$2
shift 2

have() {
    command -v "$1" >/dev/null 2>&1
}

# Asked for its version, because macOS has a cc that does nothing but ask for the real one to be installed.
compiler_works() {
    ${CC:-cc} --version >/dev/null 2>&1
}

if ! have cmake || ! { have make || have ninja; } || ! compiler_works; then
    case $(uname -s) in
        Darwin) hint='xcode-select --install; brew install cmake' ;;
        *) hint='apt install cmake make gcc' ;;
    esac
    echo "Millrace's native library needs cmake, make and a C compiler: $hint" >&2
    exit 1
fi

mkdir -p "$build" "$output"
log=$build/build.log
output=$(cd "$output" && pwd)

# CMake refuses a build directory that was made for another checkout.
if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$source" "$build/CMakeCache.txt"; then
    rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
fi

run() {
    if ! "$@" >>"$log" 2>&1; then
        cat "$log" >&2
        exit 1
    fi
}

: >"$log"
run cmake -S "$source" -B "$build" -DMILLRACE_OUTPUT="$output" -DJAVA_HOME="${JAVA_HOME:-}" "$@"
run cmake --build "$build" --parallel
