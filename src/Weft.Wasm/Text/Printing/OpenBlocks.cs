// The blocks that are open while a body is printed: their nesting is checked (spec 5.4.1) and their labels are found (spec 6.5.1).
using Weft.Wasm.CustomSections;
using Weft.Wasm.Instructions;

namespace Weft.Wasm.Text;

/// <summary>An open block.</summary>
/// <param name="Opcode">What opened it, or the <c>else</c> or <c>catch</c> that came since.</param>
/// <param name="Identifier">Its label with the dollar sign, or null.</param>
/// <param name="Shadowed">The depth of the block whose label has the same identifier, or 0.</param>
internal readonly record struct OpenBlock(Opcode Opcode, string? Identifier, int Shadowed);

/// <summary>The stack of open blocks.</summary>
internal sealed class OpenBlocks
{
    private readonly Dictionary<string, int> _depthOf = new(StringComparer.Ordinal);
    private OpenBlock[] _blocks = new OpenBlock[16];
    private NameMap _names = NameMap.Empty;
    private int _ordinal;

    /// <summary>The number of open blocks.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a body.</summary>
    /// <param name="names">The names of its labels.</param>
    public void Start(NameMap names)
    {
        _names = names;
        _ordinal = 0;
        _depthOf.Clear();
        Count = 0;
    }

    /// <summary>The name of the block that opens next, or null.</summary>
    public string? NextName() => _names.Count == 0 ? null : _names[_ordinal];

    /// <summary>Opens a block.</summary>
    /// <param name="opcode">Its instruction.</param>
    /// <param name="identifier">Its label with the dollar sign, or null.</param>
    public void Open(Opcode opcode, string? identifier)
    {
        if (Count == _blocks.Length)
        {
            Array.Resize(ref _blocks, Count * 2);
        }

        _ordinal++;
        var shadowed = 0;
        if (identifier is not null)
        {
            _depthOf.TryGetValue(identifier, out shadowed);
            _depthOf[identifier] = Count + 1;
        }

        _blocks[Count++] = new OpenBlock(opcode, identifier, shadowed);
    }

    /// <summary>The identifier by which a branch may name a label, or null: then only its number will do.</summary>
    /// <param name="label">How many blocks lie between.</param>
    public string? Find(int label)
    {
        if ((uint)label >= (uint)Count)
        {
            return null;
        }

        var identifier = _blocks[Count - 1 - label].Identifier;
        return identifier is not null && _depthOf[identifier] == Count - label ? identifier : null;
    }

    /// <summary>
    /// Notes an <c>else</c>, <c>catch</c>, <c>catch_all</c>, <c>delegate</c> or <c>end</c>. False when it is the end of the body itself.
    /// </summary>
    /// <param name="opcode">Which.</param>
    /// <param name="offset">Where it stands in the module, for the error.</param>
    /// <exception cref="MalformedModuleException">No block is open that could have it.</exception>
    public bool Continue(Opcode opcode, long offset)
    {
        var open = Count == 0 ? Opcode.End : _blocks[Count - 1].Opcode;
        var fits = opcode switch
        {
            Opcode.Else => open == Opcode.If,
            Opcode.Catch or Opcode.CatchAll => open is Opcode.Try or Opcode.Catch,
            Opcode.Delegate => open == Opcode.Try,
            _ => true,
        };
        if (!fits)
        {
            throw new MalformedModuleException(
                $"unexpected {InstructionTable.GetMnemonic(opcode)}: the innermost open block is {(Count == 0 ? "the body" : InstructionTable.GetMnemonic(open))}", offset);
        }

        if (opcode is not (Opcode.End or Opcode.Delegate))
        {
            _blocks[Count - 1] = _blocks[Count - 1] with { Opcode = opcode };
            return true;
        }

        if (Count == 0)
        {
            return false;
        }

        Count--;
        if (_blocks[Count] is { Identifier: { } identifier, Shadowed: var shadowed })
        {
            _depthOf[identifier] = shadowed;
        }

        return true;
    }
}
