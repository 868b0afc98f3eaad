// Profiles: a stack and how long it was there.
namespace Weft;

/// <summary>A sample.</summary>
/// <param name="Stack">The index of what was running among <see cref="ProfiledThread.Stacks"/>.</param>
/// <param name="Duration">The time since the sample before.</param>
public readonly record struct ProfileSample(int Stack, TimeSpan Duration);
