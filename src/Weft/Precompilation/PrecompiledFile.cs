// Files of precompiled modules and components that were loaded from: what a second load of the same file need not do again.
using Microsoft.Win32.SafeHandles;
using Weft.Caching;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Precompilation;

/// <summary>A precompiled module or component, in a file or in memory.</summary>
internal sealed class PrecompiledFile
{
    // Mapped files stay mapped until the process ends, as their code may be in use; so each is mapped and checked once.
    private static readonly Dictionary<string, PrecompiledFile> s_files = [];

    // Parsed modules belong to no engine. They are kept as long as somebody uses them.
    private readonly WeakReference<ModuleDefinition?>[] _definitions;
    private readonly Lock _lock = new();
    private bool _isChecked;

    // Where images are mapped from: as long as the process, like the mapping of the whole; null when there are none.
    private readonly SafeFileHandle? _file;

    private PrecompiledFile(PrecompiledContainer container, string? path, FileIdentity identity, SafeFileHandle? file)
    {
        Container = container;
        _definitions = new WeakReference<ModuleDefinition?>[container.Header.Parts.Length];
        for (var i = 0; i < _definitions.Length; i++)
        {
            _definitions[i] = new WeakReference<ModuleDefinition?>(null);
        }

        Path = path;
        Identity = identity;
        if (container.Images.IsEmpty)
        {
            file?.Dispose();
        }
        else
        {
            _file = file;
        }
    }

    // Which file it was when it was mapped.
    private FileIdentity Identity { get; }

    /// <summary>What is in it.</summary>
    public PrecompiledContainer Container { get; }

    /// <summary>Where it is, absolute; null when it is only bytes.</summary>
    public string? Path { get; }

    /// <summary>Takes bytes for a file.</summary>
    /// <exception cref="PrecompiledModuleException">They are none.</exception>
    public static PrecompiledFile Of(ReadOnlyMemory<byte> bytes) => new(PrecompiledContainer.Open(bytes), null, default, null);

    /// <summary>Maps a file, or finds it mapped.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="PrecompiledModuleException">It is no precompiled module, or its header is damaged.</exception>
    public static PrecompiledFile Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        lock (s_files)
        {
            var identity = FileIdentity.Of(path);
            if (!s_files.TryGetValue(path, out var known) || known.Identity != identity)
            {
                s_files[path] = known = new PrecompiledFile(PrecompiledContainer.Open(MappedFile.Open(path, out var file)), path, identity, file);
            }

            return known;
        }
    }

    /// <summary>Checks everything in the file against its checksum, once.</summary>
    /// <param name="notes">Knows files that earlier processes have checked; null for nobody.</param>
    /// <exception cref="PrecompiledModuleException">Something in it is damaged.</exception>
    public void Check(CheckedFiles? notes)
    {
        lock (_lock)
        {
            if (_isChecked)
            {
                return;
            }

            if (notes?.Contains(Identity, Container.ContentSum) != true)
            {
                Container.CheckContent();
                notes?.Add(Identity, Container.ContentSum);
            }

            _isChecked = true;
        }
    }

    /// <summary>Lets the instances of a module of this file map what their memories begin with.</summary>
    /// <param name="module">The module.</param>
    /// <param name="part">Which one it is.</param>
    /// <exception cref="PrecompiledModuleException">What the file says of it cannot be.</exception>
    public void StoreImages(Module module, int part)
    {
        var places = Container.Header.Parts[part].Images;
        if (!StoredImages.AreOf(module.Validated, places, Container.Images.Length))
        {
            throw new PrecompiledModuleException(PrecompiledModuleError.Corrupt, "the images in the precompiled module are not those of its memories");
        }

        if (_file is not null && StoredImages.CanMap(places))
        {
            module.Data.Stored = new StoredImages(_file, Container.StartOfImages, places);
        }
    }

    /// <summary>Reads a module in it, after everything in the file was checked.</summary>
    /// <param name="part">Which one.</param>
    /// <param name="notes">Knows files that earlier processes have checked; null for nobody.</param>
    /// <exception cref="PrecompiledModuleException">Something in it is damaged.</exception>
    public ModuleDefinition ReadModule(int part, CheckedFiles? notes)
    {
        lock (_lock)
        {
            if (_definitions[part].TryGetTarget(out var known))
            {
                return known;
            }

            Check(notes);
            try
            {
                var definition = ModuleReader.ReadTrusted(Container.ModuleOf(part));
                _definitions[part].SetTarget(definition);
                return definition;
            }
            catch (MalformedModuleException error)
            {
                throw new PrecompiledModuleException(
                    PrecompiledModuleError.Corrupt, $"the module in the precompiled module cannot be read: {error.Message}", error);
            }
        }
    }
}
