// Results made without naming both types: the other one comes from where the result goes.
namespace Weft.Components;

/// <summary>Makes results: <c>return ComponentResult.Error(ErrorCode.Busy);</c></summary>
public static class ComponentResult
{
    /// <summary>Success that carries nothing.</summary>
    public static ComponentOk<ValueTuple> Ok() => default;

    /// <summary>Success.</summary>
    public static ComponentOk<T> Ok<T>(T value) => new(value);

    /// <summary>Failure that carries nothing.</summary>
    public static ComponentError<ValueTuple> Error() => default;

    /// <summary>Failure.</summary>
    public static ComponentError<T> Error<T>(T error) => new(error);
}
