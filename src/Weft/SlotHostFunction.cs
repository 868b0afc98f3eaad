// Functions of the host that work on the bits of numbers: for adapters, such as those of the component model, that make values of them themselves.
namespace Weft;

/// <summary>A function of the host whose arguments and results are numbers as bits.</summary>
/// <param name="caller">The guest that calls.</param>
/// <param name="slots">
/// The arguments, one slot each; of those that are i32 or f32 only the low half counts. To be filled with the results, from the first slot.
/// </param>
public delegate void SlotHostFunction(Caller caller, Span<ulong> slots);
