// Wasmtime under test, through its package.
using Weft.Wasm;
using WasmtimeKind = Wasmtime.ValueKind;

namespace Weft.Fuzz.Differential;

/// <summary>Wasmtime: an implementation that shares nothing with Weft.</summary>
internal sealed class WasmtimeEngine(string name) : IEngineUnderTest
{
    private const int ModulesPerEngine = 200;

    private readonly Lock _lock = new();
    private Wasmtime.Engine _engine = MakeEngine();
    private Session? _running;
    private int _modules;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsWeft => false;

    /// <inheritdoc/>
    public bool MetersFuel => false;

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    /// <inheritdoc/>
    public Execution Run(byte[] module, ModuleFacts facts, Scenario scenario)
    {
        if (++_modules % ModulesPerEngine == 0)
        {
            lock (_lock)
            {
                _engine.Dispose();
                _engine = MakeEngine();
            }
        }

        var execution = new Execution(name);
        if (!facts.HasPlainTypes)
        {
            execution.Observe("not linked");
            return execution;
        }

        Wasmtime.Module loaded;
        try
        {
            loaded = Wasmtime.Module.FromBytes(_engine, "module", module);
        }
        catch (Wasmtime.WasmtimeException error)
        {
            execution.Observe("rejected", error.Message);
            return execution;
        }

        using (loaded)
        {
            using var store = new Wasmtime.Store(_engine);
            store.SetLimits(256 << 20, 100_000, null, null, null);
            store.SetEpochDeadline(1);
            var session = new Session(execution, scenario, facts, store);
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
            if (_running is { } session)
            {
                session.WasInterrupted = true;
                _engine.IncrementEpoch();
            }
        }
    }

    private static Wasmtime.Engine MakeEngine()
    {
        var engine = new Wasmtime.Engine(Configuration());
        WasmtimeSettings.KeepDivisionsOffTheAlternateStack();
        return engine;
    }

    private static Wasmtime.Config Configuration() => new Wasmtime.Config()
        .WithEpochInterruption(true).WithCraneliftNaNCanonicalization(true).WithMaximumStackSize(1 << 20).WithParallelCompilation(false)
        .WithTailCalls(true).WithReferenceTypes(true).WithFunctionReferences(true).WithGc(true).WithExceptions(true).WithWasmThreads(true)
        .WithSIMD(true).WithRelaxedSIMD(true, true).WithBulkMemory(true).WithMultiValue(true).WithMultiMemory(true).WithMemory64(true).WithWideArithmetic(true)
        .SwitchOn("wasmtime_config_shared_memory_set").SwitchOn("wasmtime_config_wasm_custom_page_sizes_set");

    private sealed class Session(Execution execution, Scenario scenario, ModuleFacts facts, Wasmtime.Store store) : GuestSession(execution, scenario, facts)
    {
        private readonly ModuleFacts _facts = facts;
        private readonly Dictionary<string, Wasmtime.Memory> _memories = [];
        private Wasmtime.Instance? _instance;
        private Exception? _lastFailure;

        public void InstantiateAndRun(Wasmtime.Engine engine, Wasmtime.Module module)
        {
            using var linker = new Wasmtime.Linker(engine) { AllowShadowing = true };
            foreach (var import in _facts.Functions)
            {
                if (!import.Type.Parameters.Concat(import.Type.Results).All(type => ToKind(type) is not null))
                {
                    Execution.Observe("not linked");
                    return;
                }

                linker.Define(import.Module, import.Name, HostFunction(import));
            }

            foreach (var (import, type) in _facts.Imports)
            {
                switch (type)
                {
                    case MemoryType { IsShared: false, PageSizeLog2: 16 } memory:
                        linker.Define(import.Module, import.Name, new Wasmtime.Memory(
                            store, (long)memory.Limits.Minimum, (long?)memory.Limits.Maximum, memory.Address == AddressType.I64));
                        break;
                    case GlobalType { Value: { IsReference: false } value } global:
                        linker.Define(import.Module, import.Name, new Wasmtime.Global(
                            store, ToKind(value)!.Value, ToObject(value.Kind, ModuleFacts.GlobalValue(Scenario, import.Name, value.Kind)),
                            global.IsMutable ? Wasmtime.Mutability.Mutable : Wasmtime.Mutability.Immutable));
                        break;
                    case TableType { Address: AddressType.I32, Element: var element } table when ToKind(element) is not null:
                        linker.Define(import.Module, import.Name, new Wasmtime.Table(
                            store, element == Wasm.ValueType.FuncRef ? Wasmtime.TableKind.FuncRef : Wasmtime.TableKind.ExternRef, null,
                            (uint)table.Limits.Minimum, (uint)(table.Limits.Maximum ?? uint.MaxValue)));
                        break;
                }
            }

            try
            {
                _instance = linker.Instantiate(store, module);
            }
            catch (Exception error) when (Describe(error) is { } end)
            {
                Execution.Observe($"instantiate {end.Text}", end.Detail);
                Execution.Ending = WasInterrupted ? Ending.Hang : end.Exhausted ? Ending.ResourceExhausted : Ending.Complete;
                return;
            }
            catch (Wasmtime.WasmtimeException error)
            {
                Execution.Observe("not linked", error.Message);
                return;
            }

            Execution.CompletedCalls = 0;
            Run();
            Execution.Observe("end");
        }

