// wasi:config: the plainest source, a dictionary.

using System.Collections.Frozen;

namespace Weft.Wasi.Config;

/// <summary>Configuration that is known beforehand.</summary>
public sealed class ConfigValues : IConfigSource
{
    private readonly FrozenDictionary<string, string> _values;

    /// <summary>Makes a source.</summary>
    /// <param name="values">The values, which are copied.</param>
    public ConfigValues(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default) => ValueTask.FromResult(_values.GetValueOrDefault(key));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<KeyValuePair<string, string>>> GetAllAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyCollection<KeyValuePair<string, string>>>(_values);
}
