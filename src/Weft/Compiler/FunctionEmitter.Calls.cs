// Calls. Functions of the module that are compiled are called directly; imports, functions that are not compiled and those found by
// reference through their cells, whose entry may be a thunk to the interpreter or to the host.
using System.Reflection;
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Label = System.Reflection.Emit.Label;

namespace Weft.Compiler;

/// <summary>Tells the emitter which functions of the module it may call directly.</summary>
internal interface ICallees
{
    /// <summary>Whether the cells of imported functions have entries.</summary>
    bool ImportsAreReady => false;

    /// <summary>The method of a function, or null when it must be called through its cell. Imports are asked for only where all cells are ready.</summary>
    /// <param name="batch">The batch of the function that calls it: emitting it once more must find the same.</param>
    /// <param name="functionIndex">The function that it calls, imports first.</param>
    MethodInfo? FindMethod(int batch, int functionIndex);

    /// <summary>The method that may stand for a defined function where that is called, as it may return early; null when there is none.</summary>
    /// <inheritdoc cref="FindMethod"/>
    MethodInfo? FindEarlyReturn(int batch, int functionIndex) => null;

    /// <summary>
    /// The place that holds the address of a function's code whenever the code of another can run; 0 to call its method. Calls of methods that are
    /// compiled after their callers take a way round.
    /// </summary>
    /// <param name="batch">The batch of the caller.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="callee">The function that is called, no import.</param>
    nint FindCell(int batch, int caller, int callee) => 0;
}

internal sealed partial class FunctionEmitter
{
    private Label? _interrupted;
    private Label _propagate;
    private bool _propagates;
    private Variable? _cell;

    private void ResetCalls()
    {
        _propagates = false;
        _interrupted = null;
        _cell = null;
    }

    private bool EmitCall(in Instruction instruction)
    {
        if (instruction.Opcode is Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef)
        {
            EmitListenedReplacement();
        }

        switch (instruction.Opcode)
        {
            case Opcode.Call or Opcode.ReturnCall:
                EmitDirectCall(instruction.Index, instruction.Opcode == Opcode.ReturnCall);
                return true;
            case Opcode.CallIndirect or Opcode.ReturnCallIndirect:
                EmitIndirectCall(in instruction, instruction.Opcode == Opcode.ReturnCallIndirect);
                return true;
            case Opcode.CallRef or Opcode.ReturnCallRef:
                EmitReferenceCall(in instruction, instruction.Opcode == Opcode.ReturnCallRef);
                return true;
            default:
                return false;
        }
    }

    private Variable Cell => _cell ??= Declare(typeof(FunctionCell*));

    // A function that calls others must leave room on the stack, for itself and for what the host does: its local's address tells where it is.
    private void EmitStackCheck()
    {
        if (!_scan.Calls)
        {
            if (_scan.TailCalls && _settings.IsLinked)
            {
                // A compiler ahead of time may make ordinary calls of these.
                LoadContext();
                Call(nameof(Support.CheckStack));
            }
            else if (_scan.TailCalls)
            {
                // Calls that take its place take no stack either, but may go on for ever.
                LoadStop();
                _il.Emit(OpCodes.Brtrue, Interrupted());
            }

            return;
        }

        if (_scan.TailCalls)
        {
            // A tail call must not leave a local behind whose address was taken.
            LoadContext();
            Call(nameof(Support.CheckStack));
            return;
        }

        var mark = _il.DeclareLocal(typeof(int));
        var ok = _il.DefineLabel();
        _il.Emit(OpCodes.Ldloca, mark);
        _il.Emit(OpCodes.Conv_U);
        LoadContext();
        LoadField(nameof(InstanceContext.StackLimit));
        _il.Emit(OpCodes.Bge_Un, ok);
        LoadContext();
        Call(nameof(Support.RefuseCall));
        _il.MarkLabel(ok);
    }

