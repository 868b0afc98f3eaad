// Tail calls. A function that ends in one often does nothing else, so what is rare on the way must not make it save registers: nothing may
// live across a call that comes back.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private void EmitTailCall(Action call, FunctionType type)
    {
        if (IsLoopVariant)
        {
            // Its results go to slots: an ordinary call, from which nothing comes back to this loop.
            call();
            EndCall(type, mayThrow: true);
            EmitReturn();
            return;
        }

        if (TailCalls?.IsOrdinary(_functionIndex, type) == true)
        {
            // As long as the prefix, so that places in the code stay what they are.
            _il.Emit(OpCodes.Nop);
            _il.Emit(OpCodes.Nop);
        }
        else
        {
            _il.Emit(OpCodes.Tailcall);
        }

        call();
        _il.Emit(OpCodes.Ret);
        _unreachable = true;
    }

    // Calls the function of the cell that is found. Arguments are put where the call takes them before anything branches: what lies on the
    // evaluation stack then is copied. Functions of other instances, of the host and of the interpreter are called from a place of their own,
    // and behind that one of another type than expected, or without an entry yet, is resolved.
    private void EmitCellTailCall(FunctionType type, bool isImport, Action findCell, int? expectedType)
    {
        TakeArguments(type, isAlone: true);
        var arguments = _variables.Rent(type.Parameters.AsSpan());
        for (var i = arguments.Length - 1; i >= 0; i--)
        {
            Save(arguments[i]);
        }

        findCell();
        var entry = Rent(typeof(nint));
        var context = Rent(typeof(nint));
        var isRare = _il.DefineLabel();
        if (expectedType is { } typeIndex)
        {
            LoadCellType();
            LoadTypeId(typeIndex);
            _il.Emit(OpCodes.Bne_Un, isRare);
        }

        Load(Cell);
        _il.Emit(OpCodes.Ldfld, EntryField);
        Save(entry);
        if (!isImport)
        {
            var isForeign = _il.DefineLabel();
            LoadEntryContext();
            LoadContext();
            _il.Emit(OpCodes.Bne_Un, isForeign);
            EmitPlacedTailCall(type, arguments, LoadContext, entry);
            _il.MarkLabel(isForeign);
        }

        LoadEntryContext();
        Save(context);
        Load(entry);
        _il.Emit(OpCodes.Brfalse, isRare);
        EmitCaller();
        var isReady = _il.DefineLabel();
        _il.MarkLabel(isReady);
        EmitPlacedTailCall(type, arguments, () => Load(context), entry);

        _il.MarkLabel(isRare);
        EmitResolution(type, arguments, expectedType, entry, context);
        _il.Emit(OpCodes.Br, isReady);
        for (var i = 0; i < arguments.Length; i++)
        {
            _variables.Release(type.Parameters[i].Kind, arguments[i]);
        }

        Release(typeof(nint), entry);
        Release(typeof(nint), context);
    }

    private void EmitPlacedTailCall(FunctionType type, Variable[] arguments, Action loadContext, Variable entry)
    {
        foreach (var argument in arguments)
        {
            Load(argument);
        }

        loadContext();
        Load(entry);
        EmitTailCall(() => CompiledCalls.Emit(_il, type), type);
    }

    // A method of the engine looks at the cell; meanwhile it lies in the store, numbers in the slots for results, and the context of the instance
    // comes back as what the method returns.
    private void EmitResolution(FunctionType type, Variable[] arguments, int? expectedType, Variable entry, Variable context)
    {
        LoadContext();
        LoadField(nameof(InstanceContext.Store));
        Load(Cell);
        _il.Emit(OpCodes.Stfld, ContextFields.OfStore(nameof(StoreContext.Callee)));
        for (var i = 0; i < arguments.Length; i++)
        {
            if (type.Parameters[i].Kind != ValueKind.Ref)
            {
                var argument = arguments[i];
                ResultSlots.EmitPut(_il, type.Parameters, i, () => Load(argument), LoadContext);
            }
        }

        if (expectedType is { } typeIndex)
        {
            LoadTypeId(typeIndex);
        }
        else
        {
            Int(FunctionCells.NoType);
        }

        LoadContext();
        Call(nameof(Support.ResolveCallee));
        Save(context);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (type.Parameters[i].Kind != ValueKind.Ref)
            {
                ResultSlots.EmitTake(_il, type.Parameters, i, () => Load(context));
                Save(arguments[i]);
            }
        }

        Load(context);
        LoadField(nameof(InstanceContext.Store));
        _il.Emit(OpCodes.Ldfld, ContextFields.OfStore(nameof(StoreContext.Callee)));
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Ldfld, EntryField);
        Save(entry);
        _il.Emit(OpCodes.Ldfld, EntryContextField);
        Save(context);
    }
}
