// Modules that were compiled ahead of time.
using System.Diagnostics.CodeAnalysis;
using Weft.Compiler;
using Weft.Precompilation;

namespace Weft;

public sealed partial class Module
{
    /// <summary>Its code, when it was compiled ahead of time.</summary>
    internal StoredCode? Precompiled { get; set; }

    /// <summary>Whether functions run as code that was compiled before the module was loaded.</summary>
    /// <param name="metersFuel">In stores that count fuel, or in others: the code is different.</param>
    public bool IsPrecompiledFor(bool metersFuel) => UsesPrecompiled(metersFuel);

    /// <summary>
    /// Loads a module that <see cref="Engine.PrecompileAsync(ReadOnlyMemory{byte}, Stream, PrecompileOptions?, CancellationToken)"/> has made.
    /// Its code runs as it is, with all rights of this process: use this only for what you, or somebody you trust, compiled, and that nobody
    /// else could change. A checksum finds damage, not intent.
    /// </summary>
    /// <param name="engine">The engine, of the same build and with the same options as the one that compiled it.</param>
    /// <param name="bytes">What was written. The module keeps it: it must not change.</param>
    /// <exception cref="PrecompiledModuleException">It cannot be used here, or is damaged.</exception>
    public static Module DeserializeTrusted(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return PrecompiledLoader.Load(engine, PrecompiledFile.Of(bytes));
    }

    /// <summary>
    /// Loads a precompiled module from a file, which is mapped into memory, not read, until the process ends: it must not change. A new file
    /// may take its place.
    /// </summary>
    /// <inheritdoc cref="DeserializeTrusted"/>
    /// <param name="engine"/>
    /// <param name="path">The file.</param>
    /// <param name="notes">
    /// A cache where it is noted that the file was found whole: processes that follow then need not read all of it before they begin, as long as it
    /// has not changed. Null to check it in each process.
    /// </param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Module DeserializeTrustedFile(Engine engine, string path, ModuleCache? notes = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PrecompiledLoader.Load(engine, PrecompiledFile.Open(path), notes?.CheckedFiles);
    }

    /// <summary>Whether bytes end as a precompiled module or component does.</summary>
    public static bool IsPrecompiledModule(ReadOnlySpan<byte> bytes) => PrecompiledContainer.IsOne(bytes);

    /// <summary>Whether a file ends as a precompiled module or component does.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsPrecompiledModuleFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenHandle(path);
        var end = new byte[PrecompiledContainer.EndLength];
        var length = RandomAccess.GetLength(file);
        return length >= end.Length && RandomAccess.Read(file, end, length - end.Length) == end.Length && PrecompiledContainer.IsOne(end);
    }

    /// <summary>
    /// The original module or component in a precompiled one, for loading it anew where the code cannot be used. This trusts nothing: it is as any
    /// other, to be validated.
    /// </summary>
    /// <param name="bytes">The precompiled module or component; the code in it may be damaged.</param>
    /// <param name="original">The module or component, binary.</param>
    /// <returns>False when it is not there, or damaged itself.</returns>
    public static bool TryReadOriginal(ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> original) => PrecompiledContainer.TryReadOriginal(bytes, out original);

    // Code that counts fuel and code that does not are different; what was not precompiled is compiled here.
    [MemberNotNullWhen(true, nameof(Precompiled))]
    private bool UsesPrecompiled(bool metered) => Precompiled is { } code && code.Settings.Metered == metered;
}
