// What a page of `weft explore` has about a function.
namespace Weft.Cli.Exploring;

/// <summary>A function of an explored module.</summary>
/// <param name="Index">Its index in the function index space.</param>
/// <param name="Name">Its name; null without one.</param>
/// <param name="WasmBytes">The size of its body.</param>
internal sealed record ExploredFunction(int Index, string? Name, int WasmBytes)
{
    /// <summary>Whether the page shows its code.</summary>
    public bool IsShown { get; init; }

    /// <summary>Its text; null when it is not shown.</summary>
    public string? Wasm { get; init; }

    /// <summary>Its CIL; null when it is not shown, or not compiled.</summary>
    public string? Cil { get; init; }

    /// <summary>The size of its CIL.</summary>
    public int? CilBytes { get; init; }

    /// <summary>Its machine code; null when it is not shown, or not known.</summary>
    public MachineCode? Machine { get; init; }
}
