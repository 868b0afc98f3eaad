// Profiles: what the guest of one store did.
namespace Weft;

/// <summary>The samples of one store, which is one thread of a guest.</summary>
/// <param name="Stacks">The stacks, callers before what they called.</param>
/// <param name="Samples">The samples, in the order of time.</param>
public sealed record ProfiledThread(IReadOnlyList<ProfiledStack> Stacks, IReadOnlyList<ProfileSample> Samples);
