// From the file of precompiled modules to ones that run: checks that it fits this process and engine, loads its code.
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Weft.Caching;
using Weft.Compiler;
using Weft.Wasm.Validation;

namespace Weft.Precompilation;

/// <summary>Loads precompiled modules.</summary>
internal static class PrecompiledLoader
{
    // By what it calls itself. It stays until the process ends, and the runtime uses the machine code of a file only once: code that is loaded
    // again would be compiled anew. Nothing in it belongs to an engine or a module, so that what was found in it is shared, too.
    private static readonly Dictionary<Guid, LoadedCode[]> s_machineCode = [];

    // Under the same lock.
    private static bool s_isDefaultTaken;

    /// <summary>Loads a precompiled module into an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="file">Where it is.</param>
    /// <param name="notes">Knows files that earlier processes have checked; null for nobody.</param>
    /// <exception cref="PrecompiledModuleException">It cannot be used here.</exception>
    public static Module Load(Engine engine, PrecompiledFile file, CheckedFiles? notes = null)
    {
        engine.ThrowIfDisposed();
        CheckFits(engine, file.Container.Header);
        return file.Container.IsOfModule
            ? LoadParts(engine, file, notes)[0]
            : throw new PrecompiledModuleException(PrecompiledModuleError.NotPrecompiled, "this is not a precompiled module, but modules inside something else: a precompiled component");
    }

    /// <summary>Loads all modules of a file into an engine.</summary>
    /// <inheritdoc cref="Load"/>
    /// <returns>The modules, one for each part of the header.</returns>
    public static Module[] LoadParts(Engine engine, PrecompiledFile file, CheckedFiles? notes = null)
    {
        engine.ThrowIfDisposed();
        var header = file.Container.Header;
        CheckFits(engine, header);
        ProgramCode[]? programs = header.Kind == PrecompiledCodeKind.Native ? FindPrograms(header) : null;

        // There may be no module whose reading would do it.
        file.Check(notes);
        var modules = new Module[header.Parts.Length];
        for (var i = 0; i < modules.Length; i++)
        {
            modules[i] = LoadModule(engine, file, i, notes);
        }

        var code = programs is null ? LoadCode(file) : null;
        for (var i = 0; i < modules.Length; i++)
        {
            file.StoreImages(modules[i], i);
            modules[i].Precompiled = programs?[i].For(modules[i]) ?? MakeCode(modules[i], header, i, code!);
        }

        return modules;
    }

    private static PrecompiledCode MakeCode(Module module, PrecompiledHeader header, int part, LoadedCode[] code)
    {
        var tokens = header.Parts[part].Tokens;
        var signatures = header.Kind == PrecompiledCodeKind.ReadyToRun ? PersistedCode.FindSignatures(module.Validated).Count * StoredSignature.Methods : 0;
        return part < code.Length && header.Parts[part].Signatures.Length == signatures && tokens.Length == module.Validated.Definition.FunctionCount && tokens.AsSpan().SequenceEqual(code[part].Tokens.AsSpan())
            ? new PrecompiledCode(module, SettingsOf(header), code[part])
            : throw NotOfItsModule();
    }

    // Bodies were validated when they were compiled; only what this engine does not allow has to be looked for in them.
    private static Module LoadModule(Engine engine, PrecompiledFile file, int part, CheckedFiles? notes)
    {
        var definition = file.ReadModule(part, notes);
        var traits = file.Container.Header.Parts[part];
        return engine.Options.Validation.HasDisabledFeatures
            ? engine.LoadModule(definition)
            : new Module(engine, ModuleValidator.ResolveTrusted(
                definition, engine.Types, engine.Options.Validation, traits.HandlesExceptions, traits.HasTailCalls));
    }

    private static CompilerSettings SettingsOf(PrecompiledHeader header) => new(
        header.GuardPages,
        header.MetersFuel,
        header.Profile,
        Listens: false,
        Form: header.Kind switch
        {
            PrecompiledCodeKind.ReadyToRun => CodeForm.ReadyToRun,
            PrecompiledCodeKind.Native => CodeForm.Linked,
            _ => CodeForm.Portable,
        });

    /// <summary>Whether native code is in this process: whether it is the program of the modules.</summary>
    public static bool HasPrograms(PrecompiledHeader header)
    {
        var settings = SettingsOf(header);
        return header.Parts.All(part => ProgramCode.Find(part.Hash, settings) is not null);
    }

    private static ProgramCode[] FindPrograms(PrecompiledHeader header) =>
    [
        .. header.Parts.Select(part => ProgramCode.Find(part.Hash, SettingsOf(header)) ?? throw new PrecompiledModuleException(
            PrecompiledModuleError.NotSupported, "the code of the module is a program of its own, and cannot be loaded into this process")),
    ];

