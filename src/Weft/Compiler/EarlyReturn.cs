// Functions that look at their arguments and may return at once, as recursion does where it ends: that much of them is a method of its own,
// which RyuJIT puts where the function is called, so that no frame is made for it. Nothing in it can trap or has an effect, so that no trace
// misses it; where anything else would come, it calls the function, which begins anew.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Follows a function from its start, as far as it only computes with integers.</summary>
internal sealed class EarlyReturn
{
    // What a call may grow by; so few parameters go into registers.
    private const int MostInstructions = 24;
    private const int MostDecisions = 2;
    private const int MostParameters = 6;

    private readonly FunctionType _type;
    private readonly ILGenerator _il;
    private readonly List<Frame> _frames = [];
    private readonly Dictionary<int, (LocalBuilder Variable, ValueKind Kind)> _locals = [];
    private readonly Stack<ValueKind> _operands = new();
    private readonly Label _rest;
    private bool _isReachable = true;
    private bool _hasRest;
    private bool _returns;

    // Sets of parameters, a bit each: those read so far; those read before something was decided on the way here, and on any way to a return.
    private int _read;
    private int _path;
    private int _deciding;

    // Instructions up to the last that was decided at, and behind it: what is computed there and left to the function costs nothing.
    private int _count;
    private int _straight;
    private int _decisions;

    private EarlyReturn(FunctionType type, ILGenerator il)
    {
        _type = type;
        _il = il;
        _rest = il.DefineLabel();
    }

    /// <summary>Which parameters decide whether a defined function returns early; null for a function that never does, or has nothing else to do.</summary>
    public static bool[]? FindDeciding(ValidatedModule module, int functionIndex)
    {
        var type = module.GetFunctionType(functionIndex);
        if (type.Results.Length > 1 || type.Parameters.Length > MostParameters)
        {
            return null;
        }

        var walk = Follow(module, functionIndex, new MeasuringGenerator());
        return walk._returns && walk._hasRest && walk._count <= MostInstructions && walk._decisions <= MostDecisions
            ? [.. type.Parameters.Select((_, i) => (walk._deciding & (1 << i)) != 0)]
            : null;
    }

    /// <summary>Makes the method, beside the function's.</summary>
    /// <param name="module">The module.</param>
    /// <param name="functionIndex">The function.</param>
    /// <param name="function">The function's method.</param>
    /// <param name="form">What the code is made for.</param>
    /// <param name="cell">Where the address of the function's code is to be read (ICallees.FindCell); 0 to call the method.</param>
    public static MethodBuilder Define(ValidatedModule module, int functionIndex, MethodBuilder function, CodeForm form, nint cell = 0)
    {
        var type = module.GetFunctionType(functionIndex);
        var early = CodeAssembly.DefineMethod((TypeBuilder)function.DeclaringType!, "e" + function.Name, ClrTypes.Result(type), ClrTypes.Parameters(type), form);
        early.SetImplementationFlags(early.GetMethodImplementationFlags() | MethodImplAttributes.AggressiveInlining);
        var il = early.GetILGenerator();
        var walk = Follow(module, functionIndex, il);
        il.MarkLabel(walk._rest);
        for (var i = 0; i <= type.Parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
        }

        // Where this is not inlined, RyuJIT makes a jump of it.
        if (cell != 0)
        {
            CompiledCalls.EmitAt(il, cell, type);
        }
        else
        {
            il.Emit(OpCodes.Call, function);
        }

        il.Emit(OpCodes.Ret);
        return early;
    }

    private static EarlyReturn Follow(ValidatedModule module, int functionIndex, ILGenerator il)
    {
        var body = module.Definition.Functions[functionIndex - module.ImportedFunctionCount].Body;
        var instructions = body.ReadInstructions(out _);
        var walk = new EarlyReturn(module.GetFunctionType(functionIndex), il);
        walk.Open(Opcode.Block);
        var skipped = default(SkippedBlocks);
        var instruction = default(Instruction);
        while (walk._frames.Count != 0 && walk.MayGoOn && walk._count <= MostInstructions && walk._straight <= MostInstructions)
        {
            instructions.Read(ref instruction);
            if (!walk._isReachable && skipped.Skips(instruction.Opcode))
            {
                continue;
            }

            walk.Follow(in instruction);
            if (!walk._isReachable)
            {
                // It may have opened a block that is left to the function.
                skipped.Skips(instruction.Opcode);
            }
        }

        return walk;
    }

    private void Follow(in Instruction instruction)
    {
        _straight++;
        if (Control(in instruction))
        {
            _count += _straight;
            _straight = 0;
        }
        else if (!Compute(in instruction))
        {
            LeaveToFunction();
            _straight = 0;
        }
    }

    // Whether anything that follows can be reached.
    private bool MayGoOn => _isReachable || _frames.Exists(static frame => frame.IsTaken || frame.Else is not null);

    private void Open(Opcode opcode) => _frames.Add(new Frame(opcode, _il.DefineLabel()));

    private void LeaveToFunction()
    {
        for (; _operands.Count != 0; _operands.Pop())
        {
            _il.Emit(OpCodes.Pop);
        }

        _il.Emit(OpCodes.Br, _rest);
        _hasRest = true;
        _isReachable = false;
    }

