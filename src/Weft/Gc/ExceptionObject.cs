// Exceptions of the guest (spec 4.2.12): a tag and the values thrown with it.
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Weft.Runtime;

namespace Weft;

/// <summary>An exception of the guest: what an <c>exnref</c> refers to.</summary>
public sealed class ExceptionObject
{
    /// <summary>Makes an exception.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="payload">The values, as many and of such types as the tag says.</param>
    /// <exception cref="ArgumentException">The values are not those that the tag calls for.</exception>
    public ExceptionObject(Tag tag, params ReadOnlySpan<Value> payload)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (payload.Length != tag.Type.Parameters.Length)
        {
            throw new ArgumentException($"the tag takes {tag.Type.Parameters.Length} values, not {payload.Length}", nameof(payload));
        }

        for (var i = 0; i < payload.Length; i++)
        {
            ReferenceChecks.Check(payload[i], tag.Type.Parameters[i], tag.Store, "a payload");
        }

        Tag = tag;
        Payload = [.. payload];
    }

    private ExceptionObject(Tag tag, ImmutableArray<Value> payload)
    {
        Tag = tag;
        Payload = payload;
    }

    /// <summary>The tag.</summary>
    public Tag Tag { get; }

    /// <summary>The values thrown with it.</summary>
    public ImmutableArray<Value> Payload { get; }

    /// <summary>Makes an exception of values that are known to fit; the array becomes its own.</summary>
    internal static ExceptionObject Own(Tag tag, Value[] payload) => new(tag, ImmutableCollectionsMarshal.AsImmutableArray(payload));
}
