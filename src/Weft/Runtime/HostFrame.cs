// A call of a host function: arguments are taken from slots one after the other, results go back there.
namespace Weft.Runtime;

/// <summary>What a host function does with a call: takes the arguments in order, then gives the results in order.</summary>
internal delegate void HostCallback(ref HostFrame frame);

/// <summary>The slots of a call of a host function.</summary>
internal unsafe ref struct HostFrame
{
    private readonly ulong* _slots;
    private readonly Span<object?> _references;
    private int _taken;
    private int _given;

    /// <summary>The slots hold the arguments, and have room for the results.</summary>
    public HostFrame(Caller caller, ulong* slots, Span<object?> references)
    {
        Caller = caller;
        _slots = slots;
        _references = references;
    }

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>The next argument: a number by its bits, or the low half of a vector.</summary>
    public ulong TakeBits() => _slots[_taken++];

    /// <summary>The next argument, a reference.</summary>
    public object? TakeReference() => _references[_taken++];

    /// <summary>The next result: a number by its bits, or half of a vector.</summary>
    public void GiveBits(ulong bits) => _slots[_given++] = bits;

    /// <summary>The next result, a reference.</summary>
    public void GiveReference(object? reference) => _references[_given++] = reference;
}
