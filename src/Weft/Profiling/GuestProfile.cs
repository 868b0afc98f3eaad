// Profiles: everything that a profiler has seen.
namespace Weft;

/// <summary>Where guests spent their time, as samples of their stacks.</summary>
/// <param name="Functions">The functions that were seen.</param>
/// <param name="Threads">The stores, in the order in which they were made.</param>
public sealed record GuestProfile(IReadOnlyList<ProfiledFunction> Functions, IReadOnlyList<ProfiledThread> Threads);
