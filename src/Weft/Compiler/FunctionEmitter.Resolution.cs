// What is rare before a call through a cell: the type is not the one that is expected but may be a subtype, or there is no entry yet.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // Puts the arguments of a call into variables, and everything below them: nothing is on the evaluation stack then, and code may branch.
    private Variable[] SaveArguments(FunctionType type)
    {
        TakeArguments(type, isAlone: true);
        var arguments = _variables.Rent(type.Parameters.AsSpan());
        Store(arguments);
        return arguments;
    }

    private void LoadArguments(Variable[] arguments)
    {
        foreach (var argument in arguments)
        {
            Load(argument);
        }
    }

    private void ReleaseArguments(FunctionType type, Variable[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            Release(type.Parameters[i].Kind, arguments[i]);
        }
    }

    // A method of the engine looks at the cell, and leaves it with an entry or traps. Meanwhile the cell lies in the store, numbers in the slots for
    // results, and the context of the instance comes back as what the method returns: nothing but references to objects lives across it.
    private void EmitResolution(FunctionType type, Variable[] arguments, int? expectedType)
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
        var context = Rent(ClrTypes.Context);
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
        Save(Cell);
        Release(ClrTypes.Context, context);
    }
}
