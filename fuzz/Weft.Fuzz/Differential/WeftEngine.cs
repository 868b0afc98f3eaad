// Weft under test, in one of its configurations.
using System.Runtime.Intrinsics;
using Weft.Wasm;

namespace Weft.Fuzz.Differential;

/// <summary>Weft in one configuration.</summary>
internal sealed class WeftEngine(string name, EngineOptions options, bool metersFuel) : IEngineUnderTest
{
    // A registry keeps the types of every module it saw.
    private const int ModulesPerEngine = 500;
    private const long GeneratedFuel = 1L << 40;
    private const long MutatedFuel = 100_000;

    private readonly Lock _lock = new();
    private Engine _engine = new(options);
    private Session? _running;
    private int _modules;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsWeft => true;

    /// <inheritdoc/>
    public bool MetersFuel => metersFuel;

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    /// <inheritdoc/>
    public Execution Run(byte[] module, ModuleFacts facts, Scenario scenario)
    {
        if (++_modules % ModulesPerEngine == 0)
        {
            _engine.Dispose();
            _engine = new Engine(options);
        }

        var execution = new Execution(name) { HasExactPlaces = options.Tier == ExecutionTier.Interpreter };
        Module loaded;
        try
        {
            loaded = _engine.LoadModule(module);
        }
        catch (WasmException error)
        {
            execution.Observe("rejected", error.Message);
            return execution;
        }

        using (loaded)
        {
            var fuel = scenario.IsGenerated ? GeneratedFuel : MutatedFuel;
            using var store = new Store(_engine, new StoreOptions { Fuel = metersFuel ? fuel : null, MaxMemory = 256 << 20, MaxTableElements = 100_000, MaxStack = 64 << 20 });
            var session = new Session(execution, scenario, facts, store, metersFuel ? fuel : null);
            lock (_lock)
            {
                _running = session;
            }

            session.InstantiateAndRun(_engine, loaded);
            lock (_lock)
            {
                _running = null;
            }
        }

        return execution;
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        lock (_lock)
        {
            _running?.Interrupt();
        }
    }

    private sealed class Session(Execution execution, Scenario scenario, ModuleFacts facts, Store store, long? fuel) : GuestSession(execution, scenario, facts)
    {
        private readonly ModuleFacts _facts = facts;
        private Instance? _instance;
        private Exception? _lastFailure;

        public void Interrupt()
        {
            WasInterrupted = true;
            store.Interrupt();
        }

        public void InstantiateAndRun(Engine engine, Module module)
        {
            var linker = new Linker(engine) { AllowShadowing = true };
            foreach (var import in _facts.Functions)
            {
                // Types of the facts are of another registry: the engine's own are those of the module.
                var index = module.Imports.Select((candidate, i) => (candidate, i)).First(pair => pair.candidate.Module == import.Module && pair.candidate.Name == import.Name).i;
                linker.AddFunction(import.Module, import.Name, engine.Types.GetFunctionType(((ExternalFunctionType)module.ImportTypes[index]).TypeIndex), HostFunction(import));
            }

            foreach (var (import, type) in _facts.Imports)
            {
                switch (type)
                {
                    case MemoryType { IsShared: false } memory:
                        linker.Define(import.Module, import.Name, new Memory(store, memory));
                        break;
                    case GlobalType { Value.IsReference: false } global:
                        linker.Define(import.Module, import.Name, new Global(store, global, ToValue(global.Value.Kind, ModuleFacts.GlobalValue(Scenario, import.Name, global.Value.Kind))));
                        break;
                    case TableType { Element: var element } table when element == Wasm.ValueType.FuncRef || element == Wasm.ValueType.ExternRef:
                        linker.Define(import.Module, import.Name, new Table(store, table));
                        break;
                }
            }

            try
            {
                _instance = linker.Instantiate(store, module);
            }
            catch (LinkException error)
            {
                Execution.Observe("not linked", error.Message);
                return;
            }
            catch (Exception error) when (Describe(error) is { } end)
            {
                Execution.Observe($"instantiate {end.Text}", end.Detail);
                Execution.Ending = WasInterrupted ? Ending.Hang : end.Exhausted ? Ending.ResourceExhausted : Ending.Complete;
                return;
            }

            Execution.CompletedCalls = 0;
            Run();
            Execution.Instructions = fuel is { } filled ? Math.Max(0, filled - store.Fuel) : 0;
            Execution.Observe("end", fuel is null ? null : $"{Execution.Instructions} instructions");
        }

