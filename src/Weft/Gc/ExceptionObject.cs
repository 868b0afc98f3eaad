// Exceptions of the guest (spec 4.2.12): a tag and the values thrown with it. The first few values are in the object itself, so that
// throwing makes one object.
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;

namespace Weft;

/// <summary>An exception of the guest: what an <c>exnref</c> refers to.</summary>
public sealed class ExceptionObject
{
    // Bytes on the .NET heap, headers included.
    private const int OwnBytes = 72;
    private const int ArrayHeader = 24;

    /// <summary>The tag: a field for emitted code.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "Emitted code reads it.")]
    internal readonly Tag TagField;

    private ulong _number0;
    private ulong _number1;
    private object? _reference0;
    private readonly ulong[]? _numbers;
    private readonly object?[]? _references;
    private Holder _holder;

    /// <summary>Makes an exception.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="payload">The values, as many and of such types as the tag says.</param>
    /// <exception cref="ArgumentException">The values are not those that the tag calls for.</exception>
    public ExceptionObject(Tag tag, params ReadOnlySpan<Value> payload)
        : this(tag ?? throw new ArgumentNullException(nameof(tag)), tag.PayloadNumbers, tag.PayloadReferences)
    {
        if (payload.Length != tag.Type.Parameters.Length)
        {
            throw new ArgumentException($"the tag takes {tag.Type.Parameters.Length} values, not {payload.Length}", nameof(payload));
        }

        int number = 0, reference = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            ref readonly var value = ref payload[i];
            ReferenceChecks.Check(value, tag.Type.Parameters[i], tag.Store, "a payload");
            if (value.Kind == ValueKind.Ref)
            {
                Reference(reference++) = value.Reference;
                continue;
            }

            Number(number++) = value.Low;
            if (value.Kind == ValueKind.V128)
            {
                Number(number++) = value.High;
            }
        }
    }

    private ExceptionObject(Tag tag, int numbers, int references)
    {
        TagField = tag;
        if (numbers > 2)
        {
            _numbers = new ulong[numbers];
        }

        if (references > 1)
        {
            _references = new object?[references];
        }
    }

    /// <summary>The tag.</summary>
    public Tag Tag => TagField;

    /// <summary>The values thrown with it.</summary>
    public ImmutableArray<Value> Payload
    {
        get
        {
            var types = TagField.Type.Parameters;
            var values = ImmutableArray.CreateBuilder<Value>(types.Length);
            int number = 0, reference = 0;
            foreach (var type in types)
            {
                values.Add(type.Kind switch
                {
                    ValueKind.Ref => Value.FromReference(Reference(reference++)),
                    ValueKind.V128 => Value.FromSlots(ValueKind.V128, Number(number++), Number(number++)),
                    var kind => Value.FromSlots(kind, Number(number++)),
                });
            }

            return values.MoveToImmutable();
        }
    }

    /// <summary>Makes an exception of zeros and nulls; whoever runs the throwing code fills it.</summary>
    internal static ExceptionObject Make(Tag tag) => new(tag, tag.PayloadNumbers, tag.PayloadReferences);

    /// <summary>Whether nobody has it but the store's place for exceptions: it may be thrown, anew if it was before.</summary>
    internal bool IsSpent => _holder == Holder.Nobody;

    /// <summary>Notes that it is on its way, from code that keeps it nowhere.</summary>
    internal void Send() => _holder = Holder.Throw;

    /// <summary>Notes that code which keeps it nowhere has caught it.</summary>
    /// <returns>Whether nobody has it then.</returns>
    internal bool Spend()
    {
        if (_holder != Holder.Throw)
        {
            return false;
        }

        _holder = Holder.Nobody;
        return true;
    }

    /// <summary>Notes that whoever gets it may keep it.</summary>
    internal void Keep() => _holder = Holder.Anybody;

    /// <summary>The bytes that an exception of a tag takes on the .NET heap, about.</summary>
    internal static int BytesOf(int numbers, int references) =>
        OwnBytes + (numbers > 2 ? ArrayHeader + (numbers * 8) : 0) + (references > 1 ? ArrayHeader + (references * 8) : 0);

    /// <summary>A number of the payload, by its index among the numbers; a vector is two, numbers of 32 bits have zeros above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref ulong Number(int index)
    {
        if (_numbers is { } numbers)
        {
            return ref numbers[index];
        }

        return ref index == 0 ? ref _number0 : ref _number1;
    }

    /// <summary>A reference of the payload, by its index among the references.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref object? Reference(int index)
    {
        if (_references is { } references)
        {
            return ref references[index];
        }

        return ref _reference0;
    }

    // Who may have a reference to it.
    private enum Holder : byte
    {
        Anybody,
        Throw,
        Nobody,
    }
}
