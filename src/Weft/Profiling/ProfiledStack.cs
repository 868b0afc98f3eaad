// Profiles: a stack of functions.
namespace Weft;

/// <summary>A stack that was seen: a function, and the stack that called it.</summary>
/// <param name="Caller">The index of the calling stack among <see cref="ProfiledThread.Stacks"/>, less than its own; -1 where the host called.</param>
/// <param name="Function">The index of the function among <see cref="GuestProfile.Functions"/>.</param>
public readonly record struct ProfiledStack(int Caller, int Function);
