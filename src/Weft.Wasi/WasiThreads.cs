// WASI threads (the wasi-threads proposal): programs whose guest starts threads with the import "wasi" "thread-spawn". Each thread is an
// instance of the same module in a store of its own, on a .NET thread of its own; what they share is the memory that they import, and the world.

using Weft.Wasi.Threads;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Wasi;

/// <summary>
/// Runs a module whose guest may start threads (the wasi-threads proposal). The module imports its shared memory, which each run makes anew,
/// and <c>wasi</c> <c>thread-spawn</c>, and exports <c>wasi_thread_start</c>. May be used by any thread, and again.
/// </summary>
public sealed class WasiThreads
{
    internal const string EntryName = "wasi_thread_start";
    private const string ModuleName = "wasi";
    private const string SpawnName = "thread-spawn";
    private readonly Linker _linker;
    private readonly Module _module;
    private readonly WasiThreadsOptions _options;

    /// <summary>Prepares to run a module.</summary>
    /// <param name="linker">
    /// What the module imports besides, copied. Definitions must be functions of the host or shared memories: what belongs to a store cannot
    /// be in those of the threads too.
    /// </param>
    /// <param name="module">The module.</param>
    /// <param name="options">Limits; the defaults when null.</param>
    /// <exception cref="LinkException">The module starts threads and does not export <c>wasi_thread_start</c> with two parameters of type i32.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is negative.</exception>
    public WasiThreads(Linker linker, Module module, WasiThreadsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(module);
        _options = options ?? new WasiThreadsOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.MaxThreads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.EndTimeout, TimeSpan.Zero, nameof(options));
        _linker = new Linker(linker);
        _module = module;
        if (AreUsedBy(module) && !HasEntry(module))
            throw new LinkException($"a module that starts threads must export \"{EntryName}\", a function (i32, i32) -> ()");
    }

    /// <summary>Whether a module starts threads: whether it imports <c>wasi</c> <c>thread-spawn</c>.</summary>
    /// <param name="module">The module.</param>
    public static bool AreUsedBy(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.Imports.Any(import => import is { Module: ModuleName, Name: SpawnName });
    }

    /// <summary>
    /// Instantiates the module and calls <c>_start</c>, or what is given. The program ends when that returns or throws, or when a thread
    /// traps, exits (<c>proc_exit</c>) or throws: then every other thread is interrupted and waited for.
    /// </summary>
    /// <param name="store">The first thread's store. Interrupting it ends the program.</param>
    /// <param name="main">What to call; <c>_start</c> where null.</param>
    /// <exception cref="GuestExitException">A thread, the first or another, ended the program with <c>proc_exit</c>.</exception>
    /// <exception cref="TrapException">A thread trapped, or the first was interrupted.</exception>
    /// <exception cref="GuestException">A WebAssembly exception left a thread.</exception>
    /// <exception cref="LinkException">An import is unknown, of another type or of a store, or a limit is exceeded.</exception>
    public void Run(Store store, Action<Instance>? main = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var process = new ThreadedProcess(_linker, _module, _options, store);
        process.Linker.AddFunction(ModuleName, SpawnName, (Caller caller, int argument) => process.Spawn(caller, argument));
        process.Run(main ?? (static instance => instance.GetFunction<Action>("_start")()));
    }

    private static bool HasEntry(Module module) =>
        module.Exports.FirstOrDefault(export => export is { Name: EntryName, Kind: ExternalKind.Function }) is { } export
        && module.Validated.GetFunctionType(export.Index) is { Parameters: [var first, var second], Results: [] }
        && first == ValueType.I32 && second == ValueType.I32;
}
