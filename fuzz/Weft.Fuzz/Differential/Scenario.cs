// What is done with a module, the same on every engine: which exports are called with which arguments, and what the host answers.
// Everything follows from the seed and from the module's own exports and imports, so that a module that was made smaller still works.
using System.Globalization;
using Weft.Fuzz.Generation;
using Weft.Wasm;

namespace Weft.Fuzz.Differential;

/// <summary>What a host function does when it is called, apart from answering.</summary>
internal enum HostAction
{
    /// <summary>Nothing more.</summary>
    Answer,
    /// <summary>Throws an exception of its own.</summary>
    Throw,
    /// <summary>Calls an export and records how that ended.</summary>
    CallBack,
    /// <summary>Calls an export and lets failures pass.</summary>
    CallThrough,
    /// <summary>Writes to a memory.</summary>
    Poke,
    /// <summary>Grows a memory.</summary>
    Grow,
}

/// <summary>An exception of the host, which engines must let pass.</summary>
internal sealed class HostFailureException() : Exception("the host failed, as it was told to");

/// <summary>The calls of a module and the host around it.</summary>
/// <param name="Seed">Where chance begins.</param>
/// <param name="Calls">How many calls are made.</param>
/// <param name="IsGenerated">Whether a generator made the module: then every bit is defined, the NaNs' too, and calls end by themselves.</param>
internal sealed record Scenario(ulong Seed, int Calls, bool IsGenerated)
{
    /// <summary>
    /// Whether an exception of the guest may pass through a function of the host and be caught further out. Through Wasmtime's package it
    /// would become an error that nobody catches.
    /// </summary>
    public bool ExceptionsPassHost { get; init; }

    /// <summary>The bits of a number: 128 for a vector.</summary>
    /// <param name="kind">A number or vector type.</param>
    /// <param name="dice">Chance.</param>
    public static UInt128 Number(ValueKind kind, Dice dice)
    {
        if (kind == ValueKind.V128)
        {
            var vector = System.Runtime.Intrinsics.Vector128.AsUInt64(InterestingValues.Vector(dice));
            return new UInt128(System.Runtime.Intrinsics.Vector128.GetElement(vector, 1), System.Runtime.Intrinsics.Vector128.GetElement(vector, 0));
        }

        return InterestingValues.Number(dice, kind);
    }

    /// <summary>The choices of one call, or of one answer of the host.</summary>
    public Dice At(string what, ulong index)
    {
        var seed = Seed;
        foreach (var letter in what)
        {
            seed = Dice.Mix(seed, letter);
        }

        return new Dice(Dice.Mix(seed, index));
    }

    /// <summary>A number as observations show it. Outside of generated modules, the bits of NaNs are the engine's choice.</summary>
    public string Show(ValueKind kind, UInt128 bits) => kind switch
    {
        _ when !IsGenerated && MayBeNan(kind, bits) => $"{kind}:nan".ToLowerInvariant(),
        ValueKind.V128 => "v128:" + bits.ToString("x32", CultureInfo.InvariantCulture),
        ValueKind.I64 or ValueKind.F64 => $"{kind}:{(ulong)bits:x16}".ToLowerInvariant(),
        _ => $"{kind}:{(uint)bits:x8}".ToLowerInvariant(),
    };

    /// <summary>What a host function does, by its name.</summary>
    public static HostAction ActionOf(string name) =>
        name.StartsWith(HostBehaviours.Throw, StringComparison.Ordinal) ? HostAction.Throw
        : name.StartsWith(HostBehaviours.CallBack, StringComparison.Ordinal) ? HostAction.CallBack
        : name.StartsWith(HostBehaviours.CallThrough, StringComparison.Ordinal) ? HostAction.CallThrough
        : name.StartsWith(HostBehaviours.Poke, StringComparison.Ordinal) ? HostAction.Poke
        : name.StartsWith(HostBehaviours.Grow, StringComparison.Ordinal) ? HostAction.Grow
        : HostAction.Answer;

    // Vectors have no type: any lane of either size may be one.
    private static bool MayBeNan(ValueKind kind, UInt128 bits) => kind switch
    {
        ValueKind.F32 => IsNan32((uint)bits),
        ValueKind.F64 => IsNan64((ulong)bits),
        ValueKind.V128 => Enumerable.Range(0, 4).Any(lane => IsNan32((uint)(bits >> (32 * lane)))) || IsNan64((ulong)bits) || IsNan64((ulong)(bits >> 64)),
        _ => false,
    };

    private static bool IsNan32(uint bits) => (bits & 0x7FFF_FFFF) > 0x7F80_0000;

    private static bool IsNan64(ulong bits) => (bits & 0x7FFF_FFFF_FFFF_FFFF) > 0x7FF0_0000_0000_0000;
}
