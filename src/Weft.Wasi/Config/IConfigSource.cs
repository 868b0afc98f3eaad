// wasi:config: where values come from.

namespace Weft.Wasi.Config;

/// <summary>
/// Gives guests their configuration. Methods are called by every guest that has it, on its thread, which waits for the result; when the guest is
/// interrupted, the token is cancelled.
/// </summary>
public interface IConfigSource
{
    /// <summary>Finds a value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Cancelled when the guest is interrupted.</param>
    /// <returns>The value; null when there is none.</returns>
    /// <exception cref="ConfigException">It cannot be found out; the guest is told.</exception>
    ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Lists all values.</summary>
    /// <param name="cancellationToken">Cancelled when the guest is interrupted.</param>
    /// <returns>The values, each key once.</returns>
    /// <exception cref="ConfigException">They cannot be found out; the guest is told.</exception>
    ValueTask<IReadOnlyCollection<KeyValuePair<string, string>>> GetAllAsync(CancellationToken cancellationToken = default);
}
