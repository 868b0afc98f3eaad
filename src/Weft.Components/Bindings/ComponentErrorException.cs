// Errors of results as exceptions, for bindings that are generated so.
namespace Weft.Components;

/// <summary>A function's <c>result</c> is an error; thrown by what calls a guest, and by the host to give one to a guest.</summary>
/// <typeparam name="TError">What the error carries; <see cref="ValueTuple"/> when nothing.</typeparam>
/// <param name="error">The error.</param>
public sealed class ComponentErrorException<TError>(TError error) : Exception($"the function returned an error: {error}")
{
    /// <summary>The error.</summary>
    public TError Error { get; } = error;
}
