// What long straight code puts away into memory (Pressure): a second variable of the same web, which is read from there on.
using System.Reflection.Emit;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    private readonly Pressure _pressure = new();

    // By web, the variable in memory; and what gets the addresses of those, which nobody reads.
    private readonly Dictionary<int, Variable> _putAway = [];
    private Variable? _someAddress;

    // The variable in memory of a web that has been put away where the instruction stands that is being emitted; else null.
    private Variable? FindPutAway(int web) =>
        _pressure.IsPutAway(web, out var from) && _offset > from ? _putAway[web] : null;

    // Keeps what a variable has in memory, too. A variable whose address is taken is there; what gets the address is not used.
    private void PutAway(int web, Variable variable)
    {
        if (!_putAway.TryGetValue(web, out var memory))
        {
            _putAway[web] = memory = Declare(variable.Type);
            _il.Emit(OpCodes.Ldloca, memory.Local);
            _il.Emit(OpCodes.Conv_U);
            Save(_someAddress ??= Declare(typeof(nuint)));
        }

        Load(variable);
        Save(memory);
    }

    private void FindPressure()
    {
        _someAddress = null;
        _putAway.Clear();
        _pressure.Clear();
        if (_isLong && !IsLoopVariant)
        {
            _pressure.Run(_module.Definition.Functions[_functionIndex - _module.ImportedFunctionCount].Body, _webs, _localKinds);
        }
    }
}