    /// <summary>Checks that a module fits this machine and an engine.</summary>
    /// <exception cref="PrecompiledModuleException">It does not.</exception>
    public static void CheckFits(Engine engine, PrecompiledHeader header)
    {
        if (header.EngineBuild != EngineIdentity.Build)
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.EngineVersion,
                header.EngineVersion == EngineIdentity.Version
                    ? $"the module was precompiled by another build of version {header.EngineVersion}; compile it again"
                    : $"the module was precompiled by version {header.EngineVersion}, and this is {EngineIdentity.Version}; compile it again");
        }

        if (header.Target != CodeTarget.Any && header.Target != CodeTarget.Current.ToString())
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.Target, $"the module was precompiled for {header.Target}, and this is {CodeTarget.Current}");
        }

        // Machine code beside CIL is left out where it does not fit; a program has nothing else, but runs already if it is this one.
        if (header.Kind == PrecompiledCodeKind.Native && !CodeTarget.HasInstructionSets && !HasPrograms(header))
        {
            throw new PrecompiledModuleException(
                PrecompiledModuleError.Target, $"the module was precompiled for processors with {CodeTarget.Current.InstructionSets}, and this has less");
        }

        if (FindObstacle(engine, header.Kind) is { } obstacle)
        {
            throw obstacle;
        }

        if (header.GuardPages != engine.UsesGuardPages)
        {
            throw Options(header.GuardPages ? "with guard pages, and this engine checks bounds explicitly" : "with explicit checks of bounds, and this engine has guard pages");
        }

        if (header.Profile != engine.Options.NumericProfile)
        {
            throw Options($"for the numeric profile {header.Profile}, and that of this engine is {engine.Options.NumericProfile}");
        }
    }

    /// <summary>Why an engine runs no precompiled code, whatever it was made for; null when it does.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="kind">The code: what is native already needs no compiler.</param>
    public static PrecompiledModuleException? FindObstacle(Engine engine, PrecompiledCodeKind kind = PrecompiledCodeKind.ReadyToRun) =>
        (kind == PrecompiledCodeKind.Native ? engine.Options.Tier : engine.Tier) == ExecutionTier.Interpreter
            ? new PrecompiledModuleException(PrecompiledModuleError.NotSupported, "precompiled code cannot run on an engine that only interprets")
            : engine.IsSampled || engine.Options.FunctionListeners is not null ? Options("without calls of profilers and listeners, which this engine has")
            : null;

    private static PrecompiledModuleException Options(string how) =>
        new(PrecompiledModuleError.Options, $"the module was precompiled {how}");

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The code names what the engine keeps for its compiler.")]
    private static LoadedCode[] LoadCode(PrecompiledFile file)
    {
        var container = file.Container;
        try
        {
            if (container.Header.Kind == PrecompiledCodeKind.Portable)
            {
                using var stream = new MemoryStream(container.Code.ToArray(), writable: false);
                return Take(new Context(isCollectible: true).LoadFromStream(stream), container);
            }

            lock (s_machineCode)
            {
                if (!s_machineCode.TryGetValue(container.Header.CodeVersion, out var known))
                {
                    s_machineCode[container.Header.CodeVersion] = known = Take(LoadMachineCode(container, file.Path), container);
                }

                return known;
            }
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new PrecompiledModuleException(PrecompiledModuleError.Corrupt, $"the code in the precompiled module cannot be loaded: {error.Message}", error);
        }
    }

    private static LoadedCode[] Take(Assembly assembly, PrecompiledContainer container)
    {
        var parts = container.Header.Parts;
        var codes = new LoadedCode[parts.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = IsCodeOf(assembly, container)
                && PrecompiledCode.HasMethods(assembly, parts[i].Tokens.AsSpan())
                && PrecompiledCode.HasMethods(assembly, parts[i].Signatures.AsSpan())
                ? new LoadedCode(assembly, parts[i].Tokens, parts[i].Signatures, i)
                : throw NotOfItsModule();
        }

        return codes;
    }

    // The runtime remembers files by name: where another was mapped before, under this one, it would give that.
    private static Assembly LoadMachineCode(PrecompiledContainer container, string? path) =>
        path is not null && LoadFile(path) is { } mapped && IsCodeOf(mapped, container) ? mapped : LoadCopy(container);

    // The runtime takes machine code from files alone.
    private static Assembly LoadCopy(PrecompiledContainer container)
    {
        var folder = Directory.CreateTempSubdirectory("weft-");
        try
        {
            var path = Path.Combine(folder.FullName, "code.dll");
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(container.Code.Span);
            }

            return LoadFile(path);
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
            {
                // Elsewhere a file that is mapped can be removed; on Windows it stays in the folder of temporary files.
                folder.Delete(recursive: true);
            }
        }
    }

    // The first goes to where the runtime finds the engine by itself: elsewhere it asks the context in managed code, which takes it two milliseconds of
    // loading what that needs. All have one name, so that there is room for one.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The code names what the engine keeps for its compiler.")]
    private static Assembly LoadFile(string path)
    {
        var isFirst = !s_isDefaultTaken && AssemblyLoadContext.GetLoadContext(typeof(Engine).Assembly) == AssemblyLoadContext.Default;
        s_isDefaultTaken = true;
        return (isFirst ? AssemblyLoadContext.Default : new Context(isCollectible: false)).LoadFromAssemblyPath(path);
    }

    private static bool IsCodeOf(Assembly assembly, PrecompiledContainer container) =>
        assembly.ManifestModule.ModuleVersionId == container.Header.CodeVersion;

    private static PrecompiledModuleException NotOfItsModule() =>
        new(PrecompiledModuleError.Corrupt, "the code in the precompiled module is not that of its module");

    // Code refers to the engine that loads it, wherever that was loaded from.
    private sealed class Context(bool isCollectible) : AssemblyLoadContext("Weft.Precompiled", isCollectible)
    {
        // Its name is known: to ask for it is to have all of it read, with version and culture.
        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == nameof(Weft) ? typeof(Engine).Assembly : null;
    }
}