        protected override CallEnd Call(ExportPlan export, UInt128[] arguments)
        {
            try
            {
                var results = _instance!.GetFunction(export.Name).Invoke([.. export.Parameters.Select((kind, i) => ToValue(kind, arguments[i]))]);
                return new CallEnd("= " + Show(export.Results, [.. results.Select(FromValue)]), null, false);
            }
            catch (Exception error) when (Describe(error) is { } end)
            {
                _lastFailure = error;
                return end;
            }
        }

        protected override void Rethrow() => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_lastFailure!);

        protected override ulong MemoryLength(string name) => _instance!.GetMemory(name).Length;

        protected override ulong MemoryDigest(string name)
        {
            var memory = _instance!.GetMemory(name);
            var digest = 0UL;
            for (ulong at = 0; at < memory.Length; at += 1 << 30)
            {
                digest = Digest.Of(memory.GetSpan(at, (int)Math.Min(1 << 30, memory.Length - at)), digest);
            }

            return digest;
        }

        protected override void WriteMemory(string name, ulong address, byte value) => _instance!.GetMemory(name).Write(address, value);

        protected override long GrowMemory(string name, ulong pages) => _instance!.GetMemory(name).Grow(pages);

        protected override ulong TableLength(string name) => _instance!.GetTable(name).Length;

        protected override string? GlobalValue(string name)
        {
            var value = _instance!.GetGlobal(name).Value;
            return value.Kind == ValueKind.Ref ? value.Reference is null ? "null" : "ref" : Scenario.Show(value.Kind, FromValue(value));
        }

        private HostFunction HostFunction(FunctionImport import)
        {
            ValueKind[] parameters = [.. import.Type.Parameters.Select(type => type.Kind)];
            ValueKind[] results = [.. import.Type.Results.Select(type => type.Kind)];
            return (_, arguments, output) =>
            {
                var bits = new UInt128[parameters.Length];
                for (var i = 0; i < bits.Length; i++)
                {
                    bits[i] = FromValue(arguments[i]);
                }

                var answer = Answer(import.Name, parameters, bits, results);
                for (var i = 0; i < answer.Length; i++)
                {
                    output[i] = ToValue(results[i], answer[i]);
                }
            };
        }

        private static Value ToValue(ValueKind kind, UInt128 bits) => kind switch
        {
            ValueKind.V128 => Value.FromVector(Vector128.Create((ulong)bits, (ulong)(bits >> 64)).AsByte()),
            ValueKind.Ref => Value.FromReference(null),
            _ => Value.FromBits(kind, (ulong)bits),
        };

        private static UInt128 FromValue(Value value)
        {
            if (value.Kind == ValueKind.V128)
            {
                var halves = value.AsVector().AsUInt64();
                return new UInt128(halves.GetElement(1), halves.GetElement(0));
            }

            return value.Kind == ValueKind.Ref ? 0 : value.AsBits();
        }

        private static string Payload(GuestException exception) =>
            string.Join(' ', exception.Exception.Payload.Select(value => value.Kind == ValueKind.Ref ? value.Reference is null ? "null" : "ref" : $"{value.Kind}:{FromValue(value):x}"));

        // Every other exception is a bug in Weft, and ends the program's job with its own text.
        private static CallEnd? Describe(Exception error) => error switch
        {
            TrapException trap => new CallEnd(TrapNames.Of(trap.Kind), $"{trap.Kind}\n{trap.WasmStackTrace}", TrapNames.IsExhaustion(trap.Kind)),
            GuestException exception => new CallEnd("uncaught exception", Payload(exception), false),
            HostFailureException => new CallEnd("host failure", null, false),
            _ => null,
        };
    }
}
