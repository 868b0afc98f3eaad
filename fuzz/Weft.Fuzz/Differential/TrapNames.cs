// Traps in words that all engines share. Wasmtime tells fewer kinds apart than Weft does: those it does not are one word here.
namespace Weft.Fuzz.Differential;

/// <summary>The words for traps.</summary>
internal static class TrapNames
{
    /// <summary>The word for a resource that ran out: where that happens differs.</summary>
    public const string Exhausted = "exhausted";

    private static readonly (string Part, string Word)[] s_messages =
    [
        ("thrown Wasm exception", Of(TrapKind.UncaughtException)),
        ("call stack exhausted", Exhausted),
        ("allocation size too large", Exhausted),
        ("GC heap out of memory", Exhausted),
        ("wasm trap: interrupt", Exhausted),
        ("wasm `unreachable`", Of(TrapKind.Unreachable)),
        ("out of bounds memory access", Of(TrapKind.MemoryOutOfBounds)),
        ("out of bounds table access", Of(TrapKind.TableOutOfBounds)),
        ("undefined element", Of(TrapKind.TableOutOfBounds)),
        ("uninitialized element", Of(TrapKind.IndirectCallToNull)),
        ("indirect call type mismatch", Of(TrapKind.IndirectCallTypeMismatch)),
        ("integer divide by zero", Of(TrapKind.IntegerDivideByZero)),
        ("integer overflow", Of(TrapKind.IntegerOverflow)),
        ("invalid conversion to integer", Of(TrapKind.InvalidConversionToInteger)),
        ("null reference", Of(TrapKind.NullReference)),
        ("out of bounds array access", Of(TrapKind.ArrayOutOfBounds)),
        ("cast failure", Of(TrapKind.CastFailure)),
        ("unaligned atomic", Of(TrapKind.UnalignedAtomic)),
        ("atomic wait on non-shared memory", Of(TrapKind.ExpectedSharedMemory)),
    ];

    /// <summary>The word for a trap of Weft.</summary>
    public static string Of(TrapKind kind) => kind switch
    {
        TrapKind.TableOutOfBounds or TrapKind.UndefinedElement => "trap: table out of bounds",
        // array.copy of a null to a place outside: Wasmtime looks at the place first.
        TrapKind.NullReference or TrapKind.NullFunctionReference or TrapKind.NullStructReference or TrapKind.NullArrayReference or TrapKind.NullI31Reference
            or TrapKind.NullExceptionReference or TrapKind.ArrayOutOfBounds => "trap: null reference or array out of bounds",

        // An atomic access that is both: Wasmtime looks at the one first in some instructions, at the other in others.
        TrapKind.MemoryOutOfBounds or TrapKind.UnalignedAtomic => "trap: memory out of bounds or unaligned",
        TrapKind.StackExhausted or TrapKind.OutOfFuel or TrapKind.Interrupted or TrapKind.AllocationFailed => Exhausted,
        TrapKind.UncaughtException => "uncaught exception",
        _ => $"trap: {kind}",
    };

    /// <summary>Whether a trap of Weft means that a resource ran out.</summary>
    public static bool IsExhaustion(TrapKind kind) => Of(kind) == Exhausted;

    /// <summary>The word for a trap of Wasmtime.</summary>
    public static string Of(Wasmtime.TrapCode code) => code switch
    {
        Wasmtime.TrapCode.StackOverflow or Wasmtime.TrapCode.OutOfFuel or Wasmtime.TrapCode.Interrupt or Wasmtime.TrapCode.AllocationTooLarge => Exhausted,
        Wasmtime.TrapCode.MemoryOutOfBounds => Of(TrapKind.MemoryOutOfBounds),
        Wasmtime.TrapCode.HeapMisaligned => Of(TrapKind.UnalignedAtomic),
        Wasmtime.TrapCode.TableOutOfBounds => Of(TrapKind.TableOutOfBounds),
        Wasmtime.TrapCode.IndirectCallToNull => Of(TrapKind.IndirectCallToNull),
        Wasmtime.TrapCode.BadSignature => Of(TrapKind.IndirectCallTypeMismatch),
        Wasmtime.TrapCode.IntegerOverflow => Of(TrapKind.IntegerOverflow),
        Wasmtime.TrapCode.IntegerDivisionByZero => Of(TrapKind.IntegerDivideByZero),
        Wasmtime.TrapCode.BadConversionToInteger => Of(TrapKind.InvalidConversionToInteger),
        Wasmtime.TrapCode.Unreachable => Of(TrapKind.Unreachable),
        Wasmtime.TrapCode.AtomicWaitNonSharedMemory => Of(TrapKind.ExpectedSharedMemory),
        Wasmtime.TrapCode.NullReference => Of(TrapKind.NullReference),
        Wasmtime.TrapCode.ArrayOutOfBounds => Of(TrapKind.ArrayOutOfBounds),
        Wasmtime.TrapCode.CastFailure => Of(TrapKind.CastFailure),
        Wasmtime.TrapCode.UncaughtException => Of(TrapKind.UncaughtException),
        _ => $"trap: {code}",
    };

    /// <summary>The word for what a message of Wasmtime speaks of; null when it is not a trap.</summary>
    public static string? OfMessage(string message)
    {
        foreach (var (part, word) in s_messages)
        {
            if (message.Contains(part, StringComparison.Ordinal))
            {
                return word;
            }
        }

        return null;
    }
}
