// Pre-initialisation in its order: instantiate, run start function, _initialize and initialiser, look at what the instance is now.
using Weft.Wasm;

namespace Weft.Preinitialization;

/// <summary>Makes one pre-initialised module.</summary>
internal sealed class Preinitializer
{
    private const string ReactorInitializer = "_initialize";

    private readonly Module _module;
    private readonly PreinitializeOptions _options;
    private readonly string? _initializer;

    /// <summary>Checks what is asked for, before anything runs.</summary>
    /// <exception cref="SnapshotException">It is not there.</exception>
    public Preinitializer(Module module, PreinitializeOptions options)
    {
        _module = module;
        _options = options;
        _initializer = options.Initialize is null ? FindInitializer() : null;
        for (var i = 0; i < module.Validated.Memories.Length; i++)
        {
            if (module.Validated.Memories[i].IsShared)
            {
                throw new SnapshotException($"memory {i} is shared: other threads may write to it, and a thread that comes later must not find it initialised anew");
            }
        }

        foreach (var (_, name) in options.RenamedFunctions)
        {
            if (!module.ExportsByName.TryGetValue(name, out var export) || export.Kind != ExternalKind.Function)
            {
                throw new SnapshotException($"there is no exported function \"{name}\" to rename; {ListFunctions()}");
            }
        }
    }

    /// <summary>Makes the module.</summary>
    /// <param name="instantiate">Makes the instance without running the start function.</param>
    public ModuleDefinition Run(Func<Instance> instantiate)
    {
        var instance = instantiate();
        using var imports = new ImportedState(instance);
        if (instance.Definition.Start is { } start)
        {
            instance.GetFunctionByIndex(start).Invoke();
        }

        var isReactor = IsInitializer(ReactorInitializer);
        if (isReactor)
        {
            instance.GetFunction(ReactorInitializer).Invoke();
        }

        if (_options.Initialize is { } initialize)
        {
            initialize(instance);
        }
        else if (_initializer != ReactorInitializer)
        {
            instance.GetFunction(_initializer!).Invoke();
        }

        imports.CheckUnchanged();
        return new SnapshotBuilder(instance).Build() with { Exports = [.. Exports(isReactor)] };
    }

    private string FindInitializer()
    {
        if (_options.Initializer is null)
        {
            return PreinitializeOptions.DefaultInitializers.FirstOrDefault(IsInitializer)
                ?? throw new SnapshotException(
                    $"the module exports no initialiser {string.Join(" or ", PreinitializeOptions.DefaultInitializers.Select(name => $"\"{name}\""))} without parameters and results; {ListFunctions()}");
        }

        return IsInitializer(_options.Initializer)
            ? _options.Initializer
            : throw new SnapshotException($"the module exports no initialiser \"{_options.Initializer}\" without parameters and results; {ListFunctions()}");
    }

    private bool IsInitializer(string name) => _module.ExportsByName.TryGetValue(name, out var export) && export.Kind == ExternalKind.Function
        && _module.Validated.GetFunctionType(export.Index) is { Parameters.IsEmpty: true, Results.IsEmpty: true };

    private string ListFunctions()
    {
        var names = _module.Exports.Where(export => export.Kind == ExternalKind.Function).Select(export => $"\"{export.Name}\"").ToList();
        return names.Count == 0 ? "it exports no function" : $"its functions are {string.Join(", ", names.Take(20))}{(names.Count > 20 ? ", ..." : "")}";
    }

    private IEnumerable<Export> Exports(bool isReactor)
    {
        var removed = _options.KeepsInitializer ? [] : new HashSet<string>();
        if (!_options.KeepsInitializer && _initializer is not null)
        {
            removed.Add(_initializer);
        }

        if (!_options.KeepsInitializer && isReactor)
        {
            removed.Add(ReactorInitializer);
        }

        // A function that gets another name is still there under it, though it was the initialiser.
        var newNames = _options.RenamedFunctions.Select(pair => pair.Key).ToHashSet();
        var renamed = _options.RenamedFunctions.Select(pair => pair.Value).ToHashSet();
        return _module.Exports.Where(export => !removed.Contains(export.Name) && !renamed.Contains(export.Name) && !newNames.Contains(export.Name))
            .Concat(_options.RenamedFunctions.Select(pair => _module.ExportsByName[pair.Value] with { Name = pair.Key }));
    }
}
