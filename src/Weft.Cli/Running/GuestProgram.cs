// One run of a guest: engine, WASI, limits, the call, and what its end means for the exit code.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Weft.Cli.Parsing;
using Weft.Cli.Profiling;
using Weft.Components;
using Weft.Wasi;
using Weft.Wasm;

namespace Weft.Cli.Running;

/// <summary>Runs a program as <see cref="GuestOptions"/> says.</summary>
internal sealed class GuestProgram : IDisposable
{
    /// <summary>The exit code of a guest that trapped: what a shell shows for SIGABRT.</summary>
    private const int TrapExitCode = 134;

    // What the thread of the guest has besides: for the host's functions, which the guest may call at the end of its stack.
    private const int StackReserve = 1 << 20;

    // How long a host call may take to notice that the guest is to stop, before the process ends without it.
    private static readonly TimeSpan s_graceTime = TimeSpan.FromSeconds(1);

    // Who waits for less sees no bar.
    private static readonly TimeSpan s_barDelay = TimeSpan.FromMilliseconds(500);

    private readonly GuestOptions _options;
    private readonly List<IDisposable> _resources = [];
    private readonly Engine _engine;
    private readonly Profiler? _profiler;
    private readonly CachedRun? _cached;
    private readonly HandOver? _handOver;
    private byte[]? _bytes;
    private string? _whyNotNative;

    private GuestProgram(GuestOptions options)
    {
        _options = options;
        try
        {
            _profiler = options.ProfileFiles.Length != 0 ? Keep(new Profiler(options.ProfileInterval)) : null;
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new CommandException("--profile-interval must be between 0.1ms and 1m", error);
        }

        _handOver = HandOver.TryMake(options) is { } handOver ? Keep(handOver) : null;
        _cached = options.Cache is { } cache && CachedRun.IsPossible(options) ? Keep(new CachedRun(cache, options)) : null;
        _engine = Keep(new Engine(new EngineOptions
        {
            Tier = options.Tier,
            BoundsChecks = options.BoundsChecks,
            CanonicalizeNaNs = options.CanonicalizeNaNs,
            DeterministicRelaxedSimd = options.DeterministicRelaxedSimd,
            CompileProgress = Console.IsErrorRedirected ? null : new ProgressBar(Console.Error, TerminalWidth, s_barDelay),
            FunctionListeners = options.TraceCalls is { } pattern ? new CallTracer(Console.Error, pattern).Find : null,
            Profiler = _profiler,
            PerfMap = options.WritesPerfMap ? Keep(new PerfMap()) : null,
        }));
    }

