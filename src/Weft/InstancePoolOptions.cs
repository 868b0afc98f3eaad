// Options of a pool of instances.
namespace Weft;

/// <summary>The settings of an <see cref="InstancePool"/>.</summary>
public sealed record InstancePoolOptions
{
    /// <summary>The most instances that are rented and idle together. Each has a store, with a stack and memories of its own.</summary>
    public int Capacity { get; init; } = 64;

    /// <summary>The limits of each store; the defaults when null.</summary>
    public StoreOptions? Store { get; init; }

    /// <summary>
    /// Whether a start function that may call the host (because its module imports functions) is run again for each renter, which means to
    /// instantiate again. Where it is not, what it did to the instance is kept, and what it did to the host is not repeated.
    /// </summary>
    public bool RerunStart { get; init; } = true;
}