        protected override CallEnd Call(ExportPlan export, UInt128[] arguments)
        {
            try
            {
                var function = _instance!.GetFunction(export.Name) ?? throw new InvalidOperationException($"Wasmtime has no export {export.Name}");
                var boxes = new Wasmtime.ValueBox[arguments.Length];
                for (var i = 0; i < boxes.Length; i++)
                {
                    boxes[i] = ToBox(export.Parameters[i], arguments[i]);
                }

                var results = function.Invoke(boxes) switch { null => [], object?[] several => several, var one => new[] { one } };
                return new CallEnd("= " + Show(export.Results, [.. results.Select((result, i) => FromObject(export.Results[i], result))]), null, false);
            }
            catch (Exception error) when (Describe(error) is { } end)
            {
                _lastFailure = error;
                return end;
            }
        }

        protected override void Rethrow() => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_lastFailure!);

        protected override ulong MemoryLength(string name) => (ulong)GetMemory(name).GetLength();

        protected override ulong MemoryDigest(string name)
        {
            var memory = GetMemory(name);
            var length = memory.GetLength();
            var digest = 0UL;
            for (var at = 0L; at < length; at += 1 << 30)
            {
                digest = Digest.Of(memory.GetSpan(at, (int)Math.Min(1 << 30, length - at)), digest);
            }

            return digest;
        }

        protected override void WriteMemory(string name, ulong address, byte value) => GetMemory(name).WriteByte((long)address, value);

        protected override long GrowMemory(string name, ulong pages)
        {
            try
            {
                return GetMemory(name).Grow((long)pages);
            }
            catch (Wasmtime.WasmtimeException)
            {
                // How the package says that the memory does not grow.
                return -1;
            }
        }

        protected override ulong TableLength(string name) => _instance!.GetTable(name)!.GetSize();

        protected override string? GlobalValue(string name)
        {
            var global = _instance!.GetGlobal(name)!;
            var kind = FromKind(global.Kind);
            return kind == ValueKind.Ref ? global.GetValue() is null ? "null" : "ref" : Scenario.Show(kind, FromObject(kind, global.GetValue()));
        }

        private Wasmtime.Memory GetMemory(string name)
        {
            if (!_memories.TryGetValue(name, out var memory))
            {
                _memories[name] = memory = _instance!.GetMemory(name) ?? throw new InvalidOperationException($"Wasmtime has no memory {name}");
            }

            return memory;
        }

        private Wasmtime.Function HostFunction(FunctionImport import)
        {
            ValueKind[] parameters = [.. import.Type.Parameters.Select(type => type.Kind)];
            ValueKind[] results = [.. import.Type.Results.Select(type => type.Kind)];
            return Wasmtime.Function.FromCallback(
                store,
                (_, arguments, output) =>
                {
                    var bits = new UInt128[parameters.Length];
                    for (var i = 0; i < bits.Length; i++)
                    {
                        bits[i] = FromBox(parameters[i], arguments[i]);
                    }

                    var answer = Answer(import.Name, parameters, bits, results);
                    for (var i = 0; i < answer.Length; i++)
                    {
                        output[i] = ToBox(results[i], answer[i]);
                    }
                },
                [.. import.Type.Parameters.Select(type => ToKind(type)!.Value)],
                [.. import.Type.Results.Select(type => ToKind(type)!.Value)]);
        }

