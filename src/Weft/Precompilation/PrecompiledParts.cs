// A file with the code of several modules: what a component is compiled into. The engine knows no components, and gives whoever reads one the
// modules in it.
using Weft.Precompilation;

namespace Weft;

/// <summary>Modules that <see cref="Engine.PrecompileAsync(ReadOnlyMemory{byte}, IReadOnlyList{ModulePart}, Stream, PrecompileOptions?, CancellationToken)"/>
/// compiled ahead of time together, and the binary that they lie in.</summary>
public sealed class PrecompiledParts
{
    private readonly Dictionary<(long Offset, int Length), Module> _modules = [];

    private PrecompiledParts(PrecompiledFile file, Module[] modules)
    {
        Original = file.Container.Original;
        foreach (var (part, module) in file.Container.Header.Parts.Zip(modules))
        {
            _modules[(part.Offset, part.Length)] = module;
        }
    }

    /// <summary>The binary around the modules, as it was compiled.</summary>
    public ReadOnlyMemory<byte> Original { get; }

    /// <summary>
    /// Loads what was written. The code runs as it is, with all rights of this process: only for what you, or somebody you trust, compiled, and that
    /// nobody else could change. A checksum finds damage, not intent.
    /// </summary>
    /// <param name="engine">The engine, of the same build and with the same options as the one that compiled it.</param>
    /// <param name="bytes">What was written. The modules keep it: it must not change.</param>
    /// <exception cref="PrecompiledModuleException">It cannot be used here, or is damaged.</exception>
    public static PrecompiledParts LoadTrusted(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Load(engine, PrecompiledFile.Of(bytes), null);
    }

    /// <summary>Loads a file, which is mapped into memory, not read, until the process ends: it must not change. A new file may take its place.</summary>
    /// <inheritdoc cref="LoadTrusted"/>
    /// <param name="engine"/>
    /// <param name="path">The file.</param>
    /// <param name="notes">A cache where it is noted that the file was found whole; null to check it in each process.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrecompiledParts LoadTrustedFile(Engine engine, string path, ModuleCache? notes = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(engine, PrecompiledFile.Open(path), notes?.CheckedFiles);
    }

    /// <summary>The module at a place of the binary.</summary>
    /// <param name="offset">Where its bytes begin.</param>
    /// <param name="length">How many there are.</param>
    /// <returns>Null when none was compiled there.</returns>
    public Module? Find(long offset, int length) => _modules.GetValueOrDefault((offset, length));

    /// <summary>The original in something precompiled, before anything was checked: for telling what it is.</summary>
    /// <param name="bytes">What was written.</param>
    /// <returns>Nothing when it is not precompiled, or is cut off.</returns>
    public static ReadOnlySpan<byte> PeekOriginal(ReadOnlySpan<byte> bytes) =>
        PrecompiledContainer.TryFindOriginal(bytes, bytes.Length, out var offset, out var length) ? bytes.Slice((int)offset, (int)length) : [];

    /// <summary>The beginning of the original in a precompiled file, before anything was checked: for telling what it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many bytes, at most.</param>
    /// <returns>Nothing when it is not precompiled, or is cut off.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ReadOnlySpan<byte> PeekOriginalFile(string path, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenHandle(path);
        var size = RandomAccess.GetLength(file);
        var end = new byte[(int)Math.Min(size, PrecompiledContainer.EndLength)];
        if (RandomAccess.Read(file, end, size - end.Length) != end.Length || !PrecompiledContainer.TryFindOriginal(end, size, out var offset, out var length))
        {
            return [];
        }

        var start = new byte[(int)Math.Min(count, length)];
        return start.AsSpan(0, RandomAccess.Read(file, start, offset));
    }

    /// <summary>Loads a file that is open.</summary>
    internal static PrecompiledParts Load(Engine engine, PrecompiledFile file, Caching.CheckedFiles? notes) =>
        new(file, PrecompiledLoader.LoadParts(engine, file, notes));
}
