// Names of compiled functions for `perf` and other tools that read /tmp/perf-PID.map: address and size in hexadecimal, then the name.
// Where a method's code is and how long is known to the runtime alone, which tells it in events; code it compiles on its own account,
// when a function is first called, is among them.
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text;
using Weft.Compiler;

namespace Weft;

/// <summary>
/// Writes a map of compiled functions for <c>perf</c>, as engines compile that name it in <see cref="EngineOptions.PerfMap"/>. Dispose it
/// when the guests have ended: only then is the map complete, and modules that were compiled can be collected.
/// </summary>
public sealed class PerfMap : IDisposable
{
    // How long the runtime may take to tell what it has compiled.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, CompiledModule> _modules = new();
    private readonly StreamWriter _output;
    private readonly Listener _listener;
    private readonly ManualResetEventSlim _end = new();
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Begins a map.</summary>
    /// <param name="path">The file; where null <see cref="DefaultPath"/>, in which <c>perf</c> looks.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public PerfMap(string? path = null)
    {
        Path = path ?? DefaultPath;
        _output = new StreamWriter(File.Create(Path), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        _listener = new Listener(this);
    }

    /// <summary>Where <c>perf</c> looks for the map of this process.</summary>
    public static string DefaultPath => string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{Environment.ProcessId}.map");

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Completes the map.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        // Events come in their order, with delay: when that of a method compiled now has come, all others have.
        CodeAssembly.PrepareMarker(Listener.Marker);
        _end.Wait(s_patience);
        _listener.Dispose();
        lock (_lock)
        {
            _output.Dispose();
        }

        _end.Dispose();
    }

    /// <summary>Expects code of a module in types whose names begin with a prefix.</summary>
    internal void Expect(string prefix, CompiledModule module) => _modules[prefix] = module;

    private void Write(string type, string method, ulong address, uint size)
    {
        if (type == Listener.Marker)
        {
            _end.Set();
            return;
        }

        var end = type.IndexOf('_', StringComparison.Ordinal);
        if (end < 0 || LargeFrame.IsProbe(method) || !_modules.TryGetValue(type[..end], out var module))
        {
            return;
        }

        var name = MethodName.Parse(method);
        var text = new StringBuilder(module.Owner.Names.GetFunctionName(name.FunctionIndex) ?? string.Create(CultureInfo.InvariantCulture, $"func {name.FunctionIndex}"));
        for (var i = 0; i < text.Length; i++)
        {
            // A line is a function.
            text[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
        }

        if (name.Loop >= 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" (from loop at 0x{name.Loop:x})");
        }

        lock (_lock)
        {
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{address:x} {size:x} wasm: {text}"));
        }
    }

    private sealed class Listener : EventListener
    {
        public const string Marker = "Weft.PerfMapEnd";
        private const EventKeywords Jit = (EventKeywords)0x10;

        private readonly PerfMap _map;

        public Listener(PerfMap map)
        {
            _map = map;

            // Sources that exist already were announced before the map was there.
            foreach (var source in EventSource.GetSources())
            {
                Enable(source);
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (_map is not null)
            {
                Enable(eventSource);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.PayloadNames is not { } names || eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
            {
                return;
            }

            object? Get(string name) => names.IndexOf(name) is var at and >= 0 ? eventData.Payload![at] : null;
            if (Get("MethodNamespace") is string type && Get("MethodName") is string method && Get("MethodStartAddress") is ulong address && Get("MethodSize") is uint size)
            {
                _map.Write(type, method, address, size);
            }
        }

        private void Enable(EventSource source)
        {
            if (source.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(source, EventLevel.Verbose, Jit);
            }
        }
    }
}
