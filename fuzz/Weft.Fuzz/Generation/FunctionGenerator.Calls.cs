// Calls of every kind: by index, through tables, by reference, in tail position; of guest and host functions.
using Weft.Wasm;
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private bool TryCall(ValueType type, int depth)
    {
        if (!_mayCall || _loopProduct > 200)
        {
            return false;
        }

        var candidates = Enumerable.Range(0, _plan.Functions.Count).Where(index => _plan.Functions[index].Type.Results.Contains(type)).ToList();
        if (candidates.Count == 0)
        {
            return false;
        }

        var callee = PickCallee(candidates);
        Call(callee, depth, tail: false);
        var results = _plan.Functions[callee].Type.Results;
        Keep(results, results.IndexOf(type));
        return true;
    }

    private void CallStatement()
    {
        if (!_mayCall || _loopProduct > 200)
        {
            return;
        }

        if (_plan.Tables.Count > 0 && AtHazard() && TryRiskyIndirectCall())
        {
            return;
        }

        var callee = PickCallee([.. Enumerable.Range(0, _plan.Functions.Count)]);
        Call(callee, 2, tail: false);
        Sink(_plan.Functions[callee].Type.Results);
    }

    private bool TryTailCall()
    {
        if (!_profile.Has("tail-call"))
        {
            return false;
        }

        var candidates = Enumerable.Range(0, _plan.Functions.Count).Where(index => _plan.Functions[index].Type.Results.SequenceEqual(_function.Type.Results)).ToList();
        if (candidates.Count == 0)
        {
            return false;
        }

        Call(PickCallee(candidates), 1, tail: true);
        return true;
    }

    private void Call(int callee, int depth, bool tail)
    {
        var function = _plan.Functions[callee];
        Values(function.Type.Parameters, depth);
        switch (_dice.Next(4))
        {
            case 0 when _plan.DispatchTable >= 0:
                DispatchIndex(function.TypeIndex, callee);
                _code.Op(tail ? Opcode.ReturnCallIndirect : Opcode.CallIndirect, function.TypeIndex, _plan.DispatchTable);
                break;
            case 1 when _profile.HasTypedReferences:
                FunctionReference(function.TypeIndex, callee);
                _code.Op(tail ? Opcode.ReturnCallRef : Opcode.CallRef, function.TypeIndex);
                break;
            default:
                _code.Op(tail ? Opcode.ReturnCall : Opcode.Call, callee);
                break;
        }
    }

    // One of the functions of the type, chosen now or when it runs.
    private void DispatchIndex(int typeIndex, int callee)
    {
        var (_, first, count) = _plan.DispatchGroups.Find(group => group.TypeIndex == typeIndex);
        var is64 = _plan.Tables[_plan.DispatchTable].AddressType == ValueType.I64;
        if (count == 0)
        {
            throw new InvalidOperationException($"function {callee} is not in the dispatch table");
        }

        if (_dice.Percent(50))
        {
            Number(is64 ? ValueType.I64 : ValueType.I32, (ulong)(first + _dice.Next(count)));
            return;
        }

        Value(ValueType.I32, 1);
        _code.I32(count);
        _code.Op(Opcode.I32RemU);
        _code.I32(first);
        _code.Op(Opcode.I32Add);
        if (is64)
        {
            _code.Op(Opcode.I64ExtendI32U);
        }
    }

    private void FunctionReference(int typeIndex, int callee)
    {
        var type = ValueType.Ref(HeapType.Defined(typeIndex), nullable: true);
        if (_dice.Percent(40) && PickLocal(local => _types.IsSubtype(local, type.AsNonNullable())) is { } local)
        {
            _code.Op(Opcode.LocalGet, local);
            return;
        }

        if (AtHazard())
        {
            Value(type, 1);
            return;
        }

        _code.Op(Opcode.RefFunc, callee);
        if (_dice.Percent(30) && PickLocal(local => local == type) is { } kept)
        {
            _code.Op(Opcode.LocalTee, kept);
            _code.Op(Opcode.RefAsNonNull);
        }
    }

    // Any index, any type: null, of another type, outside.
    private bool TryRiskyIndirectCall()
    {
        var tables = Enumerable.Range(0, _plan.Tables.Count).Where(table => _types.IsSubtype(_plan.Tables[table].Type.Element, ValueType.FuncRef)).ToList();
        if (tables.Count == 0)
        {
            return false;
        }

        var table = _dice.Pick(tables);
        var function = _dice.Pick(_plan.Functions);
        Values(function.Type.Parameters, 1);
        if (_dice.Percent(30))
        {
            Value(_plan.Tables[table].AddressType, 1);
        }
        else
        {
            Number(_plan.Tables[table].AddressType, (ulong)_dice.Next((int)_plan.Tables[table].Type.Limits.Minimum + 2));
        }

        _code.Op(Opcode.CallIndirect, function.TypeIndex, table);
        Sink(function.Type.Results);
        return true;
    }
}
