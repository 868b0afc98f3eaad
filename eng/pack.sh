#!/usr/bin/env bash
# Packs the command: as a tool of .NET (a package that points at the others, one with the native command for this system, one for the ordinary
# runtime anywhere), and as a plain archive; and the libraries that a program needs, with machine code for the same system, and for others that are
# named. Everything ends up in artifacts/packages.
#   eng/pack.sh [RUNTIME [OTHER...]]          the system that it is run on unless said, such as linux-x64
# A release is made with: eng/pack.sh linux-x64 linux-arm64 win-x64 win-arm64 osx-x64 osx-arm64
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runtime=${1:-$(dotnet msbuild "$root/src/Weft.Cli" -getProperty:NETCoreSdkPortableRuntimeIdentifier)}
packages=$root/artifacts/packages
jit=$root/artifacts/pack/jit
code=$root/artifacts/pack/code
rm -rf "$packages" "$jit" "$code"
export DOTNET_NOLOGO=1

# Its own folders and lock files, as in ./weft: what is built for one runtime must not disturb the builds of the solution.
build=(-c Release -v quiet --nologo "-p:WeftLauncher=true" "-p:ArtifactsPath=$root/artifacts/pack" "-p:RunAnalyzers=false" -p:DebugType=none "-p:WeftJitFolder=$jit")

dotnet publish "$root/src/Weft.Cli" "${build[@]}" -r "$runtime" --self-contained false -p:PublishReadyToRun=true \
  -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false -o "$jit"
dotnet pack "$root/src/Weft.Cli" "${build[@]}" -p:WeftTool=true -r "$runtime" -o "$packages"
out=$root/artifacts/pack/publish/Weft.Cli/release_$runtime
stage=$root/artifacts/pack/archive
rm -rf "$stage"
mkdir -p "$stage/weft"
cp "$out/Weft.Cli" "$stage/weft/weft"
cp -r "$jit" "$stage/weft/jit"
cp "$root/LICENSE" "$root/README.md" "$stage/weft/"
tar -C "$stage" -czf "$packages/weft-$runtime.tar.gz" weft

dotnet pack "$root/src/Weft.Cli" "${build[@]}" -p:WeftTool=true -r any -o "$packages"
dotnet pack "$root/src/Weft.Cli" "${build[@]}" -p:WeftTool=true -o "$packages"

# The libraries, Weft.Bindings among them, the source generator of [WitWorld]. Their machine code is what publishing the command has made of the
# same CIL; for other systems the command is published for the sake of it.
libraries=(Weft.Wasm Weft Weft.Components Weft.Wasi)
take() {
  mkdir -p "$code/$2"
  for library in "${libraries[@]}"; do
    cp "$1/$library.dll" "$code/$2/"
  done
}

take "$jit" "$runtime"
for other in "${@:2}"; do
  dotnet publish "$root/src/Weft.Cli" "${build[@]}" -r "$other" --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false \
    -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false -o "$root/artifacts/pack/other/$other"
  take "$root/artifacts/pack/other/$other" "$other"
done

for library in "${libraries[@]}" Weft.Bindings; do
  dotnet pack "$root/src/$library" "${build[@]}" "-p:WeftReadyToRunFolder=$code" -o "$packages"
done

ls -l "$packages"
