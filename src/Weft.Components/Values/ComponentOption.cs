// option<option<t>> in typed calls: a nullable has one null only.
namespace Weft.Components;

/// <summary>A value that may be there, where the value itself may be null.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct ComponentOption<T>
{
    private readonly T _value;

    /// <summary>Makes one that is there.</summary>
    public ComponentOption(T value) => (HasValue, _value) = (true, value);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException("the option has no value");

    /// <inheritdoc/>
    public override string ToString() => HasValue ? $"some({_value})" : "none";

    /// <summary>One that is there.</summary>
    public static implicit operator ComponentOption<T>(T value) => new(value);
}
