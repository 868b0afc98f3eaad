// Small methods whose code stands where an instruction needs it (LeafCode), and rotations, which need none in long functions.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // Calls a method that computes, or puts its code here. A constant comes after the operands.
    private void CallLeaf(MethodInfo method, int? constant = null)
    {
        var leaf = FindLeaf(method);
        if (leaf is { IsInOrder: false } && _isLong)
        {
            EmitReading(leaf, method, constant);
            return;
        }

        if (constant is { } number)
        {
            Int(number);
        }

        if (leaf is { IsInOrder: true })
        {
            leaf.Emit(_il, static _ => { });
            return;
        }

        _il.Emit(OpCodes.Call, method);
    }

    // Puts the operands into variables for code that takes them in another order.
    private void EmitReading(LeafCode leaf, MethodInfo method, int? constant)
    {
        var parameters = method.GetParameters();
        var arguments = new Variable?[parameters.Length];
        for (var i = parameters.Length - (constant is null ? 1 : 2); i >= 0; i--)
        {
            Save(arguments[i] = Rent(parameters[i].ParameterType));
        }

        leaf.Emit(_il, LoadArgument);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is { } argument)
            {
                Release(parameters[i].ParameterType, argument);
            }
        }

        void LoadArgument(int i)
        {
            if (arguments[i] is { } argument)
            {
                Load(argument);
            }
            else
            {
                // A constant, so that RyuJIT knows which instruction it is.
                Int(constant!.Value);
            }
        }
    }

    // Code for other processes cannot know what the processor there has, and what a trimmer rewrites keeps to what this project calls.
    private LeafCode? FindLeaf(MethodInfo method) =>
        _settings.Form != CodeForm.Linked && LeafCode.Find(method) is { } leaf && (!leaf.IsForThisProcessor || _settings.Form == CodeForm.Memory) ? leaf : null;

    // A rotation by a constant in a long function, without a method to inline: two shifts, which RyuJIT joins.
    private bool EmitConstantRotation(Opcode opcode)
    {
        if (!_isLong || _isTested || !_scan.Operands.TryFindRotationCount(_offset, out var count))
        {
            return false;
        }

        var isWide = opcode is Opcode.I64Rotl or Opcode.I64Rotr;
        var mask = isWide ? 63 : 31;
        var left = (opcode is Opcode.I32Rotl or Opcode.I64Rotl ? count : -count) & mask;
        var kind = isWide ? ValueKind.I64 : ValueKind.I32;
        Take(2);
        _il.Emit(OpCodes.Pop);
        var value = Rent(kind);
        Save(value);
        Load(value);
        Int(left);
        _il.Emit(OpCodes.Shl);
        Load(value);
        Int(-left & mask);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Or);
        Release(kind, value);
        return true;
    }
}
