// How modules are compiled ahead of time.
namespace Weft;

/// <summary>Settings of <see cref="Engine.PrecompileAsync(ReadOnlyMemory{byte}, Stream, PrecompileOptions?, CancellationToken)"/>; the rest is those of the engine.</summary>
public sealed record PrecompileOptions
{
    /// <summary>The code to make; null for machine code where its compiler is found, and CIL otherwise.</summary>
    public PrecompiledCodeKind? Kind { get; init; }

    /// <summary>The system that is to run it, as .NET names it ("linux-x64"); null for this one.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it is for stores that count fuel (<see cref="StoreOptions.Fuel"/>).</summary>
    public bool MetersFuel { get; init; }

    /// <summary>
    /// The compiler of machine code: the program crossgen2 of .NET, or the folder of its package. When null, the environment variable
    /// WEFT_CROSSGEN2 names it, or it is looked for among the packages of NuGet.
    /// </summary>
    public string? CompilerPath { get; init; }

    /// <summary>Whether NuGet may be asked for the compiler when it is not found. It then stays among the packages of NuGet.</summary>
    public bool RestoresCompiler { get; init; }

    /// <summary>What makes the executable for <see cref="PrecompiledCodeKind.Native"/>.</summary>
    public NativeLinker? NativeLinker { get; init; }

    /// <summary>Whether the compiler of machine code is on this machine; NuGet is not asked.</summary>
    public bool HasCompiler() => Precompilation.ReadyToRunCompiler.IsThere(this);

    /// <summary>Is told what is being done; null for nobody.</summary>
    public IProgress<string>? Progress { get; init; }
}
