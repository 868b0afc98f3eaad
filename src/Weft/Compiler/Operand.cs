// What the emitter knows of a value on the operand stack: its kind, and whether it is on the evaluation stack of CIL or in a local.
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>What made a value, where the next instruction has to know.</summary>
internal enum OperandOrigin : byte
{
    /// <summary>Anything.</summary>
    Other,
    /// <summary>A reference of a type that null is not of.</summary>
    NonNull,
    /// <summary>An i31 reference that is not null.</summary>
    SmallInteger,
    /// <summary>A constant integer.</summary>
    Constant,
}

/// <summary>What has become of a value whose use is known.</summary>
internal enum OperandForm : byte
{
    /// <summary>It is a number like others.</summary>
    Number,
    /// <summary>It is an address, widened to 64 bits, without a sign.</summary>
    Wide,
    /// <summary>It is an address as a pointer into the memory, with the offset of the access added.</summary>
    Pointer,
    /// <summary>The same, and the access is inside of the memory at any time.</summary>
    Inside,
    /// <summary>It is the first lane of a vector, the others of which are anything.</summary>
    Lane,
    /// <summary>It is a condition as a mask of 64 bits: all of them when it holds, none when not.</summary>
    Mask,
    /// <summary>The same the other way round: none of them when it holds.</summary>
    Opposite,
}

/// <summary>A value on the operand stack of WebAssembly.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Local">The local that holds it; null while it is on the evaluation stack.</param>
/// <param name="Origin">What made it, while it is on the evaluation stack; that it is not null stays known in a local.</param>
/// <param name="Depth">How deep the tree is that RyuJIT will make of it, while it is on the evaluation stack.</param>
internal readonly record struct Operand(ValueKind Kind, Variable? Local, OperandOrigin Origin = OperandOrigin.Other, int Depth = 0)
{
    /// <summary>What has become of it: only what it is for may take one that is no number.</summary>
    public OperandForm Form { get; init; }

    /// <summary>The parameter that it is a copy of, while it is on the evaluation stack; null for what is no such copy.</summary>
    public int? Parameter { get; init; }

    /// <summary>What is done to it where it is used, while it lies in a local; null for nothing.</summary>
    public DeferredOperation? Deferred { get; init; }

    /// <summary>The type that it has in CIL.</summary>
    public Type ClrType => Form switch
    {
        OperandForm.Number => ClrTypes.Of(Kind),
        OperandForm.Lane => ClrTypes.Lane,
        _ => typeof(long),
    };

    /// <summary>Whether it is a reference that is known not to be null.</summary>
    public bool IsNonNull => Origin is OperandOrigin.NonNull or OperandOrigin.SmallInteger;
}
