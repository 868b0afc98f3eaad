// Handles that the host holds, of resources of a component or its own.
namespace Weft.Components;

/// <summary>
/// A handle of a resource in the hands of the host. One that owns must be given to a guest or disposed, which runs the destructor; one that
/// a guest has lent is good during the call only.
/// </summary>
public sealed class ComponentResource : IDisposable
{
    private bool _isGone;
    private int _lends;

    internal ComponentResource(ComponentResourceType type, ulong representation, object? value, bool isOwned)
    {
        (Type, Representation, Value, IsOwned) = (type, representation, value, isOwned);
    }

    /// <summary>What it is a resource of.</summary>
    public ComponentResourceType Type { get; }

    /// <summary>Whether the host owns it.</summary>
    public bool IsOwned { get; }

    /// <summary>The object, when it is a resource of the host.</summary>
    public object? Value { get; }

    internal ulong Representation { get; }

    /// <summary>Ends it, if the host owns it still: a destructor of the guest runs now.</summary>
    /// <exception cref="InvalidOperationException">It is lent to a guest at the moment.</exception>
    /// <exception cref="TrapException">The destructor trapped, or its instance cannot be entered now.</exception>
    public void Dispose()
    {
        if (_isGone || !IsOwned)
        {
            return;
        }

        CheckNotLent();
        _isGone = true;
        Type.Destroy(Representation, Value, null);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{(IsOwned ? "own" : "borrow")}<{Type}>";

    /// <summary>Takes it away from the host, for a guest that will own it.</summary>
    internal void Take()
    {
        CheckUse();
        if (!IsOwned)
        {
            throw new ArgumentException($"{this} is not owned: it cannot be given away");
        }

        CheckNotLent();
        _isGone = true;
    }

    /// <summary>Lends it until <see cref="Return"/>.</summary>
    internal void Lend()
    {
        CheckUse();
        _lends++;
    }

    /// <summary>The call that it was lent for is over.</summary>
    internal void Return() => _lends--;

    /// <summary>The call that a guest has lent it for is over.</summary>
    internal void Invalidate() => _isGone = true;

    private void CheckUse()
    {
        if (_isGone)
        {
            throw new ArgumentException($"{this} was given away, disposed, or lent for a call that is over");
        }
    }

    private void CheckNotLent()
    {
        if (_lends != 0)
        {
            throw new InvalidOperationException($"{this} is lent to a guest");
        }
    }
}
