# Sourced by ./lamina, ./test and eng/*: finds a .NET 10 SDK and makes programs built with it start.
# Sets: dotnet (full path). Exports: DOTNET_ROOT and quiet defaults.

dotnet=$(command -v dotnet || true)
for candidate in "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
  if [ -z "$dotnet" ] && [ -x "$candidate" ]; then dotnet=$candidate; fi
done
if [ -z "$dotnet" ]; then
  echo "lamina: no 'dotnet' found; install the .NET 10 SDK (https://dot.net) or put it on PATH" >&2
  exit 1
fi
dotnet=$(readlink -f "$dotnet")

# The programs' own launchers look here for the runtime.
export DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$dotnet")}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# The SDK wants a home to write to; a bare container may have none.
if [ -z "${HOME:-}" ] || [ ! -w "${HOME:-/nonexistent}" ]; then
  export DOTNET_CLI_HOME="$here/artifacts/home" NUGET_PACKAGES="${NUGET_PACKAGES:-$here/artifacts/packages}"
  mkdir -p "$DOTNET_CLI_HOME"
fi

# build_alone COMMAND...: runs a dotnet command that compiles, with a compiler server of its own. One warm compiler makes a
# build of many projects several times faster; it is ended with the build, so that nothing outlives what started it.
build_alone() {
  local server="lamina-$$-$RANDOM" code=0
  trap "end_compiler $server" EXIT
  "$@" -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$server" || code=$?
  trap - EXIT
  end_compiler "$server"
  return "$code"
}

end_compiler() {
  "$dotnet" "$(dirname "$dotnet")/sdk/$("$dotnet" --version)/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$1" -shutdown >/dev/null 2>&1 || true
}
