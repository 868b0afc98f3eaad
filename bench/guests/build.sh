#!/usr/bin/env bash
# Rebuilds the benchmark guests: build.sh [NAME...]   everything from this folder alone by default
#   LUA_SOURCE=DIR build.sh lua           DIR: an unpacked Lua 5.4 source tree (`apt-get source lua5.4`)
#   SQLITE_SOURCE=DIR build.sh sqlite     DIR: where sqlite3.c is, the amalgamation (npm package better-sqlite3 12.11.1, deps/sqlite3)
#   QUICKJS_SOURCE=DIR build.sh quickjs   DIR: an unpacked QuickJS 2021-03-27 source tree (npm package qjsc, deps/quickjs_2021_03_27)
# Packages on Debian 12: clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32. No SIMD but where the list says so, no wasm-opt: what every
# interpreter can run. Texts in wat/ are turned into modules by this repository's own `weft parse`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

SYSROOT=${SYSROOT:-/usr/lib/wasm32-wasi}
WORK=${WORK:-${TMPDIR:-/tmp}/weft-bench}
COMPILE=(clang-19 --target=wasm32-wasi -O3 -std=gnu17)
mkdir -p "$WORK"

link() { # name, objects and options...
  local output=$1.wasm; shift
  wasm-ld-19 -m wasm32 --strip-debug "-L$SYSROOT" "$SYSROOT/crt1-command.o" "$@" -lc \
    "$(clang-19 --target=wasm32-wasi -print-libgcc-file-name)" -o "$output"
  chmod 644 "$output"
  ls -l "$output"
}

# The features that a guest is built with beyond clang's defaults.
features() {
  case $1 in
    saxpy | mandelsimd | chacha20 | base64simd | dot | pixels | scan | gemmsimd) echo -msimd128 ;;
    relaxed) echo -mrelaxed-simd ;;
    threaded) echo -mtail-call ;;
  esac
}

build_c() {
  local options=()
  read -ra options <<< "$(features "$1")"
  "${COMPILE[@]}" -Wall -Wextra -Werror "${options[@]}" -c "c/$1.c" -o "$WORK/$1.o"
  link "$1" "$WORK/$1.o"
}

# No C library exists for 64-bit addresses: one source, freestanding, for both widths.
build_width() { # 32 or 64
  clang-19 "--target=wasm$1" -O3 -std=gnu17 -ffreestanding -fno-builtin -nostdlib -mbulk-memory -Wall -Wextra -Werror -c c/memory64.c -o "$WORK/memory$1.o"
  wasm-ld-19 -m "wasm$1" --no-entry --strip-debug "$WORK/memory$1.o" -o "memory$1.wasm"
  chmod 644 "memory$1.wasm"
  ls -l "memory$1.wasm"
}

build_text() {
  ../../weft parse "wat/$1.wat" -o "$1.wasm"
  ls -l "$1.wasm"
}

build_lua() {
  local source objects=() name
  : "${LUA_SOURCE:?set it to an unpacked Lua 5.4 source tree}"
  # Errors end the program (no setjmp on this target), and io, os, coroutine, debug and package stay out.
  mkdir -p "$WORK/lua/include"
  echo 'typedef int jmp_buf;' > "$WORK/lua/include/setjmp.h"
  echo '#define DEB_HOST_MULTIARCH "wasm32-wasi"' > "$WORK/lua/include/lua5.4-deb-multiarch.h"
  for name in lapi lauxlib lbaselib lcode lctype ldebug ldo ldump lfunc lgc llex lmathlib lmem lobject lopcodes lparser lstate lstring lstrlib ltable ltablib \
    ltm lundump lutf8lib lvm lzio; do
    "${COMPILE[@]}" -I"$WORK/lua/include" '-DLUAI_THROW(L,c)=__builtin_trap()' '-DLUAI_TRY(L,c,a)={a}' -Dluai_jmpbuf=int -DLUA_USE_JUMPTABLE=0 \
      -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -c "$LUA_SOURCE/src/$name.c" -o "$WORK/lua/$name.o"
    objects+=("$WORK/lua/$name.o")
  done
  "${COMPILE[@]}" -Wall -Wextra -Werror -I"$WORK/lua/include" -I"$LUA_SOURCE/src" -c c/lua.c -o "$WORK/lua/main.o"
  link lua "$WORK/lua/main.o" "${objects[@]}" -lwasi-emulated-process-clocks -lwasi-emulated-signal
}

build_quickjs() {
  local objects=() name
  : "${QUICKJS_SOURCE:?set it to an unpacked QuickJS source tree}"
  mkdir -p "$WORK/quickjs"
  for name in quickjs libregexp libunicode cutils; do
    "${COMPILE[@]}" -w -D_GNU_SOURCE -DCONFIG_VERSION='"2021-03-27"' -DEMSCRIPTEN -DFE_DOWNWARD=0 -DFE_UPWARD=0 -c "$QUICKJS_SOURCE/$name.c" -o "$WORK/quickjs/$name.o"
    objects+=("$WORK/quickjs/$name.o")
  done
  "${COMPILE[@]}" -Wall -Wextra -Werror -isystem "$QUICKJS_SOURCE" -c c/quickjs.c -o "$WORK/quickjs/main.o"
  link quickjs "$WORK/quickjs/main.o" "${objects[@]}" -z stack-size=1048576
}

build_sqlite() {
  : "${SQLITE_SOURCE:?set it to a folder with sqlite3.c}"
  mkdir -p "$WORK/sqlite"
  "${COMPILE[@]}" -w -DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_TEMP_STORE=3 -DSQLITE_OMIT_WAL -DSQLITE_OMIT_LOAD_EXTENSION \
    -c "$SQLITE_SOURCE/sqlite3.c" -o "$WORK/sqlite/sqlite3.o"
  "${COMPILE[@]}" -Wall -Wextra -Werror -isystem "$SQLITE_SOURCE" -c c/sqlite.c -o "$WORK/sqlite/main.o"
  link sqlite "$WORK/sqlite/main.o" "$WORK/sqlite/sqlite3.o" -z stack-size=1048576
}

shopt -s nullglob
if [ $# -eq 0 ]; then
  for source in c/*.c wat/*.wat; do
    name=$(basename "${source%.*}")
    case $name in
      lua | quickjs | sqlite) ;; # need the sources of others
      *) set -- "$@" "$name" ;;
    esac
  done
  set -- "$@" memory32
fi

for name in "$@"; do
  case $name in
    lua | quickjs | sqlite) "build_$name" ;;
    memory32 | memory64) "build_width" "${name#memory}" ;;
    *) if [ -f "wat/$name.wat" ]; then build_text "$name"; else build_c "$name"; fi ;;
  esac
done
