// WAVE, the text of values of the component model: what command lines and messages use.
using Weft.Components.Types;

namespace Weft.Components;

/// <summary>
/// Values as text, for people: <c>1</c>, <c>"text"</c>, <c>'c'</c>, <c>[1, 2]</c>, <c>{x: 1, y: 2}</c>, <c>(1, "a")</c>, <c>circle(2.5)</c>,
/// <c>some(1)</c>, <c>err("no")</c>, <c>{read, write}</c>.
/// </summary>
public static class Wave
{
    /// <summary>Reads a value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type, which decides how the text is read.</param>
    /// <exception cref="FormatException">It is no value of the type; the message names the place.</exception>
    public static ComponentValue Parse(string text, ComponentValueType type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        var reader = new WaveReader(text);
        var value = reader.ReadValue(type);
        reader.ExpectEnd();
        return value;
    }

    /// <summary>The name of the function that a call calls: what stands before its arguments.</summary>
    /// <param name="call">A call, such as <c>add(1, 2)</c>; without arguments the parentheses may be missing.</param>
    public static string GetFunctionName(string call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var end = call.IndexOf('(', StringComparison.Ordinal);
        return (end < 0 ? call : call[..end]).Trim();
    }

    /// <summary>Reads the arguments of a call.</summary>
    /// <param name="call">The whole call; names in messages are counted from its start.</param>
    /// <param name="type">The type of the function. Options at the end may be missing.</param>
    /// <exception cref="FormatException">There are too few or too many, or one is not of its type.</exception>
    public static ComponentValue[] ParseArguments(string call, ComponentFunctionType type)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(type);
        var start = call.IndexOf('(', StringComparison.Ordinal);
        var reader = new WaveReader(start < 0 ? "()" : call, Math.Max(start, 0));
        var values = reader.ReadArguments(type);
        reader.ExpectEnd();
        return values;
    }

    /// <summary>A value as text that <see cref="Parse"/> reads; handles only say what they are.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="ArgumentException">The value is not of the type.</exception>
    public static string Print(ComponentValue value, ComponentValueType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ValueChecker.Check(value, type, "the value");
        return new WavePrinter().Add(value, type).ToString();
    }
}