    private void EmitDirectCall(int functionIndex, bool isTail)
    {
        var type = _module.GetFunctionType(functionIndex);
        var isImport = functionIndex < _module.ImportedFunctionCount;
        var method = !isImport || _callees.ImportsAreReady ? _callees.FindMethod(_batch, functionIndex) : null;
        if (method is null)
        {
            EmitCellCall(
                type,
                isTail,
                isImport,
                () =>
                {
                    LoadImport(functionIndex);
                    Save(Cell);
                });
            return;
        }

        var early = isImport || isTail ? null : FindEarlyReturn(functionIndex);
        if (early is not null)
        {
            _origins?.SetApart();
        }

        TakeArguments(type, isAlone: isTail || _hasExceptions || early is not null);
        if (isImport)
        {
            // It runs in its own instance.
            LoadImport(functionIndex);
            _il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.Instance)));
        }
        else
        {
            LoadContext();
        }

        if (isTail)
        {
            EmitTailCall(() => _il.Emit(OpCodes.Call, method), type);
            return;
        }

        if (early is null && !isImport && !IsLoopVariant && _callees.FindCell(_batch, _functionIndex, functionIndex) is not 0 and var cell)
        {
            CompiledCalls.EmitAt(_il, cell, type);
        }
        else
        {
            _il.Emit(OpCodes.Call, early ?? method);
        }

        EndCall(type, mayThrow: _hasExceptions);
    }

    // What may stand here for a function: not where a constant decides whether it returns early, so that calls stay what the body says; not where the
    // function passes on to itself what decides, and has not returned; and not in a giant function, which is at the limits of what may be put into it.
    private MethodInfo? FindEarlyReturn(int functionIndex)
    {
        if (_isCompact || _inlining.FindEarlyReturn(functionIndex) is not { } deciding)
        {
            return null;
        }

        var passesOn = functionIndex == _functionIndex;
        for (var i = 0; i < deciding.Length; i++)
        {
            if (deciding[i])
            {
                var argument = _operands[_operands.Count - deciding.Length + i];
                if (argument.Origin == OperandOrigin.Constant)
                {
                    return null;
                }

                passesOn &= argument.Parameter == i;
            }
        }

        return passesOn ? null : _callees.FindEarlyReturn(_batch, functionIndex);
    }

    // The cell of a function of the index space.
    private void LoadImport(int functionIndex)
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Functions));
        LoadElement(functionIndex);
    }

    private void EmitIndirectCall(in Instruction instruction, bool isTail)
    {
        Take(1);
        WidenIndex(_module.Tables[instruction.Index2].Address);
        var index = _wideAddress ??= Declare(typeof(ulong));
        Save(index);
        var (typeIndex, table) = (instruction.Index, instruction.Index2);
        EmitCellCall(
            (FunctionType)_module.GetCompositeType(typeIndex), isTail, isImport: false, () => EmitTableLookup(table, index), typeIndex);
    }

    private void EmitReferenceCall(in Instruction instruction, bool isTail)
    {
        Take(1);
        var reference = Rent(typeof(object));
        Save(reference);
        EmitCellCall(
            (FunctionType)_module.GetCompositeType(instruction.Index),
            isTail,
            isImport: false,
            () =>
            {
                Load(reference);
                Call(nameof(Support.CellOf));
                Save(Cell);
                Release(typeof(object), reference);
            });
    }

    // Finds the cell at an index of a table, or traps. Its type is not looked at yet.
    private void EmitTableLookup(int table, Variable index)
    {
        var isDefined = _il.DefineLabel();
        Load(index);
        LoadTableCell(table);
        _il.Emit(OpCodes.Ldfld, ContextFields.OfTable(nameof(TableCell.Length)));
        _il.Emit(OpCodes.Blt_Un, isDefined);
        EmitTrap(TrapKind.UndefinedElement);
        _il.MarkLabel(isDefined);

        LoadTableCell(table);
        _il.Emit(OpCodes.Ldfld, ContextFields.OfTable(nameof(TableCell.Functions)));
        Load(index);
        Int(3);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Conv_U);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_I);
        Save(Cell);
        var isFunction = _il.DefineLabel();
        Load(Cell);
        _il.Emit(OpCodes.Brtrue, isFunction);
        EmitTrap(TrapKind.IndirectCallToNull);
        _il.MarkLabel(isFunction);
    }

    // The cell of a table: of one that the module defines it is at a place behind the context.
    private void LoadTableCell(int index)
    {
        LoadContext();
        if (index >= _module.ImportedTableCount)
        {
            Int(InstanceLayout.OffsetOfTable(index - _module.ImportedTableCount));
            _il.Emit(OpCodes.Add);
            return;
        }

        LoadField(nameof(InstanceContext.Tables));
        LoadElement(index);
    }

    // Calls a function through its cell, which is found and put into the local first. One found in a table must be of the type of the given
    // index, or of a subtype. When the function belongs to this instance, as most do, its entry is there and the context is the one at hand:
    // taking it from the cell would make each call wait for the one before. What is rare on the way comes back, but nothing lives across it: RyuJIT would
    // keep that in memory on every way.
    private void EmitCellCall(FunctionType type, bool isTail, bool isImport, Action findCell, int? expectedType = null)
    {
        if (isTail && !IsLoopVariant)
        {
            EmitCellTailCall(type, isImport, findCell, expectedType);
            return;
        }

        var arguments = SaveArguments(type);
        findCell();
        var isRare = _il.DefineLabel();
        var isReady = _il.DefineLabel();
        var isOwn = _il.DefineLabel();
        var context = Rent(ClrTypes.Context);
        if (expectedType is { } typeIndex)
        {
            LoadCellType();
            LoadTypeId(typeIndex);
            _il.Emit(OpCodes.Bne_Un, isRare);
        }

        if (!isImport)
        {
            LoadContext();
            Save(context);
            LoadEntryContext();
            LoadContext();
            _il.Emit(OpCodes.Beq, isOwn);
        }

        if (!isImport || !_callees.ImportsAreReady)
        {
            Load(Cell);
            _il.Emit(OpCodes.Ldfld, EntryField);
            _il.Emit(OpCodes.Brtrue, isReady);
            _il.MarkLabel(isRare);
            EmitResolution(type, arguments, expectedType);
        }

        _il.MarkLabel(isReady);
        EmitCaller();
        LoadEntryContext();
        Save(context);
        _il.MarkLabel(isOwn);

        LoadArguments(arguments);
        ReleaseArguments(type, arguments);
        Load(context);
        Release(ClrTypes.Context, context);
        Load(Cell);
        _il.Emit(OpCodes.Ldfld, EntryField);
        if (isTail)
        {
            EmitTailCall(() => CompiledCalls.Emit(_il, type), type);
            return;
        }

        CompiledCalls.Emit(_il, type);
        EndCall(type, mayThrow: true);
    }

    private FieldInfo EntryField => ContextFields.OfFunction(_hasExceptions ? nameof(FunctionCell.SafeEntry) : nameof(FunctionCell.Entry));

    private FieldInfo EntryContextField =>
        ContextFields.OfFunction(_hasExceptions ? nameof(FunctionCell.SafeContext) : nameof(FunctionCell.Context));

    private void LoadCellType()
    {
        Load(Cell);
        _il.Emit(OpCodes.Ldfld, ContextFields.OfFunction(nameof(FunctionCell.TypeId)));
    }

    // Functions of this instance that are compiled take its context; of a cell without an entry it is null.
    private void LoadEntryContext()
    {
        Load(Cell);
        _il.Emit(OpCodes.Ldfld, EntryContextField);
    }

    // A function of the host wants to know who calls.
    private void EmitCaller()
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Store));
        LoadContext();
        _il.Emit(OpCodes.Stfld, ContextFields.OfStore(nameof(StoreContext.Caller)));
    }

    // Puts the arguments of a call on the evaluation stack, with nothing below them on request.
    private void TakeArguments(FunctionType type, bool isAlone)
    {
        if (isAlone && _evaluated > type.Parameters.Length)
        {
            Spill();
        }

        Take(type.Parameters.Length);
    }

    // The first result is on the evaluation stack; looks for a pending exception, and fetches the other results.
    private void EndCall(FunctionType type, bool mayThrow)
    {
        ReloadFuel();
        var first = 0;
        if (mayThrow && type.Results.IsEmpty)
        {
            EmitPendingCheck();
        }
        else if (mayThrow)
        {
            var result = Rent(type.Results[0].Kind);
            Save(result);
            EmitPendingCheck();
            PushLocal(type.Results[0].Kind, result, OriginOf(type.Results[0]));
            first = 1;
        }

        for (var i = first; i < type.Results.Length; i++)
        {
            if (i > 0)
            {
                ResultSlots.EmitTake(_il, type.Results, i, LoadContext);
            }

            Push(type.Results[i].Kind, OriginOf(type.Results[i]));
        }
    }

    // Goes to the handler when an exception is pending. Nothing is on the evaluation stack.
    private void EmitPendingCheck()
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Store));
        _il.Emit(OpCodes.Ldfld, ContextFields.OfStore(nameof(StoreContext.Pending)));
        if (!_hasExceptions)
        {
            // Code without tags: the exception travels on as one of .NET.
            var goOn = _il.DefineLabel();
            _il.Emit(OpCodes.Brfalse, goOn);
            LoadContext();
            Call(nameof(Support.ThrowPending));
            _il.MarkLabel(goOn);
            return;
        }

        _il.Emit(OpCodes.Brtrue, CurrentHandler());
    }

    // Where an exception goes that comes out of a call here.
    private Label CurrentHandler() => FindHandler(_frames.Count - 1)?.Handler ?? Propagate();

    // Where a function returns with an exception pending.
    private Label Propagate()
    {
        if (!_propagates)
        {
            _propagate = _il.DefineLabel();
            _propagates = true;
        }

        return _propagate;
    }

    // Out of the way, at the function's end.
    private void EmitExits()
    {
        if (_interrupted is { } interrupted)
        {
            _il.MarkLabel(interrupted);
            EmitStop(TrapKind.Interrupted);
            EmitDeadEnd();
        }

        if (_propagates)
        {
            _il.MarkLabel(_propagate);
            if (!_type.Results.IsEmpty && !IsLoopVariant)
            {
                LoadDefault(_type.Results[0].Kind);
            }

            _il.Emit(OpCodes.Ret);
        }
    }
}
