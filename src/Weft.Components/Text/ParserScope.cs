// A scope of component text: a component, or a component, instance or module type, whose index spaces are its own.

namespace Weft.Components.Text;

/// <summary>What kind of scope it is.</summary>
internal enum ScopeKind
{
    Component,
    ComponentType,
    InstanceType,
    ModuleType,
}

/// <summary>The definitions that a scope has so far, and what its identifiers stand for.</summary>
internal sealed class ParserScope(ScopeKind kind, int symbol, ParserScope? outer)
{
    private readonly int[] _counts = new int[SortFacts.Count];
    private readonly Dictionary<(Sort Sort, int Symbol), int> _indices = [];

    public ScopeKind Kind { get; } = kind;

    /// <summary>The identifier of the component, or -1.</summary>
    public int Symbol { get; } = symbol;

    public ParserScope? Outer { get; } = outer;

    public int Depth { get; } = outer is null ? 0 : outer.Depth + 1;

    public List<ComponentItem> Items { get; } = [];

    /// <summary>The declarations of a module type.</summary>
    public List<CoreModuleDeclaration> ModuleDeclarations { get; } = [];

    /// <summary>The identifiers, by sort and index.</summary>
    public IReadOnlyDictionary<(Sort Sort, int Symbol), int> Indices => _indices;

    /// <summary>Aliases of outer definitions that identifiers needed, so that each is made once.</summary>
    public Dictionary<(Sort Sort, int Symbol), int> ImplicitAliases { get; } = [];

    /// <summary>Numbers a definition; -1 when its identifier is taken.</summary>
    public int Define(Sort sort, int symbol)
    {
        var index = _counts[SortFacts.IndexOf(sort)]++;
        return symbol < 0 || _indices.TryAdd((sort, symbol), index) ? index : -1;
    }

    public int Find(Sort sort, int symbol) => _indices.TryGetValue((sort, symbol), out var index) ? index : -1;
}
