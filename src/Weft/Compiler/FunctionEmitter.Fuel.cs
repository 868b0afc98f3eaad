// Fuel. What is left is in a local, so that no piece of code waits for the one before to write it; but it is written each time, since any
// access to memory may be the last. Whatever runs code of others reads it again.
using System.Reflection.Emit;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // Null in code that is not metered.
    private Variable? _fuel;
    private Variable? _fuelPlace;

    private void ResetFuel()
    {
        _fuel = null;
        _fuelPlace = null;
    }

    // Where the code begins: a variant of a loop has a second beginning.
    private void DeclareFuel()
    {
        if (!_settings.Metered)
        {
            return;
        }

        _fuel ??= Declare(ValueKind.I64);
        _fuelPlace ??= Declare(typeof(long*));
        LoadContext();
        LoadField(nameof(InstanceContext.Store));
        _il.Emit(OpCodes.Ldflda, ContextFields.OfStore(nameof(StoreContext.Fuel)));
        _il.Emit(OpCodes.Conv_U);
        Save(_fuelPlace);
        ReloadFuel();
    }

    private void ReloadFuel()
    {
        if (_fuel is not null)
        {
            Load(_fuelPlace!);
            _il.Emit(OpCodes.Ldind_I8);
            Save(_fuel);
        }
    }

    // Pays for the straight code that begins behind an instruction, if any does: in the same portions as the interpreter.
    private void EmitFuel(int offset)
    {
        if (_fuel is null || !_scan.Fuel.TryGetValue(offset, out var count))
        {
            return;
        }

        Spill();
        var ok = _il.DefineLabel();
        Load(_fuel);
        Long(count);
        _il.Emit(OpCodes.Sub);
        Save(_fuel);
        Load(_fuelPlace!);
        Load(_fuel);
        _il.Emit(OpCodes.Stind_I8);
        Load(_fuel);
        Long(0);
        _il.Emit(OpCodes.Bge, ok);
        EmitStop(TrapKind.OutOfFuel);
        _il.MarkLabel(ok);
    }
}
