// The built-ins of resources (CanonicalABI.md, "canon resource.new", "canon resource.drop", "canon resource.rep").
using Weft.Components.CanonicalAbi;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>A built-in of resources.</summary>
/// <param name="kind">Which.</param>
/// <param name="state">The instance that calls it.</param>
/// <param name="resource">The resource type.</param>
internal sealed class ResourceBuiltin(BuiltinKind kind, InstanceState state, ComponentResourceType resource) : ISlotFunction
{
    private bool _hasWideRepresentation;

    /// <summary>The core function.</summary>
    /// <param name="typeId">The id of its type.</param>
    public Function ToCore(int typeId)
    {
        _hasWideRepresentation = kind == BuiltinKind.ResourceNew && state.Store.Engine.Types.GetFunctionType(typeId).Parameters[0].Kind == ValueKind.I64;
        return new Function(state.Store, typeId, this);
    }

    /// <inheritdoc/>
    public void Invoke(Caller caller, Span<ulong> slots)
    {
        try
        {
            switch (kind)
            {
                case BuiltinKind.ResourceNew:
                    state.CheckLeave("resource.new");

                    // Of an i32 only the low half of the slot counts.
                    var representation = _hasWideRepresentation ? slots[0] : (uint)slots[0];
                    slots[0] = (uint)state.Handles.Add(new HandleEntry { Type = resource, Representation = representation });
                    break;
                case BuiltinKind.ResourceRep:
                    slots[0] = state.Handles.Get((uint)slots[0], resource).Representation;
                    break;
                default:
                    Drop((uint)slots[0]);
                    break;
            }
        }
        catch (AbiException exception)
        {
            throw exception.ToTrap($"`{BuiltinTable.GetName(kind)}`");
        }
    }

    private void Drop(uint index)
    {
        state.CheckLeave("resource.drop");
        var entry = state.Handles.Remove(index, resource, mustOwn: false);
        if (entry.IsOwned)
        {
            resource.Destroy(entry.Representation, entry.Value, state);
        }
        else
        {
            entry.Scope!.Borrows--;
        }
    }
}
