// Translating modules into assemblies that programs are built with.
using System.Runtime.CompilerServices;
using Weft.Translation;
using Weft.Wasm.Binary;

namespace Weft;

public sealed partial class Engine
{
    /// <summary>
    /// Translates a module into an assembly of .NET, for programs to be built with. It needs nothing at run time but the engine: no code is
    /// generated there, so that it may be trimmed and compiled by NativeAOT.
    /// </summary>
    /// <param name="module">The module, binary or text in UTF-8.</param>
    /// <param name="options">How.</param>
    /// <exception cref="Wasm.MalformedModuleException">It is neither a binary module nor the text of one.</exception>
    /// <exception cref="Wasm.InvalidModuleException">It is not valid.</exception>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    /// <exception cref="PlatformNotSupportedException">Code cannot be generated here.</exception>
    public TranslatedModule Translate(ReadOnlyMemory<byte> module, TranslateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var loaded = LoadModule(module);
        return Translate(loaded, IsBinary(module.Span) ? module : ModuleWriter.Write(loaded.Validated.Definition), options);
    }

    /// <summary>Translates a module that is loaded.</summary>
    /// <inheritdoc cref="Translate(ReadOnlyMemory{byte}, TranslateOptions)"/>
    /// <param name="module">The module, of this engine.</param>
    /// <param name="options"/>
    public TranslatedModule Translate(Module module, TranslateOptions options)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);
        if (module.Engine != this)
        {
            throw new ArgumentException("the module is of another engine", nameof(module));
        }

        return Translate(module, ModuleWriter.Write(module.Validated.Definition), options);
    }

    private TranslatedModule Translate(Module module, ReadOnlyMemory<byte> binary, TranslateOptions options)
    {
        ThrowIfDisposed();
        ArgumentException.ThrowIfNullOrEmpty(options.AssemblyName);
        ArgumentException.ThrowIfNullOrEmpty(options.ClassName);
        return RuntimeFeature.IsDynamicCodeSupported
            ? new Translator(module, binary, options).Translate()
            : throw new PlatformNotSupportedException("code cannot be generated here");
    }
}
