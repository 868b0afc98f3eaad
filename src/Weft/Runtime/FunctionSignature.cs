// How the arguments and results of a function type lie in slots: computed once a function.
using System.Collections.Immutable;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Runtime;

/// <summary>The slots of a function type.</summary>
internal sealed unsafe class FunctionSignature
{
    /// <summary>What calls a compiled function of this type: that of <see cref="Compiler.SignatureCode"/>; null until it is needed.</summary>
    public delegate*<nint, void*, ulong*, ref object?, void> Bridge;


    public FunctionSignature(FunctionType type)
    {
        Type = type;
        SlotCount = Math.Max(CountSlots(type.Parameters), CountSlots(type.Results));
        IsNumeric = true;
        Look(type.Parameters);
        Look(type.Results);
    }

    /// <summary>The type; indices inside are canonical ids.</summary>
    public FunctionType Type { get; }

    /// <summary>The slots that a call needs: the arguments are there before, the results after it.</summary>
    public int SlotCount { get; }

    /// <summary>Whether a call needs room for references, parallel to the slots.</summary>
    public bool HasReferences { get; private set; }

    /// <summary>Whether there are neither vectors nor references in it: a slot is a value.</summary>
    public bool IsNumeric { get; private set; }

    private void Look(ImmutableArray<ValueType> types)
    {
        foreach (var type in types)
        {
            HasReferences |= type.IsReference;
            IsNumeric &= type.Kind is ValueKind.I32 or ValueKind.I64 or ValueKind.F32 or ValueKind.F64;
        }
    }

    private static int CountSlots(ImmutableArray<ValueType> types)
    {
        var count = 0;
        foreach (var type in types)
        {
            count += type.Kind == ValueKind.V128 ? 2 : 1;
        }

        return count;
    }
}
