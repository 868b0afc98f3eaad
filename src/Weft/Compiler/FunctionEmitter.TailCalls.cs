// Tail calls. A function that ends in one often does nothing else, so what is rare on the way must not make it save registers: nothing may
// live across a call that comes back.
using System.Reflection.Emit;
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
        var arguments = SaveArguments(type);
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
        EmitResolution(type, arguments, expectedType);
        Load(Cell);
        _il.Emit(OpCodes.Ldfld, EntryField);
        Save(entry);
        LoadEntryContext();
        Save(context);
        _il.Emit(OpCodes.Br, isReady);
        ReleaseArguments(type, arguments);
        Release(typeof(nint), entry);
        Release(typeof(nint), context);
    }

    private void EmitPlacedTailCall(FunctionType type, Variable[] arguments, Action loadContext, Variable entry)
    {
        LoadArguments(arguments);
        loadContext();
        Load(entry);
        EmitTailCall(() => CompiledCalls.Emit(_il, type), type);
    }
}