    // Blocks pass no values, and nothing lies on the stack where they begin or are left.
    private bool Control(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.Nop:
                return true;
            case Opcode.Block or Opcode.Loop:
                if (_operands.Count != 0 || instruction.Block != BlockType.Empty)
                {
                    return false;
                }

                Open(instruction.Opcode);
                return true;
            case Opcode.If:
                if (_operands.Count != 1 || instruction.Block != BlockType.Empty)
                {
                    return false;
                }

                Open(Opcode.If);
                var otherwise = _il.DefineLabel();
                Decide();
                _frames[^1] = _frames[^1] with { Else = otherwise, ElsePath = _path };
                _il.Emit(OpCodes.Brfalse, otherwise);
                _operands.Clear();
                return true;
            case Opcode.Else:
                return EndArm();
            case Opcode.End:
                return End();
            case Opcode.Br:
                return instruction.Index == _frames.Count - 1 ? Return() : _operands.Count == 0 && Branch(OpCodes.Br, instruction.Index);
            case Opcode.BrIf:
                Decide();
                return _operands.Count == 1 && Branch(OpCodes.Brtrue, instruction.Index);
            case Opcode.Return:
                return Return();
            default:
                return false;
        }
    }

    private void Decide()
    {
        _decisions++;
        _path |= _read;
    }

    private bool Branch(OpCode code, int label)
    {
        var target = _frames.Count - 1 - label;
        if (_frames[target].Opcode == Opcode.Loop || (target == 0 && !_type.Results.IsEmpty))
        {
            return false;
        }

        _il.Emit(code, _frames[target].Label);
        _frames[target] = _frames[target] with { IsTaken = true, TakenPaths = _frames[target].TakenPaths | _path };
        _operands.Clear();
        _isReachable = code != OpCodes.Br;
        return true;
    }

    private bool Return()
    {
        if (_operands.Count != _type.Results.Length)
        {
            return false;
        }

        _il.Emit(OpCodes.Ret);
        _returns = true;
        _deciding |= _path;
        _isReachable = false;
        _operands.Clear();
        return true;
    }

    private bool EndArm()
    {
        if (_isReachable && !Branch(OpCodes.Br, 0))
        {
            return false;
        }

        _il.MarkLabel(_frames[^1].Else!.Value);
        _path = _frames[^1].ElsePath;
        _frames[^1] = _frames[^1] with { Else = null };
        _isReachable = true;
        return true;
    }

    // Only the function itself has results.
    private bool End()
    {
        var frame = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        if (frame.Else is { } otherwise)
        {
            _il.MarkLabel(otherwise);
            Join(frame.ElsePath);
        }

        if (frame.IsTaken)
        {
            _il.MarkLabel(frame.Label);
            Join(frame.TakenPaths);
        }

        return _frames.Count != 0 || !_isReachable || Return();
    }

    private void Join(int path)
    {
        _path = _isReachable ? _path | path : path;
        _isReachable = true;
    }

    private bool Compute(in Instruction instruction)
    {
        var index = instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.I32Const:
                _il.Emit(OpCodes.Ldc_I4, (int)instruction.Bits);
                _operands.Push(ValueKind.I32);
                return true;
            case Opcode.I64Const:
                _il.Emit(OpCodes.Ldc_I8, (long)instruction.Bits);
                _operands.Push(ValueKind.I64);
                return true;
            case Opcode.LocalGet when index < _type.Parameters.Length:
                _il.Emit(OpCodes.Ldarg, (short)index);
                _read |= 1 << index;
                _operands.Push(_type.Parameters[index].Kind);
                return true;
            case Opcode.LocalGet when _locals.TryGetValue(index, out var local):
                _il.Emit(OpCodes.Ldloc, local.Variable);
                _operands.Push(local.Kind);
                return true;
            case Opcode.LocalSet when index >= _type.Parameters.Length:
                SetLocal(index);
                return true;
            default:
                return Calculate(instruction.Opcode);
        }
    }

    // Of a parameter, the function that begins anew must find what it was called with: so only other locals are set.
    private void SetLocal(int index)
    {
        var kind = _operands.Pop();
        if (!_locals.TryGetValue(index, out var local))
        {
            _locals[index] = local = (_il.DeclareLocal(ClrTypes.Of(kind)), kind);
        }

        _il.Emit(OpCodes.Stloc, local.Variable);
    }

    // Divisions trap, and shifts, which are methods in the table, might become parts of rotations where the code is put.
    private bool Calculate(Opcode opcode)
    {
        if (opcode is Opcode.I32DivS or Opcode.I32DivU or Opcode.I32RemU or Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemU
            || EmitterTable.Find(opcode) is not { Form: EmitterForm.Cil } row
            || InstructionTable.GetSignature(opcode) is not { Results: [var result] } signature
            || !IsInteger(result) || !signature.Operands.All(IsInteger))
        {
            return false;
        }

        foreach (var code in row.Codes)
        {
            _il.Emit(code);
        }

        foreach (var _ in signature.Operands)
        {
            _operands.Pop();
        }

        _operands.Push(result == SignatureType.I32 ? ValueKind.I32 : ValueKind.I64);
        return true;
    }

    private static bool IsInteger(SignatureType type) => type is SignatureType.I32 or SignatureType.I64;

    private readonly record struct Frame(Opcode Opcode, Label Label)
    {
        // Where the other arm of an `if` begins, until it has begun.
        public Label? Else { get; init; }

        public int ElsePath { get; init; }

        public bool IsTaken { get; init; }

        public int TakenPaths { get; init; }
    }
}
