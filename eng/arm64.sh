#!/usr/bin/env bash
# The specification's scripts on linux-arm64, in an emulator of its processor: what this repository's machines have instead of one. A process for each script,
# because the emulator keeps a table of all memory that is reserved, and guard pages reserve much.
#
#   eng/arm64.sh [--no-build] [--tier TIER] [--bounds-checks CHECKS] SCRIPT|FOLDER...
#   eng/arm64.sh [--no-build] -- ARGUMENTS OF THE COMMAND
#
# Needs qemu-aarch64 and the C and C++ libraries of that processor (Debian: qemu-user libc6-arm64-cross libstdc++6-arm64-cross). Exit code 1 when a script
# fails, 3 when there is no emulator.
set -u
cd "$(dirname "$0")/.."
sysroot=${WEFT_ARM64_SYSROOT:-/usr/aarch64-linux-gnu}
build=1
options=()
[[ ${1-} == --no-build ]] && { build=0; shift; }
while [[ ${1-} == --?* ]]; do
  options+=("$1" "$2")
  shift 2
done

command -v qemu-aarch64 >/dev/null && [ -e "$sysroot/lib/libstdc++.so.6" ] || { echo "there is no emulator of arm64 here, or no libraries for it in $sysroot" >&2; exit 3; }
out=$PWD/artifacts/arm64
[ "$build" -eq 0 ] || dotnet publish src/Weft.Cli -c Release -r linux-arm64 --self-contained --nologo -v quiet -p:PublishReadyToRun=false -p:RunAnalyzers=false \
  --artifacts-path "$out/build" -o "$out/weft" >&2 || exit 1

# What emulators do not have: memory that is mapped twice, and processors enough for a collector beside the program.
export DOTNET_EnableWriteXorExecute=0 DOTNET_gcConcurrent=0 DOTNET_TieredPGO=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_GCHeapHardLimit=0x40000000
weft() { qemu-aarch64 -L "$sysroot" "$out/weft/Weft.Cli" "$@"; }
if [[ ${1-} == -- ]]; then
  shift
  weft "$@"
  exit
fi

passed=0
failed=0
while IFS= read -r script; do
  last=$(weft wast "${options[@]}" "$script" 2>"$out/errors" | tee "$out/output" | tail -1)
  if [[ $last =~ ^([0-9]+)\ passed,\ 0\ failed ]]; then
    passed=$((passed + BASH_REMATCH[1]))
  else
    failed=$((failed + 1))
    echo "$script"
    tail -n 20 "$out/output" "$out/errors"
  fi
done < <(find "$@" -name '*.wast' | sort)
echo "$passed passed, $failed scripts failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
