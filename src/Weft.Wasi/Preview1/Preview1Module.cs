// WASI preview 1 as a core module: it imports the functions of the host, and exports just those again. Who imports them calls the host without a
// function in between, so that the host sees the module that calls, whose memory it works on.

using System.Collections.Immutable;
using Weft.Components;
using Weft.Wasm;

namespace Weft.Wasi.Preview1;

/// <summary>Makes the module.</summary>
internal static class Preview1Module
{
    /// <summary>Loads the module into an engine.</summary>
    public static Module Load(Engine engine)
    {
        ImmutableArray<(string Name, FunctionType Type)> functions = Preview1Interface.Functions;
        FunctionType[] types = [.. functions.Select(function => function.Type).Distinct()];
        return engine.LoadModule(new ModuleDefinition
        {
            Types = [.. types.Select(type => new RecursiveGroup([new SubType(IsFinal: true, [], type)], IsExplicit: false))],
            Imports =
            [
                .. functions.Select(function => new Import(
                    Preview1Interface.CoreName, function.Name, new ExternalFunctionType(Array.IndexOf(types, function.Type)))),
            ],
            Exports = [.. functions.Select((function, index) => new Export(function.Name, ExternalKind.Function, index))],
        });
    }
}