        private static WasmtimeKind? ToKind(Wasm.ValueType type) => type.Kind switch
        {
            ValueKind.I32 => WasmtimeKind.Int32,
            ValueKind.I64 => WasmtimeKind.Int64,
            ValueKind.F32 => WasmtimeKind.Float32,
            ValueKind.F64 => WasmtimeKind.Float64,
            ValueKind.V128 => WasmtimeKind.V128,
            _ => type == Wasm.ValueType.FuncRef ? WasmtimeKind.FuncRef : type == Wasm.ValueType.ExternRef ? WasmtimeKind.ExternRef : null,
        };

        private static ValueKind FromKind(WasmtimeKind kind) => kind switch
        {
            WasmtimeKind.Int32 => ValueKind.I32,
            WasmtimeKind.Int64 => ValueKind.I64,
            WasmtimeKind.Float32 => ValueKind.F32,
            WasmtimeKind.Float64 => ValueKind.F64,
            WasmtimeKind.V128 => ValueKind.V128,
            _ => ValueKind.Ref,
        };

        private static object? ToObject(ValueKind kind, UInt128 bits) => kind switch
        {
            ValueKind.I32 => (int)(uint)bits,
            ValueKind.I64 => (long)(ulong)bits,
            ValueKind.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
            ValueKind.F64 => BitConverter.UInt64BitsToDouble((ulong)bits),
            ValueKind.V128 => ToVector(bits),
            _ => null,
        };

        private static Wasmtime.ValueBox ToBox(ValueKind kind, UInt128 bits) => kind switch
        {
            ValueKind.I32 => (int)(uint)bits,
            ValueKind.I64 => (long)(ulong)bits,
            ValueKind.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
            ValueKind.F64 => BitConverter.UInt64BitsToDouble((ulong)bits),
            ValueKind.V128 => ToVector(bits),
            _ => Wasmtime.Function.Null,
        };

        private static Wasmtime.V128 ToVector(UInt128 bits)
        {
            Span<byte> bytes = stackalloc byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, bits);
            return new Wasmtime.V128(bytes);
        }

        private static UInt128 FromVector(Wasmtime.V128 vector)
        {
            Span<byte> bytes = stackalloc byte[16];
            vector.CopyTo(bytes);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        }

        private static UInt128 FromBox(ValueKind kind, Wasmtime.ValueBox box) => kind switch
        {
            ValueKind.I32 => (uint)box.AsInt32(),
            ValueKind.I64 => (ulong)box.AsInt64(),
            ValueKind.F32 => BitConverter.SingleToUInt32Bits(box.AsSingle()),
            ValueKind.F64 => BitConverter.DoubleToUInt64Bits(box.AsDouble()),
            ValueKind.V128 => FromVector(box.AsV128()),
            _ => 0,
        };

        private static UInt128 FromObject(ValueKind kind, object? value) => kind switch
        {
            ValueKind.I32 => (uint)(int)value!,
            ValueKind.I64 => (ulong)(long)value!,
            ValueKind.F32 => BitConverter.SingleToUInt32Bits((float)value!),
            ValueKind.F64 => BitConverter.DoubleToUInt64Bits((double)value!),
            ValueKind.V128 => FromVector((Wasmtime.V128)value!),
            _ => 0,
        };

        // An exception of the host comes wrapped; a trap that passed one of its functions is left in the message alone.
        private static CallEnd? Describe(Exception error)
        {
            for (var cause = error; cause is not null; cause = cause.InnerException)
            {
                if (cause is HostFailureException)
                {
                    return new CallEnd("host failure", null, false);
                }
            }

            if (error is not Wasmtime.WasmtimeException)
            {
                return null;
            }

            var text = error is Wasmtime.TrapException { Type: not Wasmtime.TrapCode.Undefined } trap ? TrapNames.Of(trap.Type) : TrapNames.OfMessage(error.Message);
            return text is null ? null : new CallEnd(text, error.Message, text == TrapNames.Exhausted);
        }
    }
}
