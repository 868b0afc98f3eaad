// What a host hears of calls of the guest's functions: the base of its listeners.

namespace Weft;

/// <summary>
/// Hears of calls of a function of a module, in whichever tier it runs. Each call of <see cref="Entered"/> is followed by one of the other
/// three, when the function has ended. A listener may look at the guest, but not call it; an exception that it throws ends the guest's call
/// as one of a function of the host does. Stores run on any thread, so a listener that several stores share must bear that.
/// </summary>
public abstract class FunctionListener
{
    /// <summary>The function begins.</summary>
    /// <param name="call">The call.</param>
    /// <param name="arguments">What it was given; only valid during the call.</param>
    public virtual void Entered(in FunctionCall call, ReadOnlySpan<Value> arguments)
    {
    }

    /// <summary>The function has come to its end.</summary>
    /// <param name="call">The call, as when it began.</param>
    /// <param name="results">What it returns; only valid during the call.</param>
    public virtual void Returned(in FunctionCall call, ReadOnlySpan<Value> results)
    {
    }

    /// <summary>The function ends with a tail call: another function takes its place, and returns in its stead.</summary>
    /// <param name="call">The call, as when it began.</param>
    public virtual void Replaced(in FunctionCall call)
    {
    }

    /// <summary>The function was left without results.</summary>
    /// <param name="call">The call, as when it began.</param>
    /// <param name="reason">
    /// A <see cref="TrapException"/>, a <see cref="GuestException"/> that a function further out may have caught, or what a function of the host
    /// has thrown.
    /// </param>
    public virtual void Failed(in FunctionCall call, Exception reason)
    {
    }
}
