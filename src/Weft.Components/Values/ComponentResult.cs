// result in typed calls.
using System.Diagnostics.CodeAnalysis;

namespace Weft.Components;

/// <summary>A result or an error, as typed calls have it.</summary>
/// <typeparam name="TOk">What success carries; <see cref="ValueTuple"/> when nothing.</typeparam>
/// <typeparam name="TError">What failure carries; <see cref="ValueTuple"/> when nothing.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Results are made by their own type, as tuples are; the arguments do not tell both of its types.")]
public readonly record struct ComponentResult<TOk, TError>
{
    private readonly TOk _ok;
    private readonly TError _error;

    private ComponentResult(bool isError, TOk ok, TError error) => (IsError, _ok, _error) = (isError, ok, error);

    /// <summary>Whether it is an error.</summary>
    public bool IsError { get; }

    /// <summary>What success carries.</summary>
    /// <exception cref="InvalidOperationException">It is an error.</exception>
    public TOk Ok => IsError ? throw new InvalidOperationException($"the result is an error: {_error}") : _ok;

    /// <summary>What failure carries.</summary>
    /// <exception cref="InvalidOperationException">It is no error.</exception>
    public TError Error => IsError ? _error : throw new InvalidOperationException("the result is no error");

    /// <summary>A result.</summary>
    public static ComponentResult<TOk, TError> FromOk(TOk value) => new(isError: false, value, default!);

    /// <summary>An error.</summary>
    public static ComponentResult<TOk, TError> FromError(TError value) => new(isError: true, default!, value);

    /// <inheritdoc/>
    public override string ToString() => IsError ? $"error({_error})" : $"ok({_ok})";

    /// <summary>A result.</summary>
    public static implicit operator ComponentResult<TOk, TError>(TOk value) => FromOk(value);

    /// <summary>A result.</summary>
    public static implicit operator ComponentResult<TOk, TError>(ComponentOk<TOk> ok) => FromOk(ok.Value);

    /// <summary>An error.</summary>
    public static implicit operator ComponentResult<TOk, TError>(ComponentError<TError> error) => FromError(error.Value);
}
