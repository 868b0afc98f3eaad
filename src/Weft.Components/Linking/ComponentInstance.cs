// Instances of the component model: what a component exports once it is instantiated.
using System.Diagnostics.CodeAnalysis;
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>An instance: functions, instances, resources and more under their names. It belongs to a store.</summary>
public sealed class ComponentInstance
{
    private readonly object[]? _values;
    private readonly ComponentFrame? _frame;
    private readonly ItemSource[]? _sources;
    private KnownDelegate? _delegate;
    private Dictionary<(string Name, Type Type), Delegate>? _otherDelegates;

    /// <summary>An instance put together by the host.</summary>
    internal ComponentInstance(Store store, ExternMap names, object[] values) => (Store, Names, _values) = (store, names, values);

    /// <summary>An instance of what a component consists of.</summary>
    internal ComponentInstance(Store store, ExternMap names, ComponentFrame frame, ItemSource[] sources) =>
        (Store, Names, _frame, _sources) = (store, names, frame, sources);

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The names of its exports.</summary>
    public IEnumerable<string> ExportNames => Names.Select(export => export.Name.Name);

    /// <summary>What it exports.</summary>
    internal ExternMap Names { get; }

    /// <summary>An export, by its place in <see cref="Names"/>: function, instance, module, component, resource type, or a type that is only a type.</summary>
    internal object this[int place] => _values is not null ? _values[place] : _frame!.Get(_sources![place]);

    /// <summary>An exported function.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public ComponentFunction GetFunction(string name) => Get<ComponentFunction>(name);

    /// <summary>An exported function as a delegate; types are checked now, not at each call.</summary>
    /// <typeparam name="TDelegate">The delegate type; <see cref="ComponentFunction.ToDelegate{TDelegate}"/> says which can be.</typeparam>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such function, or it has another signature.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time: use ToFunc and ToAction of the function there.</exception>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate
    {
        if (_delegate is { Function: TDelegate first } && _delegate.Name == name)
        {
            return first;
        }

        if (_otherDelegates?.GetValueOrDefault((name, typeof(TDelegate))) is { } known)
        {
            return (TDelegate)known;
        }

        var made = GetFunction(name).ToDelegate<TDelegate>();
        if (_delegate is null)
        {
            _delegate = new KnownDelegate(name, made);
        }
        else
        {
            (_otherDelegates ??= [])[(name, typeof(TDelegate))] = made;
        }

        return made;
    }

    /// <summary>An exported instance, such as "wasi:cli/run@0.2.6"; another version will do that is compatible by its number.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public ComponentInstance GetInstance(string name) => Get<ComponentInstance>(name);

    /// <summary>An exported resource type.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such resource type.</exception>
    public ComponentResourceType GetResourceType(string name) => Get<ComponentResourceType>(name);

    /// <summary>An exported core module.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public Module GetModule(string name) => Get<Module>(name);

    /// <summary>An exported function, if there is one of the name.</summary>
    /// <param name="name">The name of the export.</param>
    /// <param name="function">The function.</param>
    public bool TryGetFunction(string name, [NotNullWhen(true)] out ComponentFunction? function) => TryGet(name, out function);

    /// <summary>An exported instance, if there is one of the name.</summary>
    /// <param name="name">The name of the export.</param>
    /// <param name="instance">The instance.</param>
    public bool TryGetInstance(string name, [NotNullWhen(true)] out ComponentInstance? instance) => TryGet(name, out instance);

    /// <summary>Whether there is an export of a name.</summary>
    public bool HasExport(string name) => PlaceOf(name) >= 0;

    /// <summary>What stands under a name or a compatible one; null when nothing.</summary>
    internal object? Find(string name) => PlaceOf(name) is var place and >= 0 ? this[place] : null;

    private int PlaceOf(string name)
    {
        var place = Names.IndexOf(name);
        return place < 0 && InterfaceNames.FindCompatible(ExportNames, name) is { } compatible ? Names.IndexOf(compatible) : place;
    }

    private bool TryGet<T>(string name, [NotNullWhen(true)] out T? found)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(name);
        found = Find(name) as T;
        return found is not null;
    }

    private T Get<T>(string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name) switch
        {
            T found => found,
            null => throw new ArgumentException($"no export is named \"{name}\"", nameof(name)),
            var other => throw new ArgumentException($"the export \"{name}\" is a {Describe(other)}, not a {Describe(typeof(T))}", nameof(name)),
        };
    }

    /// <summary>What messages call something that is exported or given to an import.</summary>
    internal static string Describe(object item) => item switch
    {
        ComponentFunction or HostFunctionDefinition => "func",
        ComponentInstance or ComponentLinkerInstance => "instance",
        Module or ModuleClosure => "module",
        ComponentClosure or Component => "component",
        _ => "type",
    };

    private static string Describe(Type type) => type == typeof(ComponentFunction) ? "func"
        : type == typeof(ComponentInstance) ? "instance"
        : type == typeof(Module) ? "module"
        : "resource type";

    private sealed record KnownDelegate(string Name, Delegate Function);
}
