// Numbers in the code of an adapter: how they are read, what lifting and lowering make of them, how they are written.
using Weft.Components.CanonicalAbi;
using Weft.Components.Types;
using Weft.Wasm.Instructions;
using CoreValue = Weft.Wasm.ValueType;

namespace Weft.Components.Adapters;

/// <summary>What one core value stands for.</summary>
/// <param name="Core">The type of the core value.</param>
/// <param name="Load">Reads it.</param>
/// <param name="Store">Writes it.</param>
/// <param name="Kind">What it is; null for flags and discriminants.</param>
/// <param name="Mask">The bits of flags.</param>
internal sealed record AdapterNumber(CoreValue Core, Opcode Load, Opcode Store, PrimitiveKind? Kind, uint Mask = uint.MaxValue)
{
    private const ulong NaN32 = 0x7FC00000;
    private const ulong NaN64 = 0x7FF8000000000000;

    /// <summary>That of a primitive type which is no string.</summary>
    public static AdapterNumber Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.S8 => new(CoreValue.I32, Opcode.I32Load8S, Opcode.I32Store8, kind),
        PrimitiveKind.U8 or PrimitiveKind.Bool => new(CoreValue.I32, Opcode.I32Load8U, Opcode.I32Store8, kind),
        PrimitiveKind.S16 => new(CoreValue.I32, Opcode.I32Load16S, Opcode.I32Store16, kind),
        PrimitiveKind.U16 => new(CoreValue.I32, Opcode.I32Load16U, Opcode.I32Store16, kind),
        PrimitiveKind.S64 or PrimitiveKind.U64 => new(CoreValue.I64, Opcode.I64Load, Opcode.I64Store, kind),
        PrimitiveKind.F32 => new(CoreValue.F32, Opcode.F32Load, Opcode.F32Store, kind),
        PrimitiveKind.F64 => new(CoreValue.F64, Opcode.F64Load, Opcode.F64Store, kind),
        _ => new(CoreValue.I32, Opcode.I32Load, Opcode.I32Store, kind),
    };

    /// <summary>That of flags.</summary>
    public static AdapterNumber Of(FlagsType flags)
    {
        var count = flags.Names.Length;
        return OfSize((int)ValueLayout.Of(flags, is64: false).Size) with { Mask = count == 32 ? uint.MaxValue : (1u << count) - 1 };
    }

    /// <summary>That of a discriminant.</summary>
    public static AdapterNumber OfSize(int size) => size switch
    {
        1 => new(CoreValue.I32, Opcode.I32Load8U, Opcode.I32Store8, null),
        2 => new(CoreValue.I32, Opcode.I32Load16U, Opcode.I32Store16, null),
        _ => new(CoreValue.I32, Opcode.I32Load, Opcode.I32Store, null),
    };

    /// <summary>Puts what was lifted and lowered on the stack.</summary>
    /// <param name="code">The code.</param>
    /// <param name="local">The core value.</param>
    public void LoadMoved(AdapterCode code, int local)
    {
        switch (Kind)
        {
            case PrimitiveKind.S8:
                code.Get(local);
                code.Do(Opcode.I32Extend8S);
                break;
            case PrimitiveKind.S16:
                code.Get(local);
                code.Do(Opcode.I32Extend16S);
                break;
            case PrimitiveKind.U8:
                LoadMasked(code, local, byte.MaxValue);
                break;
            case PrimitiveKind.U16:
                LoadMasked(code, local, ushort.MaxValue);
                break;
            case PrimitiveKind.Bool:
                code.Get(local);
                code.Int(0);
                code.Do(Opcode.I32Ne);
                break;
            case PrimitiveKind.F32:
                LoadCanonical(code, local, Opcode.F32Const, NaN32, Opcode.F32Eq);
                break;
            case PrimitiveKind.F64:
                LoadCanonical(code, local, Opcode.F64Const, NaN64, Opcode.F64Eq);
                break;
            default:
                LoadMasked(code, local, Mask);
                break;
        }
    }

    /// <summary>Makes the core value on the stack one of the type of a slot that several types share.</summary>
    public static void Widen(AdapterCode code, CoreValue from, CoreValue to)
    {
        if (from == to)
        {
            return;
        }

        if (from == CoreValue.F64)
        {
            code.Do(Opcode.I64ReinterpretF64);
            return;
        }

        if (from == CoreValue.F32)
        {
            code.Do(Opcode.I32ReinterpretF32);
        }

        if (to == CoreValue.I64)
        {
            code.Do(Opcode.I64ExtendI32U);
        }
    }

    /// <summary>The other way.</summary>
    public static void Narrow(AdapterCode code, CoreValue from, CoreValue to)
    {
        if (from == to)
        {
            return;
        }

        if (to == CoreValue.F64)
        {
            code.Do(Opcode.F64ReinterpretI64);
            return;
        }

        if (from == CoreValue.I64)
        {
            code.Do(Opcode.I32WrapI64);
        }

        if (to == CoreValue.F32)
        {
            code.Do(Opcode.F32ReinterpretI32);
        }
    }

    private static void LoadMasked(AdapterCode code, int local, uint mask)
    {
        code.Get(local);
        if (mask != uint.MaxValue)
        {
            code.Int((int)mask);
            code.Do(Opcode.I32And);
        }
    }

    private static void LoadCanonical(AdapterCode code, int local, Opcode constant, ulong bits, Opcode equal)
    {
        code.Get(local);
        code.Bits(constant, bits);
        code.Get(local);
        code.Get(local);
        code.Do(equal);
        code.Do(Opcode.Select);
    }
}
