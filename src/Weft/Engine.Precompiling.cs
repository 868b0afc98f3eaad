// Compiling modules ahead of time.
using Weft.Precompilation;
using Weft.Wasm.Binary;

namespace Weft;

public sealed partial class Engine
{
    /// <summary>
    /// Compiles a module ahead of time, for engines with the options of this one. What comes out is a file with the module and its compiled
    /// code, for <see cref="Module.DeserializeTrusted"/>; only the same build of the engine can use it.
    /// </summary>
    /// <param name="module">The module, binary or text in UTF-8.</param>
    /// <param name="output">Where to write; it is left open.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Wasm.MalformedModuleException">It is neither a binary module nor the text of one.</exception>
    /// <exception cref="Wasm.InvalidModuleException">It is not valid.</exception>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    /// <exception cref="InvalidOperationException">Machine code was asked for and cannot be made.</exception>
    /// <exception cref="PlatformNotSupportedException">Code cannot be generated here.</exception>
    public async Task<PrecompileResult> PrecompileAsync(
        ReadOnlyMemory<byte> module, Stream output, PrecompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var loaded = LoadModule(module);
        return await PrecompileAsync(loaded, IsBinary(module.Span) ? module : (ReadOnlyMemory<byte>?)null, output, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compiles a module that is loaded ahead of time.</summary>
    /// <inheritdoc cref="PrecompileAsync(ReadOnlyMemory{byte}, Stream, PrecompileOptions?, CancellationToken)"/>
    /// <param name="module">The module, of this engine.</param>
    /// <param name="output"/><param name="options"/><param name="cancellationToken"/>
    public Task<PrecompileResult> PrecompileAsync(
        Module module, Stream output, PrecompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(output);
        if (module.Engine != this)
        {
            throw new ArgumentException("the module is of another engine", nameof(module));
        }

        return PrecompileAsync(module, null, output, options, cancellationToken);
    }

    private async Task<PrecompileResult> PrecompileAsync(
        Module module, ReadOnlyMemory<byte>? binary, Stream output, PrecompileOptions? options, CancellationToken cancellation)
    {
        var bytes = binary ?? ModuleWriter.Write(module.Validated.Definition);
        return await PrecompileAsync(bytes, [new ModulePart(module, 0, bytes.Length)], output, options, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Compiles several modules that lie in a larger binary ahead of time, into one file with all of that binary, for
    /// <see cref="PrecompiledParts"/>: how components are compiled.
    /// </summary>
    /// <param name="binary">The binary.</param>
    /// <param name="parts">The modules in it, loaded by this engine, in the order of their bytes.</param>
    /// <param name="output">Where to write; it is left open.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">There is no such target, or a module is of another engine or lies elsewhere.</exception>
    /// <exception cref="InvalidOperationException">Machine code was asked for and cannot be made.</exception>
    /// <exception cref="PlatformNotSupportedException">Code cannot be generated here.</exception>
    public async Task<PrecompileResult> PrecompileAsync(
        ReadOnlyMemory<byte> binary, IReadOnlyList<ModulePart> parts, Stream output, PrecompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(output);
        ThrowIfDisposed();
        if (!System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new PlatformNotSupportedException("code cannot be generated here");
        }

        var end = 0L;
        foreach (var part in parts)
        {
            if (part.Module.Engine != this || part.Offset < end || part.Length < 0 || part.Offset > binary.Length - part.Length)
            {
                throw new ArgumentException("a module is of another engine, lies outside of the binary, or not behind the one before it", nameof(parts));
            }

            end = part.Offset + (long)part.Length;
        }

        // Away from the caller's thread: compiling is long work before the first thing there is to wait for.
        return await Task.Run(() => new Precompiler(this, binary, parts, options ?? new PrecompileOptions()).WriteAsync(output, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }
}
