// wasi:keyvalue: a bucket in Redis, in a project of its own because of the client, which Weft.Wasi does not depend on. Keys have a prefix, so that
// buckets share a database. Redis has no versions: that of a key is a digest of its value, and a swap is a transaction that watches it.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Weft.Wasi.KeyValue;

namespace Weft.Wasi.Redis;

/// <summary>A bucket in Redis. What it may hold is the server's to bound (<c>maxmemory</c>).</summary>
public sealed class RedisKeyValueBucket : IKeyValueBucket
{
    private const int KeysOfPage = 1000;

    private readonly IDatabase _database;
    private readonly string _prefix;
    private readonly string _pattern;

    /// <summary>Makes a bucket.</summary>
    /// <param name="database">The database, of one server: a cluster does not list keys.</param>
    /// <param name="prefix">What the names of the bucket's keys begin with in the database; a guest reaches no others.</param>
    public RedisKeyValueBucket(IDatabase database, string prefix)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(prefix);
        (_database, _prefix) = (database, prefix);
        var pattern = new StringBuilder();
        foreach (char character in prefix)
        {
            if (character is '*' or '?' or '[' or ']' or '\\')
                pattern.Append('\\');
            pattern.Append(character);
        }
        _pattern = pattern.Append('*').ToString();
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await DoAsync(() => _database.StringGetAsync(NameOf(key)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        await DoAsync(() => _database.StringSetAsync(NameOf(key), value), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default) =>
        await DoAsync(() => _database.KeyDeleteAsync(NameOf(key)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) =>
        await DoAsync(() => _database.KeyExistsAsync(NameOf(key)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<KeyValuePage> ListKeysAsync(string? cursor, CancellationToken cancellationToken = default)
    {
        if (!ulong.TryParse(cursor ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out ulong next))
            throw new KeyValueException("there is no such cursor");
        var keys = new List<string>();
        do
        {
            // A page of the server's may be empty though others follow.
            RedisResult page = await DoAsync(
                () => _database.ExecuteAsync("SCAN", next.ToString(CultureInfo.InvariantCulture), "MATCH", _pattern, "COUNT", KeysOfPage), cancellationToken)
                .ConfigureAwait(false);
            next = ulong.Parse((string)page[0]!, CultureInfo.InvariantCulture);
            keys.AddRange(((string[])page[1]!).Select(key => key[_prefix.Length..]));
        }
        while (next != 0 && keys.Count == 0);
        return new KeyValuePage(keys, next == 0 ? null : next.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public async ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellationToken = default)
    {
        try
        {
            return await DoAsync(() => _database.StringIncrementAsync(NameOf(key), delta), cancellationToken).ConfigureAwait(false);
        }
        catch (KeyValueException error) when (error.InnerException is RedisServerException reason)
        {
            throw new KeyValueException(reason.Message.Contains("overflow", StringComparison.Ordinal) ? "the sum is too large" : "the value is not an integer", reason);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<KeyValueVersion> GetVersionAsync(string key, CancellationToken cancellationToken = default)
    {
        byte[]? value = await GetAsync(key, cancellationToken).ConfigureAwait(false);
        return new KeyValueVersion(value, VersionOf(value));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TrySwapAsync(string key, string version, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        byte[]? current = await GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (VersionOf(current) != version)
            return false;
        return await DoAsync(
            () =>
            {
                ITransaction transaction = _database.CreateTransaction();
                transaction.AddCondition(current is null ? Condition.KeyNotExists(NameOf(key)) : Condition.StringEqual(NameOf(key), current));
                _ = transaction.StringSetAsync(NameOf(key), value);
                return transaction.ExecuteAsync();
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        RedisValue[] values = await DoAsync(() => _database.StringGetAsync([.. keys.Select(NameOf)]), cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(values, value => (byte[]?)value);
    }

    /// <inheritdoc/>
    public async ValueTask SetManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> pairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count > 0)
        {
            await DoAsync(() => _database.StringSetAsync([.. pairs.Select(pair => KeyValuePair.Create(NameOf(pair.Key), (RedisValue)pair.Value))]), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        await DoAsync(() => _database.KeyDeleteAsync([.. keys.Select(NameOf)]), cancellationToken).ConfigureAwait(false);
    }

    private static string VersionOf(byte[]? value) => value is null ? "" : Convert.ToHexStringLower(SHA256.HashData(value));

    private RedisKey NameOf(string key) => _prefix + key;

    // What the server or the client says is not for the guest: it may name hosts.
    private static async Task<T> DoAsync<T>(Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException error)
        {
            throw new KeyValueException("the store refuses this", error);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new KeyValueException("the store does not answer", error);
        }
    }
}
