// What each instruction does with values: makes others of them, or needs them.
using System.Runtime.Intrinsics;
using Weft.Wasm;
using Weft.Wasm.Instructions;

namespace Weft.Compiler;

internal sealed partial class ValueUses
{
    private void Follow(in Instruction instruction)
    {
        NoteEffect(instruction.Opcode);
        if (InstructionTable.GetSignature(instruction.Opcode) is { } signature)
        {
            FollowTyped(in instruction, signature);
        }
        else if (!FollowControl(in instruction) && !FollowVariable(in instruction))
        {
            FollowRest(in instruction);
        }
    }

    private void FollowTyped(in Instruction instruction, Signature signature)
    {
        switch (instruction.Opcode)
        {
            case Opcode.I32Const or Opcode.I64Const:
                Push(_graph.AddConstant((long)instruction.Bits));
                return;
            case Opcode.V128Const:
                var halves = instruction.Vector.AsUInt64();
                Push(_graph.AddConstant((Int128)new UInt128(halves[1], halves[0])));
                return;
            case Opcode.F32Const or Opcode.F64Const:
                Push(_graph.AddConstant((Int128)(ulong)instruction.Bits));
                return;
            case Opcode.I8x16Shuffle:
                Shuffle(instruction.Vector);
                return;
        }

        switch (EmitterTable.Find(instruction.Opcode)?.Form)
        {
            case EmitterForm.Load:
                // A lane is loaded into a vector, above its address.
                var value = _graph.Add();
                _sources.Add((instruction.Offset, value, LeastUse(signature, InstructionTable.GetWidth(instruction.Opcode))));

                if (signature.Operands.Length == 2)
                {
                    Connect(value, Pop(), ValueGraph.Passing.Whole);
                }

                WantTop(1);
                Push(value);
                break;
            case EmitterForm.Store:
                Want(Pop(), StoredPart(instruction.Opcode));
                WantTop(1);
                break;
            case EmitterForm.Cil or EmitterForm.Method:
                Compute(instruction.Opcode, signature);
                break;
            default:
                WantTop(signature.Operands.Length);
                PushUnknown(signature.Results.Length);
                break;
        }
    }

    // How much must be used of what a load of so many bytes gives, so that RyuJIT reads all of them. Any use keeps a byte.
    private static ValueUse LeastUse(Signature signature, int width) => width switch
    {
        1 => ValueUse.Part,
        2 when signature.Results[0] is SignatureType.I32 or SignatureType.I64 => ValueUse.Low16,
        4 when signature.Results[0] is SignatureType.I32 or SignatureType.I64 => ValueUse.Low32,
        _ => ValueUse.Whole,
    };

    private static ValueUse StoredPart(Opcode opcode) => opcode switch
    {
        Opcode.I32Store16 or Opcode.I64Store16 => ValueUse.Low16,
        Opcode.I64Store32 => ValueUse.Low32,
        Opcode.I32Store8 or Opcode.I64Store8
            or Opcode.V128Store8Lane or Opcode.V128Store16Lane or Opcode.V128Store32Lane or Opcode.V128Store64Lane => ValueUse.Part,
        _ => ValueUse.Whole,
    };

    // Arithmetic needs its operands when something needs its result, unless the result is known without them.
    private void Compute(Opcode opcode, Signature signature)
    {
        var count = signature.Operands.Length;
        var operands = _stack.Count - count;
        var passing = count switch
        {
            3 => PassingOf(_stack[^3], _stack[^2], _stack[^1]),
            2 => PassingOf(opcode, _stack[^2], _stack[^1]),
            _ => PassingOf(opcode, ValueGraph.Unknown, ValueGraph.Unknown),
        };
        var results = AddValues(signature.Results.Length);
        var isKnown = count != 0 && CountKnown(operands) == count;
        foreach (var result in results)
        {
            if (isKnown)
            {
                _graph.SetKnown(result);
            }

            for (var i = operands; i < _stack.Count && passing is { } known; i++)
            {
                Connect(result, _stack[i], known);
            }
        }

        Replace(operands, results);
    }

