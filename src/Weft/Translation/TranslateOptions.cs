// How a module becomes an assembly of a program.
namespace Weft;

/// <summary>The settings of <see cref="Engine.Translate(ReadOnlyMemory{byte}, TranslateOptions)"/>.</summary>
public sealed record TranslateOptions
{
    /// <summary>The name of the assembly to make.</summary>
    public required string AssemblyName { get; init; }

    /// <summary>The full name of the class in it that programs name.</summary>
    public required string ClassName { get; init; }

    /// <summary>
    /// Whether the code relies on guard pages: it then runs only where they are supported, which is on linux-x64. Null for what this engine
    /// does. With explicit checks it runs everywhere.
    /// </summary>
    public bool? UsesGuardPages { get; init; }
}
