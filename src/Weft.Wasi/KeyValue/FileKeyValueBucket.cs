// wasi:keyvalue: a bucket in a folder, a file for each key. Names of files are digests of the keys: no key of a guest's leads anywhere else, is too long,
// or becomes the same name as another where upper and lower case are one. A value is written beside and then renamed, so that it is there as a whole or
// not at all.

using System.Text;
using Weft.Hashing;

namespace Weft.Wasi.KeyValue;

/// <summary>
/// A bucket in a folder of the host, of a bounded size. Its methods may be called from any thread; no other process can have the folder open as a bucket at
/// the same time.
/// </summary>
public sealed class FileKeyValueBucket : IKeyValueBucket, IDisposable
{
    private const string LockName = "bucket.lock";
    private const string ValueSuffix = ".value";
    private const string NewSuffix = ".new";

    // What a file takes at least of most disks.
    private const long Block = 4096;

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _used;

    /// <summary>Opens a bucket.</summary>
    /// <param name="folder">The folder, which is made if it is not there.</param>
    /// <param name="capacity">The bytes that it may take of the disk, in blocks of 4 KiB; a guest that sets more gets an error.</param>
    /// <exception cref="IOException">The folder cannot be used, or another process or bucket uses it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be used.</exception>
    public FileKeyValueBucket(string folder, long capacity = 256L << 20)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(_folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException($"the bucket in '{folder}' cannot be opened; is it in use? {error.Message}", error);
        }
        try
        {
            foreach (FileInfo file in new DirectoryInfo(_folder).EnumerateFiles())
            {
                if (file.Name.EndsWith(ValueSuffix, StringComparison.Ordinal))
                {
                    _names.Add(file.Name);
                    _used += CostOf(file.Length);
                }
                else if (file.Name.EndsWith(NewSuffix, StringComparison.Ordinal))
                {
                    // A process ended while it wrote this.
                    file.Delete();
                }
            }
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The bytes that it may take.</summary>
    public long Capacity { get; }

    /// <summary>The bytes that it takes.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
                return _used;
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Locked(() => Read(key)?.Value));

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        Locked(() => Write(key, value));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        Locked(() =>
        {
            string name = NameOf(key);
            if (!_names.Contains(name))
                return false;
            long cost = CostOf(new FileInfo(PathOf(name)).Length);
            File.Delete(PathOf(name));
            _used -= cost;
            return _names.Remove(name);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExistsAsync(string key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Locked(() => _names.Contains(NameOf(key))));

    /// <inheritdoc/>
    public ValueTask<KeyValuePage> ListKeysAsync(string? cursor, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Locked(() => SortedPages.Take(_names, cursor, name =>
        {
            using FileStream file = File.OpenRead(PathOf(name));
            return KeyValueFile.ReadKey(file);
        })));

    /// <inheritdoc/>
    public ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellationToken = default) => ValueTask.FromResult(Locked(() =>
    {
        byte[] value = KeyValueNumber.Add(Read(key)?.Value, delta, out long sum);
        Write(key, value);
        return sum;
    }));

    /// <inheritdoc/>
    public ValueTask<KeyValueVersion> GetVersionAsync(string key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Locked(() => Read(key) ?? new KeyValueVersion(null, "")));

    /// <inheritdoc/>
    public ValueTask<bool> TrySwapAsync(string key, string version, byte[] value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ValueTask.FromResult(Locked(() => version == (Read(key)?.Version ?? "") && Write(key, value)));
    }

    /// <summary>Lets others use the folder. Guests that still have the bucket open get errors.</summary>
    public void Dispose()
    {
        lock (_gate)
            _lock.Dispose();
    }

    private static string NameOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(Sha256.Compute(Encoding.UTF8.GetBytes(key))) + ValueSuffix;
    }

    private static long CostOf(long length) => (length + Block - 1) / Block * Block;

    private string PathOf(string name) => Path.Combine(_folder, name);

    private KeyValueVersion? Read(string key)
    {
        string name = NameOf(key);
        if (!_names.Contains(name))
            return null;
        using FileStream file = File.OpenRead(PathOf(name));
        return KeyValueFile.Read(file);
    }

    private bool Write(string key, byte[] value)
    {
        string name = NameOf(key);
        long change = CostOf(KeyValueFile.LengthOf(key, value)) - (_names.Contains(name) ? CostOf(new FileInfo(PathOf(name)).Length) : 0);
        if (change > 0 && _used + change > Capacity)
            throw new KeyValueException("the bucket is full");
        string written = PathOf(name + NewSuffix);
        try
        {
            using (FileStream file = File.Create(written))
                KeyValueFile.Write(file, key, value);
            File.Move(written, PathOf(name), overwrite: true);
        }
        catch
        {
            File.Delete(written);
            throw;
        }
        _used += change;
        _names.Add(name);
        return true;
    }

    // What the host's system says about its files is not for the guest.
    private T Locked<T>(Func<T> operation)
    {
        lock (_gate)
        {
            if (!_lock.CanWrite)
                throw new KeyValueException("the bucket is closed");
            try
            {
                return operation();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new KeyValueException("the bucket's files cannot be used", error);
            }
        }
    }
}
