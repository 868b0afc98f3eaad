// A folder of precompiled modules and components, named by what they are made of. Entries appear whole (they are written under another name and renamed) and
// are checked when they are loaded, so that any number of processes may use one folder; what is damaged is dropped, and compiled again.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Weft.Caching;
using Weft.Precompilation;

namespace Weft;

/// <summary>
/// Compiled code of modules and components, kept in a folder from process to process. What is in it runs with all rights of the process: the folder is made
/// for this user alone, and not used when others can write to it. Any thread may use it.
/// </summary>
public sealed class ModuleCache
{
    /// <summary>How large a cache may become unless it is said.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    private const string Extension = ".cwasm";
    private const string TimeExtension = ".time";
    private const string TemporaryExtension = ".tmp";
    private const int NameLength = 64;

    // When a file was used is written down so often, and not more: loading should not write.
    private static readonly TimeSpan s_useResolution = TimeSpan.FromHours(1);

    // What was left by processes that ended in between, and notes that may be of nobody's use any more.
    private static readonly TimeSpan s_temporaryAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_noteAge = TimeSpan.FromDays(30);

    /// <summary>A cache in a folder, which is made when something is added.</summary>
    /// <param name="folder">The folder; <see cref="DefaultFolder"/> when null.</param>
    /// <param name="maxBytes">How large it may become. What was not used for the longest time makes room.</param>
    public ModuleCache(string? folder = null, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        Folder = Path.GetFullPath(folder ?? DefaultFolder);
        MaxBytes = maxBytes;
        CheckedFiles = new CheckedFiles(Folder);
    }

    /// <summary>Where the cache of this user is: <c>weft</c> in the folder that the system has for caches (XDG_CACHE_HOME).</summary>
    public static string DefaultFolder => Path.Combine(FindCaches(), "weft");

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The precompiled files, here and elsewhere, that need not be checked again.</summary>
    internal CheckedFiles CheckedFiles { get; }

    /// <summary>How large it may become.</summary>
    public long MaxBytes { get; }

    /// <summary>Why the folder is not used, for people; null when it is, or is not there yet.</summary>
    public string? WhyUnusable => CacheFolder.FindFault(Folder);

    /// <summary>Loads a module with the compiled code that is here for it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="module">The module, binary.</param>
    /// <param name="loaded">The module.</param>
    /// <param name="metersFuel">Whether it is for stores that count fuel.</param>
    /// <returns>False when there is none, or the engine cannot run it.</returns>
    public bool TryLoad(Engine engine, ReadOnlyMemory<byte> module, [NotNullWhen(true)] out Module? loaded, bool metersFuel = false)
    {
        ArgumentNullException.ThrowIfNull(engine);
        loaded = null;
        return Serves(engine) && TryLoad(engine, ModuleCacheKey.Of(engine, module.Span, metersFuel), out loaded);
    }

    /// <summary>Loads the compiled code with a name.</summary>
    /// <inheritdoc cref="TryLoad(Engine, ReadOnlyMemory{byte}, out Module?, bool)"/>
    /// <param name="engine"/>
    /// <param name="key">The name.</param>
    /// <param name="loaded"/>
    public bool TryLoad(Engine engine, ModuleCacheKey key, [NotNullWhen(true)] out Module? loaded) =>
        TryLoad(engine, key, PrecompiledLoader.Load, out loaded);

    /// <summary>Loads the modules of a component with the compiled code that is here for it, under the name of the component.</summary>
    /// <inheritdoc cref="TryLoad(Engine, ReadOnlyMemory{byte}, out Module?, bool)"/>
    /// <param name="engine"/>
    /// <param name="key">The name.</param>
    /// <param name="loaded">The modules.</param>
    public bool TryLoadParts(Engine engine, ModuleCacheKey key, [NotNullWhen(true)] out PrecompiledParts? loaded) =>
        TryLoad(engine, key, PrecompiledParts.Load, out loaded);

    private bool TryLoad<T>(Engine engine, ModuleCacheKey key, Func<Engine, PrecompiledFile, CheckedFiles?, T> load, [NotNullWhen(true)] out T? loaded)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(key);
        loaded = null;
        var path = PathOf(key);
        if (!Serves(engine) || !File.Exists(path) || CacheFolder.FindFault(Folder) is not null)
        {
            return false;
        }

