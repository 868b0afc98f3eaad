// Identifiers of the text format (spec 6.3.5) from the names of a name section: valid, and unique in their index space.
using System.Buffers;
using System.Globalization;
using System.Text;
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

/// <summary>The identifiers of one index space.</summary>
internal sealed class IdentifierTable
{
    private static readonly SearchValues<char> s_identifierCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~");

    private readonly string?[] _identifiers;
    private Dictionary<int, string>? _annotations;

    /// <summary>Makes identifiers of names.</summary>
    /// <param name="names">The names.</param>
    /// <param name="count">How many things the index space has; names beyond are ignored.</param>
    public IdentifierTable(NameMap names, int count)
    {
        if (names.Count == 0 || names.GetIndex(0) >= count)
        {
            _identifiers = [];
            return;
        }

        _identifiers = new string?[Math.Min(count, names.GetIndex(names.Count - 1) + 1)];
        var used = new HashSet<string>(StringComparer.Ordinal);
        List<(int Index, string Name)>? repeated = null;
        for (var i = 0; i < names.Count && names.GetIndex(i) < count; i++)
        {
            var index = names.GetIndex(i);
            var name = Encoding.UTF8.GetString(names.GetUtf8(i));
            if (name.Length == 0)
            {
                // There is no empty identifier.
                Annotate(index, name);
            }
            else if (used.Add(name))
            {
                _identifiers[index] = Spell(name);
            }
            else
            {
                (repeated ??= []).Add((index, name));
            }
        }

        foreach (var (index, name) in repeated ?? [])
        {
            var unique = string.Create(CultureInfo.InvariantCulture, $"{name}#{index}");
            while (!used.Add(unique))
            {
                unique += '#';
            }

            _identifiers[index] = Spell(unique);
            Annotate(index, name);
        }
    }

    /// <summary>No identifiers.</summary>
    public static IdentifierTable Empty { get; } = new(NameMap.Empty, 0);

    /// <summary>The identifier of an index with its dollar sign, or null.</summary>
    public string? this[int index] => (uint)index < (uint)_identifiers.Length ? _identifiers[index] : null;

    /// <summary>The name of an index, when its identifier is not the name.</summary>
    public string? GetAnnotation(int index) => _annotations?.GetValueOrDefault(index);

    /// <summary>Whether something at the index has a name.</summary>
    public bool HasName(int index) => this[index] is not null || GetAnnotation(index) is not null;

    /// <summary>A name as an identifier: plain where its characters allow it, else quoted.</summary>
    public static string Spell(string name)
    {
        if (!name.AsSpan().ContainsAnyExcept(s_identifierCharacters))
        {
            return "$" + name;
        }

        var output = new TextOutput();
        output.Write('$');
        output.WriteName(name);
        return output.Slice(0, output.Length).ToString();
    }

    private void Annotate(int index, string name) => (_annotations ??= []).Add(index, name);
}
