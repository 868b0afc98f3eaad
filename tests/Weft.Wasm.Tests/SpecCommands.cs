// The commands of the specification's scripts, for tests that go through all of them.
using System.Collections.Immutable;
using Weft.Tests.Shared;
using Weft.Wasm.Text.Script;

namespace Weft.Wasm.Tests;

/// <summary>Every command of the suites that Weft passes.</summary>
internal static class SpecCommands
{
    private static readonly string[] s_folders = ["core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic"];

    /// <summary>The commands, those of threads included, with the path of their script.</summary>
    public static IEnumerable<(string Script, ScriptCommand Command)> All() =>
        SpecData.Scripts(s_folders).SelectMany(script => Flatten(ScriptParser.Parse(SpecData.Read(script))).Select(command => (script, command)));

    private static IEnumerable<ScriptCommand> Flatten(ImmutableArray<ScriptCommand> commands) =>
        commands.SelectMany(command => command is ThreadCommand thread ? Flatten(thread.Commands) : [command]);
}
