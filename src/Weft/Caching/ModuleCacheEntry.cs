// What a cache says about one of its entries.
namespace Weft;

/// <summary>The compiled code of one module in a <see cref="ModuleCache"/>.</summary>
/// <param name="Key">Its name; see <see cref="ModuleCacheKey"/>.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="Created">When it was compiled.</param>
/// <param name="LastUsed">When it was loaded last, to the hour.</param>
/// <param name="IsForThisBuild">Whether this build of the engine made it: others cannot use it.</param>
public sealed record ModuleCacheEntry(string Key, long Bytes, DateTimeOffset Created, DateTimeOffset LastUsed, bool IsForThisBuild);
