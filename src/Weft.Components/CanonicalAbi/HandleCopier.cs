// Handles go from one table to the other (CanonicalABI.md, lift_own, lift_borrow, lower_own, lower_borrow).
using System.Runtime.InteropServices;

namespace Weft.Components.CanonicalAbi;

/// <summary>Moves or lends handles.</summary>
/// <param name="isBorrow">Whether they are lent.</param>
/// <param name="resource">The place of the resource type among those of the frame.</param>
internal sealed class HandleCopier(bool isBorrow, int resource) : ValueCopier(s_layout, s_layout)
{
    private static readonly CodecLayout s_layout = new(4, 4, 1);

    public override void CopyFlat(ref CopyFrame frame) => frame.Write(Move(ref frame, (uint)frame.Read()));

    public override void Copy(ref CopyFrame frame, ReadOnlySpan<byte> from, Span<byte> to) => MemoryMarshal.Write(to, Move(ref frame, MemoryMarshal.Read<uint>(from)));

    /// <summary>Moves or lends a handle.</summary>
    /// <param name="source">The table that has it.</param>
    /// <param name="instance">The instance that gets it.</param>
    /// <param name="type">The resource type.</param>
    /// <param name="scope">The call that it is lent to; null when it is moved.</param>
    /// <param name="index">The handle.</param>
    /// <returns>What stands for it in the other instance.</returns>
    public static uint Move(HandleTable source, InstanceState instance, ComponentResourceType type, CallScope? scope, uint index)
    {
        if (scope is null)
        {
            var removed = source.Remove(index, type, mustOwn: true);
            return (uint)instance.Handles.Add(new HandleEntry { Type = type, Representation = removed.Representation, Value = removed.Value });
        }

        ref readonly var entry = ref source.Get(index, type);
        var (representation, value) = (entry.Representation, entry.Value);
        scope.AddLender(source, (int)index);
        if (type.Instance == instance)
        {
            return (uint)representation;
        }

        scope.Borrows++;
        return (uint)instance.Handles.Add(new HandleEntry { Type = type, Representation = representation, Value = value, Scope = scope });
    }

    private uint Move(ref CopyFrame frame, uint index) =>
        Move(frame.From.Options.Instance.Handles, frame.To.Options.Instance, frame.Resources[resource], isBorrow ? frame.To.Scope : null, index);
}
