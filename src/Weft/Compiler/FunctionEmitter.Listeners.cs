// Functions that the host listens to: where they begin and end, it is told. Nothing of this is emitted when nobody listens.
using System.Collections.Immutable;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Compiler;

internal sealed partial class FunctionEmitter
{
    // The place of the running call among the active ones.
    private Variable? _place;

    private void EmitListenedStart()
    {
        _place = null;
        if (!_settings.Listens)
        {
            return;
        }

        for (var i = 0; i < _type.Parameters.Length; i++)
        {
            var index = i;
            ResultSlots.EmitPut(_il, _type.Parameters, i, () => LoadArgument(index), LoadContext);
        }

        Int(_scan.FunctionIndex);
        LoadContext();
        Call(nameof(Support.EnterListened));
        _place = Declare(ValueKind.I32);
        Save(_place);
    }

    // The first result is on the evaluation stack and stays there, the others are in their slots.
    private void EmitListenedReturn(ImmutableArray<ValueType> types)
    {
        if (!_settings.Listens)
        {
            return;
        }

        var first = types.IsEmpty ? null : Rent(types[0].Kind);
        if (first is not null)
        {
            Save(first);
            ResultSlots.EmitPut(_il, types, 0, () => Load(first), LoadContext);
        }

        LoadContext();
        Call(nameof(Support.ReturnListened));
        if (first is not null)
        {
            Load(first);
            Release(types[0].Kind, first);
        }
    }

    private void EmitListenedReplacement()
    {
        if (_settings.Listens)
        {
            LoadContext();
            Call(nameof(Support.ReplaceListened));
        }
    }

    private void EmitListenedCatch()
    {
        if (_settings.Listens)
        {
            Load(_place!);
            LoadContext();
            Call(nameof(Support.CatchListened));
        }
    }
}
