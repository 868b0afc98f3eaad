// Functions of the host that are objects, for arguments in slots.
namespace Weft;

/// <summary>What a function of the host does that takes and gives numbers as bits: <see cref="SlotHostFunction"/>, as an object.</summary>
public interface ISlotFunction
{
    /// <summary>Does it.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="slots">The arguments, one slot each, of which i32 and f32 use the low half; then the results.</param>
    void Invoke(Caller caller, Span<ulong> slots);
}
