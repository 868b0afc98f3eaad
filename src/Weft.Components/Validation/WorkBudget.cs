// How much validation may do: types are graphs, and small inputs can make walks over them long.
using Weft.Wasm;

namespace Weft.Components.Validation;

/// <summary>Counts the parts of types that are looked at or built.</summary>
internal sealed class WorkBudget
{
    private int _left = ComponentLimits.ValidationSteps;

    public void Spend(int count = 1)
    {
        _left -= count;
        if (_left < 0)
        {
            throw new InvalidModuleException($"types too large: validation would take more than {ComponentLimits.ValidationSteps} steps");
        }
    }
}
