// i31 references: where I31Space exists, their addresses are their values, so that all there is to emit is arithmetic on addresses. Code for
// other processes calls methods instead, as the range may be elsewhere there.
// RyuJIT takes an integer for a reference and a reference for an integer as they come; the collector ignores what leads into the range.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private static readonly MethodInfo s_getSigned = typeof(I31).GetProperty(nameof(I31.Signed))!.GetMethod!;
    private static readonly MethodInfo s_getUnsigned = typeof(I31).GetProperty(nameof(I31.Unsigned))!.GetMethod!;

    // Where the range is, is different in each process.
    private bool UsesI31Space => I31Space.Exists && !_settings.IsPersistent;

    private void EmitMakeI31()
    {
        Take(1);
        if (UsesI31Space)
        {
            Int(int.MaxValue);
            _il.Emit(OpCodes.And);
            _il.Emit(OpCodes.Conv_U8);
            Int(I31Space.StrideBits);
            _il.Emit(OpCodes.Shl);
            Long((long)I31Space.Zero);
            _il.Emit(OpCodes.Add);

            // RyuJIT lets a variable turn an integer into a reference, but no argument of a call.
            var made = Rent(ValueKind.Ref);
            Save(made);
            Load(made);
            Release(ValueKind.Ref, made);
        }
        else
        {
            _il.Emit(OpCodes.Call, typeof(I31).GetMethod(nameof(I31.Create))!);
        }

        Push(ValueKind.Ref, OperandOrigin.SmallInteger);
    }

    private void EmitGetI31(bool isSigned)
    {
        TakeNonNull(TrapKind.NullI31Reference);
        if (!UsesI31Space)
        {
            _il.Emit(OpCodes.Call, isSigned ? s_getSigned : s_getUnsigned);
        }
        else
        {
            // Up to the sign, and down again.
            _il.Emit(OpCodes.Conv_I);
            Int(64 - I31Space.RangeBits);
            _il.Emit(OpCodes.Shl);
            Int(64 - I31Space.RangeBits + I31Space.StrideBits);
            _il.Emit(isSigned ? OpCodes.Shr : OpCodes.Shr_Un);
            _il.Emit(OpCodes.Conv_I4);
        }

        Push(ValueKind.I32);
    }

    // Whether the reference on the evaluation stack is one of i31; null is not.
    private ValueKind EmitIsI31()
    {
        if (!UsesI31Space)
        {
            _il.Emit(OpCodes.Isinst, typeof(I31));
            return ValueKind.Ref;
        }

        _il.Emit(OpCodes.Conv_I);
        Int(I31Space.RangeBits);
        _il.Emit(OpCodes.Shr_Un);
        Long((long)I31Space.Mark);
        _il.Emit(OpCodes.Ceq);
        return ValueKind.I32;
    }

    private static bool IsI31(Wasm.ValueType type) => !type.Heap.IsDefined && type.Heap.Abstract == AbstractHeapType.I31;

    // Whether the collector need not be told that a reference is stored: it may be null, or lead into the range.
    private bool IsBare(FieldType place, Operand value) =>
        UsesI31Space && place.Type.Kind == ValueKind.Ref && (value.Origin == OperandOrigin.SmallInteger || IsI31(place.Type));

    // Stores the reference on the evaluation stack where the address below it says.
    private void EmitStoreBare()
    {
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stind_I);
    }

    private void EmitAreEqual()
    {
        Take(2);
        if (UsesI31Space)
        {
            _il.Emit(OpCodes.Ceq);
        }
        else
        {
            Call(nameof(Support.AreEqual));
        }

        Push(ValueKind.I32);
    }
}
