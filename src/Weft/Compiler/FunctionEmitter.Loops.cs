// A variant of a function that begins at the head of one of its loops: the interpreter, in the middle of a long loop, goes on in it.
// It takes locals and operands from the interpreter's frame, runs to the end of the function, and leaves the results there.
using System.Collections.Immutable;
using System.Reflection.Emit;
using Weft.Interpreter;
using Weft.Wasm;
using Label = System.Reflection.Emit.Label;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    /// <summary>The parameters of a loop variant: slots and references of the frame, then the instance.</summary>
    public static readonly Type[] LoopParameters = [typeof(ulong).MakePointerType(), typeof(object).MakeByRefType(), ClrTypes.Context];

    // The offset of the loop that a variant begins at; -1 for the function itself.
    private int _loop = -1;
    private Label? _loopEntry;
    private Label _loopHead;
    private readonly List<(ValueKind Kind, int Slot, Variable Variable)> _loopState = [];

    private bool IsLoopVariant => _loop >= 0;

    private void LoadSlots() => LoadArgument(0);

    private void LoadReferenceSlots() => LoadArgument(1);

    private void BeginLoopVariant()
    {
        _loopState.Clear();
        _loopEntry = null;
        if (IsLoopVariant)
        {
            _loopEntry = _il.DefineLabel();
            _il.Emit(OpCodes.Br, _loopEntry.Value);
        }
    }

    // At the head of the loop, with operands spilled and the parameters in the loop's locals: where everything is that the loop may read.
    private void NoteLoopState(ControlFrame frame, int offset)
    {
        _loopHead = frame.Target;
        var slot = 0;
        for (var i = 0; i < _localKinds.Count; i++)
        {
            if (_webs.FindAtLoop(offset, i) is { } web)
            {
                _loopState.Add((_localKinds[i], slot, VariableOf(i, web)!));
            }

            slot += SlotCode.SlotsOf(_localKinds[i]);
        }

        // Behind the locals, or the results if they take more, are two slots of the interpreter's own, then the operands.
        slot = Math.Max(slot, FunctionStub.SlotsOf(_type.Results.AsSpan())) + 2;
        foreach (var operand in _operands)
        {
            _loopState.Add((operand.Kind, slot, operand.Local!));
            slot += SlotCode.SlotsOf(operand.Kind);
        }

        for (var i = 0; i < frame.Values.Length; i++)
        {
            _loopState.Add((frame.Parameters[i].Kind, slot, frame.Values[i]));
            slot += SlotCode.SlotsOf(frame.Parameters[i].Kind);
        }
    }

    private void EndLoopVariant()
    {
        if (_loopEntry is not { } entry)
        {
            return;
        }

        _il.MarkLabel(entry);
        DeclareBases();
        DeclareConstants();
        DeclareFuel();
        foreach (var (kind, slot, variable) in _loopState)
        {
            SlotCode.Load(_il, kind, slot, LoadSlots, LoadReferenceSlots);
            SaveWidened(kind, variable);
        }

        _il.Emit(OpCodes.Br, _loopHead);
    }

    // Leaves the results, which are on the evaluation stack, in the first slots.
    private void StoreResults(ImmutableArray<ValueType> types)
    {
        var slot = FunctionStub.SlotsOf(types.AsSpan());
        for (var i = types.Length - 1; i >= 0; i--)
        {
            slot -= SlotCode.SlotsOf(types[i].Kind);
            SlotCode.Store(_il, types[i].Kind, slot, _variables, LoadSlots, LoadReferenceSlots);
        }
    }
}
