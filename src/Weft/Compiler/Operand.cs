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
}

/// <summary>A value on the operand stack of WebAssembly.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Local">The local that holds it; null while it is on the evaluation stack.</param>
/// <param name="Origin">What made it, while it is on the evaluation stack; that it is not null stays known in a local.</param>
/// <param name="Depth">How deep the tree is that RyuJIT will make of it, while it is on the evaluation stack.</param>
internal readonly record struct Operand(ValueKind Kind, Variable? Local, OperandOrigin Origin = OperandOrigin.Other, int Depth = 0);
