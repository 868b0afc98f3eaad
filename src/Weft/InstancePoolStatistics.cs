// What a pool has done, for embedders that watch it.
namespace Weft;

/// <summary>What an <see cref="InstancePool"/> holds and has done.</summary>
public readonly record struct InstancePoolStatistics
{
    /// <summary>Instances that are rented now.</summary>
    public int Rented { get; init; }

    /// <summary>Instances that wait for a renter.</summary>
    public int Idle { get; init; }

    /// <summary>How often an instance was rented.</summary>
    public long Rents { get; init; }

    /// <summary>How often an instance was made.</summary>
    public long Created { get; init; }

    /// <summary>How often an instance went back to its first state when it was given back.</summary>
    public long Reset { get; init; }

    /// <summary>How often an instance was given up when it was given back, because it could not go back, or the pool was disposed.</summary>
    public long Discarded { get; init; }
}
