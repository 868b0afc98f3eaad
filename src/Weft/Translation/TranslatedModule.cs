// What comes out of translating a module.
using System.Collections.Immutable;

namespace Weft;

/// <summary>A module as an assembly of .NET.</summary>
public sealed record TranslatedModule
{
    /// <summary>The module.</summary>
    public required Module Module { get; init; }

    /// <summary>The name of the assembly.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The full name of the class in it that programs name.</summary>
    public required string ClassName { get; init; }

    /// <summary>
    /// The assembly. It has no dependency but the engine, of the very build that made it. The class in it has <c>Load(Engine)</c>, which
    /// gives the module, <c>Find(Instance, string)</c>, which gives an exported function, and <see cref="Calls"/>.
    /// </summary>
    public required ReadOnlyMemory<byte> Assembly { get; init; }

    /// <summary>What a compiler of C# reads instead of the assembly.</summary>
    public required ReadOnlyMemory<byte> ReferenceAssembly { get; init; }

    /// <summary>The methods of the class that call functions: one for each type of the functions that the module defines and exports.</summary>
    public required ImmutableArray<TranslatedCall> Calls { get; init; }

    /// <summary>Whether the code relies on guard pages. An engine without them runs the module without this code.</summary>
    public required bool UsesGuardPages { get; init; }

    /// <summary>The functions that stay with the interpreter, by their index in the function index space.</summary>
    public required ImmutableArray<int> InterpretedFunctions { get; init; }
}
