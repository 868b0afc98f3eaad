// Values and result patterns of scripts.
using System.Collections.Immutable;
using System.Runtime.Intrinsics;

namespace Weft.Wasm.Text.Script;

/// <summary>A value that a script passes to a function or expects from one.</summary>
public abstract record ScriptValue;

/// <summary>A number.</summary>
/// <param name="Type">i32, i64, f32 or f64.</param>
/// <param name="Bits">Its bits; those of 32-bit types in the low half, the high half is 0.</param>
public sealed record NumberValue(ValueType Type, ulong Bits) : ScriptValue;

/// <summary>A v128.</summary>
/// <param name="Value">Its bytes, lane 0 first.</param>
public sealed record VectorValue(Vector128<byte> Value) : ScriptValue;

/// <summary><c>(ref.null ht)</c>.</summary>
/// <param name="Heap">The heap type, or null where the script names none (then any null is meant).</param>
public sealed record NullValue(HeapType? Heap) : ScriptValue;

/// <summary><c>(ref.extern n)</c> or <c>(ref.host n)</c>: a host reference that the runner makes up.</summary>
/// <param name="Number">What tells it from others.</param>
/// <param name="IsExtern">Whether it is external (<c>ref.extern</c>) or internal (<c>ref.host</c>).</param>
public sealed record HostValue(uint Number, bool IsExtern) : ScriptValue;

/// <summary>What a result must look like.</summary>
public abstract record ResultPattern;

/// <summary>Exactly this value, bit by bit.</summary>
public sealed record ValuePattern(ScriptValue Value) : ResultPattern;

/// <summary>Which NaNs a pattern accepts.</summary>
public enum NanKind : byte
{
    /// <summary>Not a NaN pattern.</summary>
    None,
    /// <summary>The canonical NaN, of either sign.</summary>
    Canonical,
    /// <summary>Any NaN whose top payload bit is set.</summary>
    Arithmetic,
}

/// <summary><c>nan:canonical</c> or <c>nan:arithmetic</c> of f32 or f64.</summary>
public sealed record NanPattern(ValueType Type, NanKind Nan) : ResultPattern;

/// <summary>A lane of a <see cref="VectorPattern"/>: exact bits, or a NaN.</summary>
public readonly record struct LanePattern(ulong Bits, NanKind Nan);

/// <summary>A v128, lane by lane.</summary>
/// <param name="LaneBits">The width of a lane: 8, 16, 32 or 64.</param>
/// <param name="Lanes">The lanes, lane 0 first.</param>
public sealed record VectorPattern(int LaneBits, ImmutableArray<LanePattern> Lanes) : ResultPattern;

/// <summary>What a <see cref="ReferencePattern"/> accepts: any non-null reference of a kind.</summary>
public enum ReferenceKind
{
    /// <summary><c>(ref.any)</c>: an internal reference.</summary>
    Any,
    /// <summary><c>(ref.eq)</c>.</summary>
    Eq,
    /// <summary><c>(ref.i31)</c>.</summary>
    I31,
    /// <summary><c>(ref.struct)</c>.</summary>
    Struct,
    /// <summary><c>(ref.array)</c>.</summary>
    Array,
    /// <summary><c>(ref.func)</c>.</summary>
    Func,
    /// <summary><c>(ref.exn)</c>.</summary>
    Exn,
    /// <summary><c>(ref.extern)</c>.</summary>
    Extern,
    /// <summary><c>(ref.host)</c>.</summary>
    Host,
}

/// <summary>Any non-null reference of a kind.</summary>
public sealed record ReferencePattern(ReferenceKind Kind) : ResultPattern;

/// <summary><c>(either pattern*)</c>: one of these.</summary>
public sealed record EitherPattern(ImmutableArray<ResultPattern> Alternatives) : ResultPattern;

/// <summary>A value of the component model, as scripts write it: <c>(record.const (field "x" (u8.const 1)))</c>.</summary>
/// <param name="Keyword">The keyword: <c>u8.const</c>, <c>option.some</c>, <c>field</c>.</param>
/// <param name="Atoms">The strings, decoded, and the numbers and words, as they stand.</param>
/// <param name="Parts">The values inside.</param>
public sealed record ComponentConstant(string Keyword, ImmutableArray<string> Atoms, ImmutableArray<ComponentConstant> Parts) : ScriptValue;
