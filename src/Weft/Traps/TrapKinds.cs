// Traps: the words of each kind, as the specification's test scripts name them in assert_trap and assert_exhaustion.

namespace Weft;

/// <summary>What the specification calls each <see cref="TrapKind"/>.</summary>
public static class TrapKinds
{
    /// <summary>The words for a kind of trap, as the specification's scripts write them, for example "integer divide by zero".</summary>
    /// <param name="kind">The kind of trap.</param>
    /// <returns>The words, in lower case and without a full stop.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kind"/> is not a named kind.</exception>
    public static string Message(TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.IntegerDivideByZero => "integer divide by zero",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.InvalidConversionToInteger => "invalid conversion to integer",
        TrapKind.MemoryOutOfBounds => "out of bounds memory access",
        TrapKind.TableOutOfBounds => "out of bounds table access",
        TrapKind.IndirectCallToNull => "uninitialized element",
        TrapKind.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapKind.UndefinedElement => "undefined element",
        TrapKind.NullReference => "null reference",
        TrapKind.NullFunctionReference => "null function reference",
        TrapKind.NullStructReference => "null structure reference",
        TrapKind.NullArrayReference => "null array reference",
        TrapKind.NullI31Reference => "null i31 reference",
        TrapKind.NullExceptionReference => "null exception reference",
        TrapKind.ArrayOutOfBounds => "out of bounds array access",
        TrapKind.CastFailure => "cast failure",
        TrapKind.StackExhausted => "call stack exhausted",
        TrapKind.UnalignedAtomic => "unaligned atomic",
        TrapKind.ExpectedSharedMemory => "expected shared memory",
        TrapKind.OutOfFuel => "all fuel consumed",
        TrapKind.Interrupted => "interrupted",
        TrapKind.AllocationFailed => "allocation size too large",
        TrapKind.UncaughtException => "uncaught exception",
        TrapKind.CanonicalAbi => "canonical abi violated",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of trap."),
    };
}
