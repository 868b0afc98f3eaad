// What a store uses, for embedders that watch their guests.
namespace Weft;

/// <summary>What a <see cref="Store"/> uses and has used.</summary>
public readonly record struct StoreStatistics
{
    /// <summary>Bytes that the memories of the store have together.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The most that <see cref="MemoryBytes"/> has been; since the last rent, for a store of an <see cref="InstancePool"/>.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Elements that the tables of the store have together.</summary>
    public long TableElements { get; init; }

    /// <summary>Instances that were made in the store; also those that were given up because instantiation failed.</summary>
    public int Instances { get; init; }

    /// <summary>
    /// Fuel that guests have used, about one unit an instruction; null when the store does not meter it
    /// (<see cref="StoreOptions.Fuel"/>). Instructions are not counted otherwise.
    /// </summary>
    public long? FuelConsumed { get; init; }
}
