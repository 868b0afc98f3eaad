// Delta debugging: takes away what a failure does not need. Every candidate is validated and run on the engines again, and kept when
// it fails in the same way.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;

namespace Weft.Fuzz.Differential;

/// <summary>Makes failing modules smaller.</summary>
/// <param name="engines">What runs the candidates in this process.</param>
/// <param name="scenario">What is called.</param>
/// <param name="inProcesses">Runs a candidate in a process of its own instead and says how it failed: for failures that end the process.</param>
internal sealed class Reducer(IReadOnlyList<IEngineUnderTest> engines, Scenario scenario, Func<byte[], Mismatch?>? inProcesses = null)
{
    private readonly Comparison _comparison = new(engines) { TimeLimit = TimeSpan.FromSeconds(5) };
    private string _kind = "";
    private ModuleDefinition _best = new();
    private int _runs;

    /// <summary>Reduces a module and writes the result beside it.</summary>
    /// <returns>The program's exit code: 1 when the module fails, as in a run.</returns>
    public int Run(string file)
    {
        var code = 0;
        var worker = new Thread(() => code = Reduce(file), 256 << 20);
        worker.Start();
        while (!worker.Join(100))
        {
            _comparison.Watch();
        }

        return code;
    }

    private int Reduce(string file)
    {
        var bytes = File.ReadAllBytes(file);
        _best = ModuleReader.Read(bytes);
        if (Failure(bytes) is not { } first)
        {
            Console.WriteLine("the module does not fail with this seed and these engines");
            return 0;
        }

        _kind = first.Kind;
        Console.WriteLine($"{_kind}: {bytes.Length} bytes");
        int before;
        do
        {
            before = ModuleWriter.Write(_best).Length;
            DropExports();
            EmptyFunctions();
            for (var function = 0; function < _best.Functions.Length; function++)
            {
                ReduceFunction(function);
            }

            Console.WriteLine($"{ModuleWriter.Write(_best).Length} bytes after {_runs} runs");
        }
        while (ModuleWriter.Write(_best).Length < before);

        var reduced = ModuleWriter.Write(_best);
        var output = Path.ChangeExtension(file, ".reduced.wasm");
        File.WriteAllBytes(output, reduced);
        File.WriteAllText(Path.ChangeExtension(output, ".wat"), WatPrinter.Print(_best));
        Console.WriteLine($"{output}: {Failure(reduced)?.Description}");
        return 1;
    }

    /// <summary>Runs one module, without changing it, and prints how it fails.</summary>
    /// <returns>The program's exit code: 1 when the module fails.</returns>
    public int Check(string file)
    {
        var failure = Failure(File.ReadAllBytes(file));
        Console.WriteLine(failure is null ? "passes" : $"{failure.Kind}\n{failure.Description}");
        return failure is null ? 0 : 1;
    }

    private Mismatch? Failure(byte[] module)
    {
        _runs++;
        if (inProcesses is not null)
        {
            return inProcesses(module);
        }

        try
        {
            return _comparison.Run(module, scenario).Mismatch;
        }
#pragma warning disable CA1031 // Whatever else an engine throws is a failure too.
        catch (Exception error)
        {
            return new Mismatch($"exception {error.GetType().Name}", error.ToString());
        }
#pragma warning restore CA1031
    }

    /// <summary>Takes a candidate when it is valid and fails as before.</summary>
    private bool Try(ModuleDefinition candidate)
    {
        try
        {
            ModuleValidator.Validate(candidate, new TypeRegistry());
        }
        catch (WasmException)
        {
            return false;
        }

        if (Failure(ModuleWriter.Write(candidate))?.Kind != _kind)
        {
            return false;
        }

        _best = candidate;
        return true;
    }

    private void DropExports()
    {
        for (var i = _best.Exports.Length - 1; i >= 0; i--)
        {
            Try(_best with { Exports = _best.Exports.RemoveAt(i) });
        }

        for (var i = _best.Data.Length - 1; i >= 0; i--)
        {
            Try(_best with { Data = _best.Data.SetItem(i, _best.Data[i] with { Bytes = Array.Empty<byte>() }) });
        }

        Try(_best with { Start = null });
        Try(_best with { CustomSections = [] });
    }

    private void EmptyFunctions()
    {
        for (var i = 0; i < _best.Functions.Length; i++)
        {
            // No locals, unreachable, end.
            Replace(i, new byte[] { 0x00, 0x00, 0x0B });
        }
    }

    private bool Replace(int function, byte[] body) =>
        !_best.Functions[function].Body.Bytes.Span.SequenceEqual(body)
        && Try(_best with { Functions = _best.Functions.SetItem(function, _best.Functions[function] with { Body = new FunctionBody(body) }) });

    private void ReduceFunction(int function)
    {
        var body = BodyEdit.Read(_best, function);
        for (var size = body.Instructions.Count / 2; size >= 1; size = size > 8 ? size / 2 : size - 1)
        {
            for (var at = 0; at + size <= body.Instructions.Count;)
            {
                if (Take(body.Without(at, size)))
                {
                    continue;
                }

                at += Math.Max(1, size / 2);
            }
        }

        // A whole block, or a single instruction, becomes constants of the types it leaves.
        for (var at = 0; at < body.Instructions.Count; at++)
        {
            foreach (var candidate in body.Simplifications(_best, function, at))
            {
                if (Take(candidate))
                {
                    break;
                }
            }
        }

        bool Take(BodyEdit candidate)
        {
            if (!Replace(function, candidate.Write()))
            {
                return false;
            }

            body = candidate;
            return true;
        }
    }
}
