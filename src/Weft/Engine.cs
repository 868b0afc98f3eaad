// The engine: what modules and stores share (types and settings).
using System.Runtime.CompilerServices;
using Weft.Wasm;

namespace Weft;

/// <summary>The root of the API: loads modules, and gives stores and linkers their settings. Every member may be called from any thread.</summary>
public sealed partial class Engine : IDisposable
{
    private bool _disposed;

    /// <summary>Makes an engine.</summary>
    /// <param name="options">Its settings; the defaults when null.</param>
    /// <exception cref="PlatformNotSupportedException">Guard pages are demanded and not supported here.</exception>
    public Engine(EngineOptions? options = null)
    {
        Options = options ?? new EngineOptions();
        CompileQueue = Options.CompilesInBackground ? new Compiler.CompileQueue() : null;
        Tier = RuntimeFeature.IsDynamicCodeCompiled ? Options.Tier : ExecutionTier.Interpreter;
        Shapes = new ShapeRegistry(Types, emits: Tier != ExecutionTier.Interpreter);
        UsesGuardPages = Options.BoundsChecks switch
        {
            BoundsChecks.Explicit => false,
            BoundsChecks.GuardPages when !GuardPages.IsSupported => throw new PlatformNotSupportedException(
                $"guard pages are not supported here: {GuardPages.WhyNotSupported}"),
            BoundsChecks.GuardPages => true,
            BoundsChecks.Auto => GuardPages.IsSupported && !GuardPages.IsSwitchedOff,
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, "not a kind of bounds checks"),
        };
    }

    /// <summary>The settings.</summary>
    public EngineOptions Options { get; }

    /// <summary>The types of all modules of this engine.</summary>
    public TypeRegistry Types { get; } = new();

    /// <summary>The tier that runs functions: what the options ask for, or the interpreter where code cannot be generated.</summary>
    public ExecutionTier Tier { get; }

    /// <summary>Whether a profiler watches its stores.</summary>
    internal bool IsSampled => Options.Profiler is not null;

    /// <summary>The emitted code of function types.</summary>
    internal Compiler.SignatureRegistry Signatures => field ??= new Compiler.SignatureRegistry(Types, emits: Tier != ExecutionTier.Interpreter);

    /// <summary>Where hot functions are compiled; null when they are compiled at once.</summary>
    internal Compiler.CompileQueue? CompileQueue { get; }
    /// <summary>
    /// What objects of the guest look like: emitted classes where some function may be compiled. An interpreter alone starts sooner without.
    /// </summary>
    internal ShapeRegistry Shapes { get; }

    /// <summary>Whether memories use guard pages where they can; <see cref="EngineOptions.BoundsChecks"/> asks for it.</summary>
    public bool UsesGuardPages { get; }

    /// <summary>No modules, stores or linkers can be made any more; those that exist stay usable.</summary>
    public void Dispose() => _disposed = true;

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Whether accesses to a memory of this type rely on guard pages; otherwise running code compares with its length.</summary>
    internal bool CoversWithGuardPages(MemoryType type) =>
        UsesGuardPages && type.Address == AddressType.I32 && type.PageSize % (ulong)Environment.SystemPageSize == 0;
}