        try
        {
            NoteUse(path);
            var file = PrecompiledFile.Open(path);
            if (!file.Container.Header.OriginalHash.AsSpan().SequenceEqual(key.ModuleHash.AsSpan()))
            {
                Remove(path);
                return false;
            }

            loaded = load(engine, file, CheckedFiles);
            return true;
        }
        catch (PrecompiledModuleException error) when (error.Error is not PrecompiledModuleError.NotSupported)
        {
            // It was damaged, or is not what its name says: as good as nothing.
            Remove(path);
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process made room, or it cannot be read: as good as nothing, too.
            return false;
        }
    }

    /// <summary>Whether there is compiled code with a name. It may be damaged.</summary>
    /// <param name="key">The name.</param>
    public bool Contains(ModuleCacheKey key) => File.Exists(PathOf(key));

    /// <summary>Compiles a module, and keeps its code.</summary>
    /// <param name="engine">An engine with the options of those that are to run it.</param>
    /// <param name="module">The module, binary.</param>
    /// <param name="options">How; the target is this system.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was made; null when it is here already, somebody else is at it, or it is larger than the cache may be.</returns>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="Wasm.WasmException">It is not a valid module.</exception>
    /// <exception cref="InvalidOperationException">Machine code was asked for and cannot be made.</exception>
    public Task<PrecompileResult?> AddAsync(
        Engine engine, ReadOnlyMemory<byte> module, PrecompileOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return KeepAsync(engine, module, (output, settings, token) => engine.PrecompileAsync(module, output, settings, token), options, cancellationToken);
    }

    /// <summary>Keeps what somebody compiles, a component for example, under the name of its binary.</summary>
    /// <inheritdoc cref="AddAsync(Engine, ReadOnlyMemory{byte}, PrecompileOptions?, CancellationToken)"/>
    /// <param name="engine"/>
    /// <param name="binary">The binary.</param>
    /// <param name="compile">Compiles it and writes the result.</param>
    /// <param name="options"/><param name="cancellationToken"/>
    public async Task<PrecompileResult?> KeepAsync(
        Engine engine,
        ReadOnlyMemory<byte> binary,
        Func<Stream, PrecompileOptions, CancellationToken, Task<PrecompileResult>> compile,
        PrecompileOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(compile);
        options ??= new PrecompileOptions();
        if (options.Target is not null)
        {
            throw new ArgumentException("the cache has code for this system alone", nameof(options));
        }

        CacheFolder.Create(Folder);
        var path = PathOf(ModuleCacheKey.Of(engine, binary.Span, options.MetersFuel));
        using var own = File.Exists(path) ? null : TryLock(path);
        if (own is null || File.Exists(path))
        {
            return null;
        }

        var temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}{TemporaryExtension}");
        try
        {
            PrecompileResult result;
            using (var output = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                result = await compile(output, options, cancellationToken).ConfigureAwait(false);
                if (result.TotalBytes > MaxBytes)
                {
                    return null;
                }

                // A name must not appear before its contents.
                output.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            File.Delete(Path.ChangeExtension(path, TimeExtension));
            Trim(path);
            return result;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>What is here, the longest unused first.</summary>
    public IReadOnlyList<ModuleCacheEntry> GetEntries() =>
        [.. Files(Extension).OrderBy(file => file.LastAccessTimeUtc).Select(Describe).OfType<ModuleCacheEntry>()];

    /// <summary>Removes entries.</summary>
    /// <param name="unusedFor">Only those that were not used for so long; all when null.</param>
    /// <returns>How many bytes are free again.</returns>
    public long Clean(TimeSpan? unusedFor = null)
    {
        var freed = 0L;
        var before = DateTime.UtcNow - (unusedFor ?? TimeSpan.Zero);
        foreach (var file in Files(Extension).Concat(Files(TimeExtension)).Concat(Files(CheckedFiles.Extension)).Where(file => unusedFor is null || file.LastAccessTimeUtc <= before))
        {
            freed += Remove(file.FullName) ? file.Length : 0;
        }

        RemoveLeftovers(unusedFor is null ? TimeSpan.Zero : s_temporaryAge);
        return freed;
    }

    /// <summary>
    /// How long modules have run without their compiled code, as <see cref="SetRunTime"/> was told: for who decides whether compiling one pays.
    /// </summary>
    /// <param name="key">The name of the code that is not there.</param>
    public TimeSpan GetRunTime(ModuleCacheKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return CacheFolder.FindFault(Folder) is null && long.TryParse(File.ReadAllText(TimePathOf(key)), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                ? TimeSpan.FromMilliseconds(time)
                : TimeSpan.Zero;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody has run it, or cannot say.
            return TimeSpan.Zero;
        }
    }

    /// <summary>Tells how long a module has run without its compiled code, in all.</summary>
    /// <param name="key">The name of the code that is not there.</param>
    /// <param name="time">How long.</param>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public void SetRunTime(ModuleCacheKey key, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(key);
        CacheFolder.Create(Folder);
        File.WriteAllText(TimePathOf(key), ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
    }

    // Code is no use to an engine that only interprets, or that is to see every call.
    private static bool Serves(Engine engine) => PrecompiledLoader.FindObstacle(engine) is null;

    private static string FindCaches()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named && Path.IsPathRooted(named))
        {
            return named;
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
    }

    private string PathOf(ModuleCacheKey key) => Path.Combine(Folder, key + Extension);

    private string TimePathOf(ModuleCacheKey key) => Path.Combine(Folder, key + TimeExtension);

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            // Somebody has it: the code will be there.
            return null;
        }
    }

    private static void NoteUse(string path)
    {
        var now = DateTime.UtcNow;
        if (now - File.GetLastAccessTimeUtc(path) > s_useResolution)
        {
            File.SetLastAccessTimeUtc(path, now);
        }
    }

    // Only what has the name of an entry: the folder may be any that the user named.
    private IEnumerable<FileInfo> Files(string extension) => !Directory.Exists(Folder)
        ? []
        : new DirectoryInfo(Folder).EnumerateFiles("*" + extension).Where(file => file.Name.Length == NameLength + extension.Length
            && file.Name.Take(NameLength).All(char.IsAsciiHexDigitLower));

    private static ModuleCacheEntry? Describe(FileInfo file)
    {
        try
        {
            return new ModuleCacheEntry(
                Path.GetFileNameWithoutExtension(file.Name), file.Length, new DateTimeOffset(file.LastWriteTimeUtc), new DateTimeOffset(file.LastAccessTimeUtc),
                PrecompiledContainer.ReadHeaderOf(file.FullName).EngineBuild == EngineIdentity.Build);
        }
        catch (PrecompiledModuleException)
        {
            return new ModuleCacheEntry(
                Path.GetFileNameWithoutExtension(file.Name), file.Length, new DateTimeOffset(file.LastWriteTimeUtc), new DateTimeOffset(file.LastAccessTimeUtc), false);
        }
        catch (FileNotFoundException)
        {
            // It went in between.
            return null;
        }
    }

    // The new entry stays, whatever its time says.
    private void Trim(string newest)
    {
        RemoveLeftovers(s_temporaryAge);
        var files = Files(Extension).OrderBy(file => file.LastAccessTimeUtc).ToList();
        var bytes = files.Sum(file => file.Length);
        foreach (var file in files.Where(file => file.FullName != newest))
        {
            if (bytes <= MaxBytes)
            {
                break;
            }

            bytes -= Remove(file.FullName) ? file.Length : 0;
        }
    }

    private void RemoveLeftovers(TimeSpan age)
    {
        var now = DateTime.UtcNow;
        var temporary = !Directory.Exists(Folder) ? [] : new DirectoryInfo(Folder).EnumerateFiles("*" + Extension + ".*" + TemporaryExtension);
        foreach (var file in temporary.Where(file => now - file.LastWriteTimeUtc >= age).Concat(Files(TimeExtension).Concat(Files(CheckedFiles.Extension)).Where(file => now - file.LastWriteTimeUtc >= s_noteAge)))
        {
            Remove(file.FullName);
        }
    }

    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // On Windows a file that a process has mapped stays; the next time it may go.
            return false;
        }
    }
}
