// Names that members of one C# type have: different names of WIT must not become one, nor one that C# has a meaning for.
namespace Weft.Bindings.Generator.Planning;

/// <summary>Gives out names, each once.</summary>
internal sealed class NameScope
{
    private static readonly string[] s_everywhere =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals", "Finalize", "Dispose",
    ];

    private readonly HashSet<string> _taken = new(s_everywhere, StringComparer.Ordinal);

    public NameScope(params string[] reserved) => _taken.UnionWith(reserved);

    /// <summary>The name, with as many underscores behind it as it takes.</summary>
    public string Take(string name)
    {
        while (!_taken.Add(name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>Whether the name is free.</summary>
    public bool IsFree(string name) => !_taken.Contains(name);
}
