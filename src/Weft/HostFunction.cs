// Functions of the host without static types.
namespace Weft;

/// <summary>A function of the host whose signature is given beside it.</summary>
/// <param name="caller">The guest that calls.</param>
/// <param name="arguments">The arguments, of the types of the signature.</param>
/// <param name="results">To be filled with the results; zero or null before.</param>
public delegate void HostFunction(Caller caller, ReadOnlySpan<Value> arguments, Span<Value> results);
