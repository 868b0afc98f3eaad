// Index spaces of the text format (spec 6.1.3): identifiers to indices.
namespace Weft.Wasm.Text;

/// <summary>One index space: how many things it has and which identifiers they bear.</summary>
/// <param name="noun">What the specification calls its things when one is unknown.</param>
/// <param name="shortNoun">What it calls them when one is defined twice.</param>
/// <param name="limit">How many there may be.</param>
internal sealed class IndexSpace(string noun, string shortNoun, int limit)
{
    private int[] _bySymbol = [];

    /// <summary>What the specification calls its things.</summary>
    public string Noun => noun;

    /// <summary>The number of things so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a thing; returns null, or what is wrong.</summary>
    /// <param name="symbol">Its identifier, or -1.</param>
    /// <param name="symbols">The identifiers of the text.</param>
    public string? Define(int symbol, SymbolTable symbols)
    {
        if (Count >= limit)
        {
            return $"too many {noun}s: the limit is {limit}";
        }

        Count++;
        if (symbol < 0)
        {
            return null;
        }

        if (_bySymbol.Length == 0)
        {
            _bySymbol = new int[symbols.Count];
        }

        if (_bySymbol[symbol] != 0)
        {
            return $"duplicate {shortNoun} ${symbols.GetName(symbol)}";
        }

        _bySymbol[symbol] = Count;
        return null;
    }

    /// <summary>The index of an identifier, or -1.</summary>
    public int Find(int symbol) => symbol < _bySymbol.Length ? _bySymbol[symbol] - 1 : -1;

    /// <summary>Forgets everything, in time proportional to what there was.</summary>
    /// <param name="symbolsInUse">The identifiers that were defined.</param>
    public void Reset(List<int> symbolsInUse)
    {
        foreach (var symbol in symbolsInUse)
        {
            _bySymbol[symbol] = 0;
        }

        symbolsInUse.Clear();
        Count = 0;
    }

    /// <summary>Counts things without identifiers.</summary>
    public string? Skip(int count)
    {
        if (count > limit - Count)
        {
            return $"too many {noun}s: the limit is {limit}";
        }

        Count += count;
        return null;
    }
}
