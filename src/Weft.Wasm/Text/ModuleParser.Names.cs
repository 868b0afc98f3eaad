// The parser of a text module: identifiers and @name annotations as a name section (spec appendix A.4).
using Weft.Wasm.CustomSections;

namespace Weft.Wasm.Text;

internal sealed partial class ModuleParser
{
    private readonly NameSectionWriter _names = new();

    /// <summary>Keeps the name of something that has an index, if it has one: an annotation wins over an identifier.</summary>
    private void AddName(NameKind kind, int index, int symbol, byte[]? name)
    {
        if (_options.KeepNames && (symbol >= 0 || name is not null))
        {
            _names.Add(kind, index, NameOf(symbol, name));
        }
    }

    /// <summary>The same for a local or label of a function, or a field of a type.</summary>
    private void AddName(NameKind kind, int owner, int index, int symbol, byte[]? name)
    {
        if (_options.KeepNames && (symbol >= 0 || name is not null))
        {
            _names.Add(kind, owner, index, NameOf(symbol, name));
        }
    }

    private void AddModuleName(int symbol, byte[]? name)
    {
        if (_options.KeepNames && (symbol >= 0 || name is not null))
        {
            _names.SetModuleName(NameOf(symbol, name));
        }
    }

    private ReadOnlySpan<byte> NameOf(int symbol, byte[]? name) => name is null ? _symbols.GetBytes(symbol) : name;
}