    private int MaxStack => (int)Math.Clamp(_options.MaxStack ?? StoreOptions.DefaultMaxStack, 1 << 12, 1 << 30);

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code of this process.</returns>
    public static int Run(GuestOptions options)
    {
        using var program = new GuestProgram(options);
        (var native, program._whyNotNative) = NativeRun.Find(options, program._engine);
        return native is not null ? native.Start() : program.RunOnThread();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _resources.Count - 1; i >= 0; i--)
        {
            _resources[i].Dispose();
        }
    }

    // Some terminals do not say.
    private static int TerminalWidth => !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var width ? width : 80;

    // On a thread of its own: compiled functions use its stack, which is as large as the guest's is to be.
    private int RunOnThread()
    {
        var exitCode = 0;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    exitCode = Run();
                }
                catch (Exception error)
                {
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            MaxStack + StackReserve)
        { Name = "guest" };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException error)
        {
            throw new CommandException($"there is no room for a stack of {MaxStack} bytes (--max-stack)", error);
        }

        thread.Join();
        if (_profiler is not null)
        {
            ProfileFile.Write(_profiler.GetProfile(), Path.GetFileName(_options.File), _options.ProfileFiles);
        }

        failure?.Throw();
        return exitCode;
    }

    private int Run() => IsComponent() ? RunComponent() : RunModule();

    private int RunModule()
    {
        var module = Load(_options.File);
        _cached?.Begin();
        CheckThreads(module);
        using var wasi = BuildWasi();
        _handOver?.Begin(wasi);
        using var store = MakeStore();
        using var timer = StartTimer(store);
        return Guard(() =>
        {
            var linker = new Linker(_engine).AddWasiPreview1(wasi);
            foreach (var (name, file) in _options.Preloads)
            {
                linker.DefineInstance(name, linker.Instantiate(store, Load(file)));
            }

            if (_options.Threads is { } threads)
            {
                new WasiThreads(linker, module, new WasiThreadsOptions { MaxThreads = threads }).Run(store, Call);
            }
            else
            {
                Call(linker.Instantiate(store, module));
            }

            return 0;
        });
    }

    private int RunComponent()
    {
        if (_options.Preloads.Count != 0 || _options.Threads is not null || _options.Listeners.Count != 0)
        {
            throw new CommandException($"{_options.File} is a component: --preload, --threads and --tcp-listen are for modules");
        }

        var component = LoadComponent();
        using var wasi = BuildWasi();
        using var store = MakeStore();
        using var timer = StartTimer(store);
        _cached?.Begin();
        _handOver?.Begin(wasi);
        return Guard(() => ComponentRun.Call(store, component, wasi, _options, _handOver));
    }

    private Store MakeStore() => new(_engine, new StoreOptions
    {
        Fuel = _options.Fuel,
        MaxMemory = _options.MaxMemory,
        MaxStack = MaxStack,
        MaxCompiledStack = _options.MaxStack is null ? null : MaxStack,
    });

    // What the end of a guest means for the exit code.
    private int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
        catch (TrapException trap)
        {
            _handOver?.Stop();
            Console.Error.WriteLine($"weft: trap: {Explain(trap)}");
            if (trap.WasmStackTrace is { } trace)
            {
                Console.Error.WriteLine(trace);
            }

            return TrapExitCode;
        }
        catch (GuestException exception)
        {
            _handOver?.Stop();
            Console.Error.WriteLine($"weft: {exception.Message}");
            return TrapExitCode;
        }
    }

    private bool IsComponent()
    {
        if (IsPrecompiled(_options.File))
        {
            return Component.IsPrecompiledComponentFile(_options.File);
        }

        _bytes = ModuleFile.ReadBytes(_options.File);
        return ModuleFile.IsComponent(_bytes);
    }

    private Component LoadComponent()
    {
        try
        {
            _handOver?.BeforeLoading(isPrecompiled: _bytes is null);
            if (_bytes is null)
            {
                return Keep(LoadPrecompiled(
                    _options.File,
                    () => Component.DeserializeTrustedFile(_engine, _options.File, _options.Cache),
                    component => component.IsPrecompiledFor(metersFuel: _options.Fuel is not null),
                    original => Component.Load(_engine, original)));
            }

            _handOver?.BeforeRunning(_engine, _bytes);
            return Keep(ModuleFile.IsBinary(_bytes) && _cached?.TryLoadComponent(_engine, _bytes) is { } cached ? cached : Component.Load(_engine, _bytes));
        }
        catch (WasmException error)
        {
            throw new CommandException($"{_options.File}: {error.Message}", error);
        }
    }

    private static bool IsPrecompiled(string file) => File.Exists(file) && Module.IsPrecompiledModuleFile(file);

    private void CheckThreads(Module module)
    {
        if (_options.Threads is null && WasiThreads.AreUsedBy(module))
        {
            throw new CommandException($"{_options.File}: the program starts threads (it imports \"wasi\" \"thread-spawn\"): allow some with --threads N");
        }

        if (_options.Threads is not null && _options.Preloads.Count != 0)
        {
            throw new CommandException("--threads and --preload exclude each other: a preloaded instance cannot be in the stores of all threads");
        }
    }

    private string Explain(TrapException trap) => trap.Kind switch
    {
        TrapKind.Interrupted when _options.Timeout is { } time => $"{trap.Message}: the time limit of {time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s is over",
        TrapKind.OutOfFuel => $"{trap.Message}: --fuel {_options.Fuel} is used up",
        _ => trap.Message,
    };

    private Module Load(string file)
    {
        try
        {
            var isPrecompiled = IsPrecompiled(file);
            _handOver?.BeforeLoading(isPrecompiled);
            if (isPrecompiled)
            {
                return Keep(LoadPrecompiled(
                    file,
                    () => Module.DeserializeTrustedFile(_engine, file, _options.Cache),
                    module => module.IsPrecompiledFor(metersFuel: _options.Fuel is not null),
                    _engine.LoadModule));
            }

            var bytes = file == _options.File && _bytes is not null ? _bytes : ModuleFile.ReadBytes(file);
            if (file == _options.File)
            {
                _handOver?.BeforeRunning(_engine, bytes);
            }

            return Keep(_cached?.TryLoad(_engine, file, bytes) ?? _engine.LoadModule(bytes));
        }
        catch (WasmException error)
        {
            throw new CommandException($"{file}: {error.Message}", error);
        }
    }

    // Where its code cannot be used, the module or component in it is still as good as any.
    private T LoadPrecompiled<T>(string file, Func<T> load, Func<T, bool> isUsed, Func<ReadOnlyMemory<byte>, T> loadOriginal)
    {
        var what = typeof(T) == typeof(Component) ? "component" : "module";
        if (!_options.AllowsPrecompiled)
        {
            throw new CommandException(
                $"{file}: the code of a precompiled {what} runs with all rights of this process; if you trust whoever compiled it, allow it with --allow-precompiled");
        }

        try
        {
            var loaded = load();
            if (isUsed(loaded))
            {
                return loaded;
            }

            Console.Error.WriteLine(
                $"weft: note: {file}: the {what} was precompiled {(_options.Fuel is null ? "for" : "without")} --fuel, and is compiled anew");
            return loaded;
        }
        catch (PrecompiledModuleException error) when (Module.TryReadOriginal(ModuleFile.ReadBytes(file), out var original))
        {
            Console.Error.WriteLine($"weft: note: {file}: {(file == _options.File ? _whyNotNative : null) ?? error.Message}; the original {what} in it runs instead");
            return loadOriginal(original);
        }
    }

    private WasiContext BuildWasi()
    {
        var builder = new WasiOptionsBuilder()
            .AddArguments([_options.Argv0 ?? Path.GetFileName(_options.File), .. _options.Arguments])
            .InheritConsole()
            .WithTimeZone(_options.TimeZone);
        foreach (var (name, value) in _options.Environment)
        {
            builder.SetEnvironment(name, value);
        }

        foreach (var directory in _options.Directories)
        {
            builder.MapDirectory(directory.Guest, directory.Host, directory.IsReadOnly ? DirectoryAccess.Read : DirectoryAccess.ReadWrite);
        }

        if (_options.StdinFile is { } input)
        {
            builder.WithStandardInputFile(input);
        }

        if (_options.StdoutFile is { } output)
        {
            builder.WithStandardOutput(Keep(File.Create(output)));
        }

        if (_options.StderrFile is { } error)
        {
            builder.WithStandardError(Keep(File.Create(error)));
        }

        foreach (var address in _options.Listeners)
        {
            builder.AddSocket(Listen(address));
        }

        _options.Network.AddTo(builder);
        return builder.Build();
    }

    private static Socket Listen(string address)
    {
        if (!IPEndPoint.TryParse(address, out var endPoint))
        {
            throw new CommandException($"'{address}' is not an address to listen on; write for example 127.0.0.1:8080");
        }

        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endPoint);
        socket.Listen();
        return socket;
    }

    private Timer? StartTimer(Store store)
    {
        if (_options.Timeout is not { } timeout)
        {
            return null;
        }

        var isOver = false;
        return new Timer(
            _ =>
            {
                if (isOver)
                {
                    Console.Error.WriteLine("weft: trap: interrupted: the time limit is over, and the guest waits for the host");
                    Environment.Exit(TrapExitCode);
                }

                isOver = true;
                store.Interrupt();
            },
            null, timeout, s_graceTime);
    }

    private void Call(Instance instance)
    {
        if (_options.Invoke is null && instance.GetExport("_start") is Function start)
        {
            start.Invoke();
            return;
        }

        // A reactor: initialise it, then call what was asked for.
        (instance.GetExport("_initialize") as Function)?.Invoke();
        if (_options.Invoke is not { } name)
        {
            if (instance.GetExport("_initialize") is not Function)
            {
                throw new CommandException($"{_options.File}: the module exports neither _start nor _initialize; name a function with --invoke");
            }

            return;
        }

        var function = instance.GetExport(name) as Function
            ?? throw new CommandException($"{_options.File}: there is no exported function '{name}'; weft inspect lists the exports");
        var results = function.Invoke(ValueText.ParseArguments(name, function.Type, _options.Arguments));
        _handOver?.Stop();
        foreach (var result in results)
        {
            Console.Out.WriteLine(ValueText.Print(result));
        }
    }

    private T Keep<T>(T resource)
        where T : IDisposable
    {
        _resources.Add(resource);
        return resource;
    }
}