    // Needs those of its operands that it takes lanes of.
    private void Shuffle(Vector128<byte> lanes)
    {
        var isSecond = Vector128.GreaterThanOrEqual(lanes, Vector128.Create((byte)Vector128<byte>.Count));
        var (second, first) = (Pop(), Pop());
        var result = _graph.Add();
        if (isSecond != Vector128<byte>.AllBitsSet)
        {
            Connect(result, first, ValueGraph.Passing.Whole);
        }

        if (isSecond != Vector128<byte>.Zero)
        {
            Connect(result, second, ValueGraph.Passing.Whole);
        }

        Push(result);
    }

    private bool FollowControl(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try:
                var condition = instruction.Opcode == Opcode.If ? Pop() : ValueGraph.Unknown;
                var (parameters, results) = module.GetBlockType(instruction.Block);
                Open(instruction.Opcode, parameters, results);
                if (instruction.Opcode == Opcode.If)
                {
                    Choose(condition, 0);
                }

                return true;
            case Opcode.TryTable:
                TryTable(in instruction);
                return true;
            case Opcode.Else:
                Else();
                return true;
            case Opcode.Catch or Opcode.CatchAll:
                Catch(instruction.Opcode == Opcode.Catch ? instruction.Index : -1);
                return true;
            case Opcode.End or Opcode.Delegate:
                End();
                return true;
            case Opcode.Br:
                Branch(instruction.Index);
                _unreachable = true;
                return true;
            case Opcode.BrIf:
                Choose(Pop(), instruction.Index);
                Branch(instruction.Index);
                return true;
            case Opcode.BrTable:
                var selector = Pop();
                var labels = instruction.Labels.Distinct().ToArray();
                foreach (var label in labels)
                {
                    if (labels.Length > 1)
                    {
                        Choose(selector, label);
                    }

                    Branch(label);
                }

                _unreachable = true;
                return true;
            case Opcode.Return:
                Branch(_frames.Count - 1);
                _unreachable = true;
                return true;
            case Opcode.BrOnNull:
                // The reference stays when it is not null; loads make none.
                Pop();
                Branch(instruction.Index);
                Push(ValueGraph.Unknown);
                return true;
            case Opcode.BrOnNonNull:
                Branch(instruction.Index);
                Pop();
                return true;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                Branch(instruction.Index);
                return true;
            case Opcode.Unreachable or Opcode.ThrowRef or Opcode.Rethrow:
                _unreachable = true;
                return true;
            case Opcode.Throw:
                WantTop(module.GetTagType(instruction.Index).Parameters.Length);
                _unreachable = true;
                return true;
            case Opcode.Call:
                CallFunction(in instruction);
                return true;
            case Opcode.CallIndirect or Opcode.CallRef:
                WantTop(1);
                CallType((FunctionType)module.GetCompositeType(instruction.Index));
                return true;
            case Opcode.ReturnCall:
                WantTop(module.GetFunctionType(instruction.Index).Parameters.Length);
                _unreachable = true;
                return true;
            case Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                WantTop(1 + ((FunctionType)module.GetCompositeType(instruction.Index)).Parameters.Length);
                _unreachable = true;
                return true;
            default:
                return false;
        }
    }

    private void CallType(FunctionType type)
    {
        WantTop(type.Parameters.Length);
        PushUnknown(type.Results.Length);
    }

    // What an inlined function does not use of its arguments is not used. What it uses may depend on those that are known.
    private void CallFunction(in Instruction instruction)
    {
        var type = module.GetFunctionType(instruction.Index);
        if (!inlining.IsPossible(instruction.Index))
        {
            if (inlining.FindEarlyReturn(instruction.Index) is { } deciding && MayDecide(deciding))
            {
                // It may return without a look at the others.
                _stack.RemoveRange(_stack.Count - deciding.Length, deciding.Length);
                PushUnknown(type.Results.Length);
                return;
            }

            CallType(type);
            return;
        }

        var used = UsedParameters(instruction.Index);
        var someIsKnown = CountKnown(_stack.Count - used.Length) != 0;
        for (var i = used.Length - 1; i >= 0; i--)
        {
            var argument = Pop();
            if (used[i] && !someIsKnown)
            {
                Want(argument);
            }
        }

        PushUnknown(type.Results.Length);
    }

    // Whether the arguments of a call may tell before it is reached that the function returns early: one that decides is known, or two are the same.
    private bool MayDecide(bool[] deciding)
    {
        var seen = new HashSet<int>();
        var first = _stack.Count - deciding.Length;
        for (var i = 0; i < deciding.Length; i++)
        {
            var argument = _stack[first + i];
            if (deciding[i] && argument != ValueGraph.Unknown && (_graph.IsKnown(argument) || !seen.Add(argument)))
            {
                return true;
            }
        }

        return false;
    }

    private bool FollowVariable(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet:
                Push(_locals[instruction.Index]);
                return true;
            case Opcode.LocalSet:
                _locals[instruction.Index] = Pop();
                return true;
            case Opcode.LocalTee:
                _locals[instruction.Index] = _stack[^1];
                return true;
            case Opcode.Drop:
                Pop();
                return true;
            case Opcode.Select or Opcode.SelectTyped:
                var chooser = Pop();
                var (second, first) = (Pop(), Pop());
                Push(Select(first, second, chooser));
                return true;
            default:
                return false;
        }
    }

    private int Select(int first, int second, int chooser)
    {
        if (_graph.IsKnown(chooser) && !AreSame(first, second))
        {
            // One of the two is not needed.
            return _graph.Add();
        }

        var result = Join(first, second);
        if (!AreSame(first, second))
        {
            Connect(result, chooser, ValueGraph.Passing.Whole);
        }

        return result;
    }

    // The rest: how many operands each takes and results it leaves. They are needed, whatever becomes of the results.
    private void FollowRest(in Instruction instruction)
    {
        var (operands, results) = instruction.Opcode switch
        {
            Opcode.GlobalGet or Opcode.RefNull or Opcode.RefFunc or Opcode.MemorySize or Opcode.TableSize => (0, 1),
            Opcode.DataDrop or Opcode.ElemDrop => (0, 0),
            Opcode.GlobalSet => (1, 0),
            Opcode.TableGet or Opcode.MemoryGrow or Opcode.RefIsNull or Opcode.RefAsNonNull or Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU
                or Opcode.ArrayNewDefault or Opcode.ArrayLen or Opcode.RefTest or Opcode.RefTestNull or Opcode.RefCast or Opcode.RefCastNull
                or Opcode.AnyConvertExtern or Opcode.ExternConvertAny or Opcode.RefI31 or Opcode.I31GetS or Opcode.I31GetU => (1, 1),
            Opcode.TableSet or Opcode.StructSet => (2, 0),
            Opcode.RefEq or Opcode.TableGrow or Opcode.ArrayNew or Opcode.ArrayNewData or Opcode.ArrayNewElem
                or Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU => (2, 1),
            Opcode.ArraySet or Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill or Opcode.TableInit or Opcode.TableCopy or Opcode.TableFill => (3, 0),
            Opcode.ArrayFill or Opcode.ArrayInitData or Opcode.ArrayInitElem => (4, 0),
            Opcode.ArrayCopy => (5, 0),
            Opcode.StructNew => (((StructType)module.GetCompositeType(instruction.Index)).Fields.Length, 1),
            Opcode.StructNewDefault => (0, 1),
            Opcode.ArrayNewFixed => (instruction.Index2, 1),
            var other => throw new NotSupportedException($"the compiler does not know {InstructionTable.GetMnemonic(other)}"),
        };
        WantTop(operands);
        PushUnknown(results);
    }
}
