// Compares results with the patterns of assert_return: exact bits, NaN classes, lanes, kinds of references.
using System.Globalization;
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Weft.Wasm.Text.Script;

namespace Weft.Wast;

/// <summary>Matches results against patterns, and says both when they differ.</summary>
internal static class PatternMatcher
{
    /// <summary>Whether a value is what a pattern accepts.</summary>
    public static bool Matches(ResultPattern pattern, Value value) => pattern switch
    {
        ValuePattern { Value: NumberValue number } => value.Kind == number.Type.Kind && value.AsBits() == number.Bits,
        ValuePattern { Value: VectorValue vector } => value.Kind == ValueKind.V128 && value.AsVector() == vector.Value,
        ValuePattern { Value: NullValue } => value.Kind == ValueKind.Ref && value.Reference is null,
        ValuePattern { Value: HostValue host } => value.Kind == ValueKind.Ref && value.Reference is HostReference reference && reference.Number == host.Number,
        NanPattern nan => value.Kind == nan.Type.Kind && IsNan(value.AsBits(), nan.Type.Kind == ValueKind.F32 ? 32 : 64, nan.Nan),
        VectorPattern vector => value.Kind == ValueKind.V128 && MatchesLanes(vector, value.AsVector()),
        ReferencePattern reference => value.Kind == ValueKind.Ref && MatchesReference(reference.Kind, value.Reference),
        EitherPattern either => either.Alternatives.Any(alternative => Matches(alternative, value)),
        _ => throw new InvalidOperationException($"the matcher does not know {pattern}"),
    };

    /// <summary>A value for a message.</summary>
    public static string Describe(Value value) => value.Kind switch
    {
        ValueKind.F32 => string.Create(CultureInfo.InvariantCulture, $"f32:{value.AsSingle()} (0x{value.AsBits():x8})"),
        ValueKind.F64 => string.Create(CultureInfo.InvariantCulture, $"f64:{value.AsDouble()} (0x{value.AsBits():x16})"),
        ValueKind.V128 => $"v128:{value.AsVector().AsUInt32()}",
        ValueKind.Ref => $"ref:{value.Reference ?? "null"}",
        _ => $"{value.Kind}:{value}",
    };

    private static bool MatchesLanes(VectorPattern pattern, Vector128<byte> vector)
    {
        for (var i = 0; i < pattern.Lanes.Length; i++)
        {
            var bits = pattern.LaneBits switch
            {
                8 => vector.GetElement(i),
                16 => vector.AsUInt16().GetElement(i),
                32 => vector.AsUInt32().GetElement(i),
                _ => vector.AsUInt64().GetElement(i),
            };
            var lane = pattern.Lanes[i];
            if (lane.Nan == NanKind.None ? bits != lane.Bits : !IsNan(bits, pattern.LaneBits, lane.Nan))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNan(ulong bits, int width, NanKind kind)
    {
        // The quiet bit and the exponent are set; a canonical NaN has nothing else but a sign.
        var (quiet, sign) = width == 32 ? (0x7FC0_0000UL, 0x8000_0000UL) : (0x7FF8_0000_0000_0000UL, 0x8000_0000_0000_0000UL);
        return kind == NanKind.Canonical ? (bits & ~sign) == quiet : (bits & quiet) == quiet;
    }

    private static bool MatchesReference(ReferenceKind kind, object? reference) => kind switch
    {
        ReferenceKind.Any => reference is not null,
        ReferenceKind.Eq => reference is I31 or StructObject or ArrayObject,
        ReferenceKind.I31 => reference is I31,
        ReferenceKind.Struct => reference is StructObject,
        ReferenceKind.Array => reference is ArrayObject,
        ReferenceKind.Func => reference is Function,
        ReferenceKind.Exn => reference is ExceptionObject,
        ReferenceKind.Extern or ReferenceKind.Host => reference is not null,
        _ => throw new InvalidOperationException($"the matcher does not know references of kind {kind}"),
    };

}
