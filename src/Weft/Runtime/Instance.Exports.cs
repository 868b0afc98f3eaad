// Exports of an instance by kind: what embedders ask for.
namespace Weft;

public sealed partial class Instance
{
    // Making a delegate takes reflection; whoever rents an instance asks for the same ones again.
    private Dictionary<(string Name, Type Type), Delegate>? _delegates;

    /// <summary>An exported function as a delegate; the signature is checked now, not at each call.</summary>
    /// <typeparam name="TDelegate">The delegate type; <see cref="Function.ToDelegate{TDelegate}"/> says which can be.</typeparam>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such function, or it has another signature.</exception>
    /// <exception cref="PlatformNotSupportedException">The program was compiled ahead of time: use ToFunc and ToAction of the function there.</exception>
    public TDelegate GetFunction<TDelegate>(string name) where TDelegate : Delegate
    {
        if (_delegates?.GetValueOrDefault((name, typeof(TDelegate))) is { } known)
        {
            Store.CheckUse();
            return (TDelegate)known;
        }

        try
        {
            var made = GetFunction(name).ToDelegate<TDelegate>();
            (_delegates ??= [])[(name, typeof(TDelegate))] = made;
            return made;
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"export \"{name}\": {error.Message}", nameof(name), error);
        }
    }

    /// <summary>An exported function.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public Function GetFunction(string name) => Get<Function>(name);

    /// <summary>An exported memory.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such memory.</exception>
    public Memory GetMemory(string name) => Get<Memory>(name);

    /// <summary>An exported table.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public Table GetTable(string name) => Get<Table>(name);

    /// <summary>An exported global.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such global.</exception>
    public Global GetGlobal(string name) => Get<Global>(name);

    /// <summary>An exported tag.</summary>
    /// <param name="name">The name of the export.</param>
    /// <exception cref="ArgumentException">There is no such tag.</exception>
    public Tag GetTag(string name) => Get<Tag>(name);

    private T Get<T>(string name) where T : External => GetExport(name) switch
    {
        T external => external,
        null => throw new ArgumentException($"no export is named \"{name}\"", nameof(name)),
        var other => throw new ArgumentException($"the export \"{name}\" is a {other.Kind}, not a {typeof(T).Name}", nameof(name)),
    };
}
