// What every mutated input goes through, and what counts as a good end.
using Weft.Fuzz.Differential;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Fuzz;

/// <summary>How an input ended.</summary>
internal enum Outcome
{
    Malformed,
    Invalid,
    Unlinkable,
    Trapped,
    Ran,
}

/// <summary>Reads, validates, instantiates and calls, within limits; every end but a <see cref="WasmException"/> is a bug.</summary>
internal sealed class Victim : IDisposable
{
    private const long Fuel = 20_000;
    private const int MostCalls = 8;

    private static readonly EngineOptions s_interpreted = new() { Tier = ExecutionTier.Interpreter };
    private static readonly EngineOptions s_compiled = new() { Tier = ExecutionTier.Jit };

    // A registry keeps the types of every module it saw, so an engine serves a bounded number of inputs.
    private const int InputsPerEngine = 2_000;

    // Text is much longer than its module: some inputs must do.
    private const int InputsPerText = 4;

    // Compiling takes much longer than interpreting: some inputs must do, on an engine of their own.
    private const int InputsPerCompiled = 8;

    private Engine _engine = new(s_interpreted);
    private Engine _compiler = new(s_compiled);
    private int _inputs;

    /// <summary>Runs one input through everything.</summary>
    /// <exception cref="Exception">Any exception is a bug in Weft.</exception>
    public Outcome Process(byte[] input, bool isText)
    {
        if (++_inputs % InputsPerEngine == 0)
        {
            Dispose();
            _engine = new Engine(s_interpreted);
            _compiler = new Engine(s_compiled);
        }

        // Which engine an input gets hangs on its bytes, so that it alone is enough to see a failure again.
        var engine = Digest.Of(input, 0) % InputsPerCompiled == 0 ? _compiler : _engine;

        try
        {
            if (ComponentVictim.Takes(input, isText))
            {
                return ComponentVictim.Process(engine, input, isText, isThorough: _inputs % InputsPerText == 0);
            }

            var definition = isText ? WatParser.Parse(input) : ModuleReader.Read(input);
            using var module = engine.LoadModule(definition);
            RoundTrip(definition);
            if (_inputs % InputsPerText == 0)
            {
                RoundTripText(definition, folded: _inputs % (2 * InputsPerText) == 0);
            }

            return Execute(engine, module);
        }
        catch (MalformedModuleException)
        {
            return Outcome.Malformed;
        }
        catch (InvalidModuleException)
        {
            return Outcome.Invalid;
        }
        catch (LinkException)
        {
            return Outcome.Unlinkable;
        }
        catch (Exception trap) when (trap is TrapException or GuestException)
        {
            return Outcome.Trapped;
        }
    }

    /// <summary>Frees the engines.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        _compiler.Dispose();
    }

    private static void RoundTrip(ModuleDefinition module)
    {
        // What was read can be written, and what was written reads to the same bytes again.
        var once = ModuleWriter.Write(module);
        var twice = ModuleWriter.Write(ModuleReader.Read(once));
        if (!once.AsSpan().SequenceEqual(twice))
        {
            throw new InvalidOperationException("writing what was read gave other bytes");
        }
    }

    private static void RoundTripText(ModuleDefinition module, bool folded)
    {
        // What is valid can be printed, what was printed parses, and it prints as the same text again.
        var options = new WatPrinterOptions { Folded = folded };
        string once, twice;
        try
        {
            once = WatPrinter.Print(module, options);
            twice = WatPrinter.Print(WatParser.Parse(once), options);
        }
        catch (WasmException error)
        {
            throw new InvalidOperationException("a valid module could not be printed and parsed", error);
        }

        if (twice != once)
        {
            throw new InvalidOperationException("printing what was parsed gave another text");
        }
    }

    private static Outcome Execute(Engine engine, Module module)
    {
        using var store = new Store(engine, new StoreOptions { Fuel = Fuel, MaxMemory = 16 << 20, MaxTableElements = 100_000, MaxStack = 1 << 18 });
        var linker = new Linker(engine);
        linker.DefineUnknownImportsAsTraps(module);
        var instance = linker.Instantiate(store, module);
        var outcome = Outcome.Ran;
        var calls = 0;
        foreach (var name in instance.ExportNames)
        {
            if (instance.GetExport(name) is not Function function || calls++ >= MostCalls || function.Type.Parameters.Any(type => type.IsReference && !type.IsNullable))
            {
                continue;
            }

            try
            {
                store.Fuel = Fuel;
                function.Invoke([.. function.Type.Parameters.Select(DefaultValue)]);
            }
            catch (Exception trap) when (trap is TrapException or GuestException)
            {
                outcome = Outcome.Trapped;
            }
        }

        return outcome;
    }

    private static Value DefaultValue(Weft.Wasm.ValueType type) => type.Kind switch
    {
        ValueKind.Ref => Value.FromReference(null),
        ValueKind.V128 => Value.FromVector(default),
        _ => Value.FromBits(type.Kind, 1),
    };
}
