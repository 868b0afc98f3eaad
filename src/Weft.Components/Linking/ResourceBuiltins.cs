// The built-ins of resources (CanonicalABI.md, "canon resource.new", "canon resource.drop", "canon resource.rep").
using Weft.Components.CanonicalAbi;
using Weft.Wasm;

namespace Weft.Components;

/// <summary>Makes the core functions of the built-ins of resources.</summary>
internal static class ResourceBuiltins
{
    /// <summary>Makes one.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="state">The instance that calls it.</param>
    /// <param name="resource">The resource type.</param>
    /// <param name="typeId">The id of the core type.</param>
    public static Function Make(BuiltinKind kind, InstanceState state, ComponentResourceType resource, int typeId)
    {
        var type = state.Store.Engine.Types.GetFunctionType(typeId);
        SlotHostFunction body = kind switch
        {
            BuiltinKind.ResourceNew => (_, slots) =>
            {
                state.CheckLeave("resource.new");
                slots[0] = (uint)state.Handles.Add(new HandleEntry { Type = resource, Representation = AsRepresentation(slots[0], type.Parameters[0]) });
            }
            ,
            BuiltinKind.ResourceRep => (_, slots) => slots[0] = state.Handles.Get((uint)slots[0], resource).Representation,
            _ => (_, slots) => Drop(state, resource, (uint)slots[0]),
        };
        return new Function(state.Store, typeId, (caller, slots) =>
        {
            try
            {
                body(caller, slots);
            }
            catch (AbiException exception)
            {
                throw exception.ToTrap($"`{BuiltinTable.GetName(kind)}`");
            }
        });
    }

    // Of an i32 only the low half of the slot counts.
    private static ulong AsRepresentation(ulong slot, Wasm.ValueType type) => type.Kind == ValueKind.I64 ? slot : (uint)slot;

    private static void Drop(InstanceState state, ComponentResourceType resource, uint index)
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
