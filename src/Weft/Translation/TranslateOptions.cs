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
    /// The system that the program is built for, as .NET names it: linux-x64, win-arm64, ... Code for a system may rely on what it has (guard
    /// pages, on linux-x64), and is compiled there by NativeAOT with all its rules. Null for code that runs on every system, compiled as it runs.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Whether the module itself stays outside: the class then has <c>Register()</c> in place of <c>Load</c> and <c>Find</c>.</summary>
    internal bool LeavesModuleOut { get; init; }

    /// <summary>Whether the code counts fuel.</summary>
    internal bool MetersFuel { get; init; }
}
