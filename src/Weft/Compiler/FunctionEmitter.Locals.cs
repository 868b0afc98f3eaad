// Locals: arguments, and variables for each web of a local. Integers that are addresses somewhere are kept in the width of one.
using System.Reflection.Emit;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly LocalWebs _webs;
    private readonly List<ValueKind> _localKinds = [];
    private readonly List<OperandOrigin> _localOrigins = [];

    // By local, for the web that it begins with: its variable; null for an argument, and until it is needed.
    private readonly List<Variable?> _locals = [];

    // The variables of other webs.
    private readonly Dictionary<int, Variable> _webVariables = [];

    // Webs that are addresses, of 64 bits with a high half of zero, so that they need not be widened at each use.
    private readonly HashSet<(int Local, int Web)> _wide = [];

    private void DeclareLocals(ref ByteReader reader)
    {
        _localKinds.Clear();
        _localOrigins.Clear();
        _locals.Clear();
        _zeros.Clear();
        _webVariables.Clear();
        foreach (var parameter in _type.Parameters)
        {
            _localKinds.Add(parameter.Kind);
            _localOrigins.Add(OriginOf(parameter));
        }

        for (var groups = reader.ReadU32(); groups != 0; groups--)
        {
            var count = reader.ReadU32();
            var type = TypeReader.ReadValueType(ref reader);
            for (var i = 0u; i < count; i++)
            {
                _localKinds.Add(type.Kind);
                _localOrigins.Add(OriginOf(type));
            }
        }

        _wide.Clear();
        if (_isCompact)
        {
            _webs.Clear();
        }
        else
        {
            _webs.Run(reader, _localKinds.Count);
            FindWide();
        }

        FindLanes();
        FindPressure();

        for (var i = 0; i < _localKinds.Count; i++)
        {
            _locals.Add(null);
            if (i < _type.Parameters.Length && !IsLoopVariant && !IsArgument(i))
            {
                LoadArgument(i);
                SaveWidened(_localKinds[i], VariableOf(i, LocalWebs.Initial)!);
            }
        }
    }

    // Locals begin with zero or null. The method leaves that to its code, so that nothing is cleared that need not be: above all not the local
    // whose address tells where the stack is. References too: where RyuJIT makes a loop of a tail call to the function itself, it clears
    // nothing at its head. A compact function, whose variables lie elsewhere, is cleared by the runtime, but for zeros that must not be known;
    // a variant of a loop has the locals of the running function.
    private void ClearLocals()
    {
        for (var i = _type.Parameters.Length; i < _localKinds.Count && !IsLoopVariant; i++)
        {
            var kind = _localKinds[i];
            var isHidden = _scan.Subtracts && kind is (ValueKind.F32 or ValueKind.F64 or ValueKind.V128);
            if (!_webs.ReadsInitial(i) || (_isCompact && !isHidden))
            {
                continue;
            }

            var variable = VariableOf(i, LocalWebs.Initial)!;
            if (isHidden)
            {
                LoadHiddenZero(kind);
            }
            else
            {
                LoadDefault(kind);
            }

            SaveWidened(kind, variable);
        }
    }

    // Whether the web that a local begins with is an argument, not a variable.
    private bool IsArgument(int local) =>
        local < _type.Parameters.Length && !IsLoopVariant && !_wide.Contains((local, LocalWebs.Initial));

    private void FindWide()
    {
        foreach (var (offset, local) in _scan.Operands.AddressLocals)
        {
            _wide.Add((local, _webs.Find(offset)));
        }
    }

    private Variable DeclareWeb(int local, int web)
    {
        var variable = _wide.Contains((local, web)) ? Declare(typeof(long))
            : _laneWebs.Contains((local, web)) ? Declare(ClrTypes.Lane) : Declare(_localKinds[local]);
        return variable;
    }

    // The variable of a web of a local; null for an argument.
    private Variable? VariableOf(int local, int web)
    {
        if (web == LocalWebs.Initial)
        {
            return IsArgument(local) ? null : _locals[local] ??= DeclareWeb(local, web);
        }

        if (!_webVariables.TryGetValue(web, out var variable))
        {
            _webVariables[web] = variable = DeclareWeb(local, web);
        }

        return variable;
    }

    // The next copy of a loop has variables of its own for what does not leave a round, so that RyuJIT is free where to keep them: it would
    // rather move a value than change the register of a variable.
    private void ForgetRound(int start, int end)
    {
        foreach (var web in _webVariables.Keys)
        {
            if (_webs.IsWithinRound(web, start, end))
            {
                _webVariables.Remove(web);
            }
        }
    }

    // The value of a local, as the instruction that is being emitted sees it, as an operand.
    private void PushLocalCopy(int local)
    {
        var kind = _localKinds[local];
        var web = _webs.Find(_offset);
        if ((FindPutAway(web) ?? VariableOf(local, web)) is not { } variable)
        {
            LoadArgument(local);
        }
        else
        {
            Load(variable);
            if (kind == ValueKind.I32 && variable.Type == typeof(long))
            {
                if (_scan.Operands.TryFindAddress(_offset, out var use))
                {
                    PushAddress(use);
                    return;
                }

                _il.Emit(OpCodes.Conv_I4);
            }
            else if (variable.Type == ClrTypes.Lane)
            {
                if (_laneProducers.Contains(_offset))
                {
                    Push(kind, OperandOrigin.Other, OperandForm.Lane);
                    return;
                }

                LeaveLane();
            }
        }

        Push(kind, _localOrigins[local]);
        if (local < _type.Parameters.Length)
        {
            _operands[^1] = _operands[^1] with { Parameter = local };
        }
    }

    // Takes an operand and writes it to a local.
    private void StoreLocal(int local)
    {
        var form = _operands[^1].Form;
        TakeAny(1);
        var web = _webs.Find(_offset);
        if (VariableOf(local, web) is { } variable)
        {
            if (form == OperandForm.Lane)
            {
                Save(variable);
            }
            else
            {
                SaveWidened(_localKinds[local], variable);
            }

            if (_pressure.IsPutAway(web, out _))
            {
                PutAway(web, variable);
            }
        }
        else if (local <= byte.MaxValue)
        {
            _il.Emit(OpCodes.Starg_S, (byte)local);
        }
        else
        {
            _il.Emit(OpCodes.Starg, (short)local);
        }
    }

    // Saves a number in the form that a variable has it in.
    private void SaveWidened(ValueKind kind, Variable variable)
    {
        if (kind == ValueKind.I32 && variable.Type == typeof(long))
        {
            _il.Emit(OpCodes.Conv_U8);
        }
        else if (variable.Type == ClrTypes.Lane)
        {
            EnterLane();
        }

        Save(variable);
    }
}
