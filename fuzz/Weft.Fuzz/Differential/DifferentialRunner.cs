// The differential run: modules from the generator, or mutations of good ones, on every engine; what differs is written down.
using System.Diagnostics;
using System.Globalization;
using Weft.Fuzz.Generation;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;

namespace Weft.Fuzz.Differential;

/// <summary>Settings of a differential run.</summary>
/// <param name="Count">How many modules.</param>
/// <param name="Seconds">When to stop.</param>
/// <param name="Seed">The first seed; module I comes from seed + I alone.</param>
/// <param name="Profile">A profile, "any" for all in turn, or "mutations".</param>
/// <param name="Engines">The names of engines; null for all.</param>
/// <param name="Jobs">Threads.</param>
/// <param name="FailureFolder">Where failing modules are written.</param>
internal sealed record DifferentialOptions(long Count, double Seconds, long Seed, string Profile, string? Engines, int Jobs, string FailureFolder);

/// <summary>Runs modules on all engines and compares.</summary>
internal sealed class DifferentialRunner(DifferentialOptions options, Func<Seeds> seeds)
{
    /// <summary>What <see cref="DifferentialOptions.Profile"/> is for mutations of good modules.</summary>
    public const string Mutations = "mutations";

    private const int CallsPerModule = 20;
    private const int StackBytes = 8 << 20;

    private readonly Statistics _statistics = new();
    private readonly Lazy<Seeds> _seeds = new(seeds);
    private readonly Stopwatch _watch = new();
    private long _next = -1;
    private long _failures;

    /// <summary>A module and what to do with it.</summary>
    private sealed record Subject(byte[] Bytes, Scenario Scenario, Profile? Profile, GeneratedModule? Generated);

    /// <summary>The scenario of a module that a seed made.</summary>
    public static Scenario ScenarioOf(long seed, bool isGenerated) => new((ulong)seed, CallsPerModule, isGenerated);

    /// <summary>The profile of a seed.</summary>
    /// <param name="name">A profile's name, or "any".</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static Profile ProfileOf(string name, long seed) => name == "any"
        ? Profile.All[(int)((ulong)seed % (ulong)Profile.All.Count)]
        : Profile.All.FirstOrDefault(profile => profile.Name == name)
            ?? throw new ArgumentException($"no profile is named '{name}'; there are any, {Mutations}, {string.Join(", ", Profile.All.Select(profile => profile.Name))}");

    /// <summary>Runs until the count or the time is used up.</summary>
    /// <returns>The program's exit code.</returns>
    public int Run()
    {
        if (options.Profile == Mutations)
        {
            Console.Error.WriteLine($"{_seeds.Value.Binaries.Count} seeds to mutate");
        }

        Directory.CreateDirectory(options.FailureFolder);
        _watch.Start();
        var comparisons = new Comparison?[options.Jobs];
        var threads = Enumerable.Range(0, options.Jobs).Select(job => new Thread(() => Work(job, comparisons), StackBytes)).ToList();
        threads.ForEach(thread => thread.Start());
        var lastReport = TimeSpan.Zero;
        while (threads.Any(thread => thread.IsAlive))
        {
            Thread.Sleep(100);
            foreach (var comparison in comparisons)
            {
                comparison?.Watch();
                if (comparison?.IsStuck == true)
                {
                    Console.WriteLine($"FAILED: an engine does not stop when it is interrupted; the seed is in {options.FailureFolder}/running-*");
                    Environment.Exit(3);
                }
            }

            if (_watch.Elapsed - lastReport > TimeSpan.FromSeconds(Console.IsErrorRedirected ? 60 : 1))
            {
                lastReport = _watch.Elapsed;
                Console.Error.Write($"\r{_statistics.Modules} modules, {_statistics.Modules / _watch.Elapsed.TotalSeconds:0.0} a second, {_failures} failures {(Console.IsErrorRedirected ? "\n" : "")}");
            }
        }

        var profiles = options.Profile is "any" or Mutations ? Profile.All : [ProfileOf(options.Profile, 0)];
        Console.Write(_statistics.Summarize(_watch.Elapsed, opcode => profiles.Any(profile => profile.Has(InstructionTable.GetFeature(opcode)))));
        Console.WriteLine($"{_statistics.Modules - _failures} passed, {_failures} failed");
        return _failures > 0 ? 1 : 0;
    }

    private void Work(int job, Comparison?[] comparisons)
    {
        var engines = EngineList.Make(options.Engines);
        var all = new Comparison(engines);
        var comparable = new Comparison([.. engines.Where(engine => engine.IsWeft)]);
        var running = Path.Combine(options.FailureFolder, $"running-{job}");
        while (Interlocked.Increment(ref _next) is var index && index < options.Count && _watch.Elapsed.TotalSeconds < options.Seconds)
        {
            // If the process dies, this tells what killed it.
            var seed = options.Seed + index;
            File.WriteAllText(running, $"--differential --profile {options.Profile} --seed {seed} --count 1\n");
            var subject = Make(seed);
            File.WriteAllBytes(running + ".wasm", subject.Bytes);
            var comparison = comparisons[job] = subject.Profile?.WasmtimeTakesPart == false ? comparable : all;
            ComparisonResult result;
            try
            {
                result = comparison.Run(subject.Bytes, subject.Scenario);
            }
#pragma warning disable CA1031 // Whatever else an engine throws is what this program looks for.
            catch (Exception error)
            {
                result = new ComparisonResult(new Mismatch($"exception {error.GetType().Name}", error.ToString()), []);
            }
#pragma warning restore CA1031

            comparisons[job] = null;
            _statistics.Add(subject.Profile?.Name ?? Mutations, subject.Bytes, subject.Generated?.Functions ?? 0, subject.Generated?.Counts, result);
            if (result.Mismatch is { } mismatch)
            {
                Interlocked.Increment(ref _failures);
                Save(seed, subject, mismatch);
            }
        }

        File.Delete(running);
        File.Delete(running + ".wasm");
        engines.ForEach(engine => engine.Dispose());
    }

    private Subject Make(long seed)
    {
        if (options.Profile == Mutations)
        {
            var dice = new Dice((ulong)seed);
            var mutator = new Mutator((int)dice.Bits());
            var binaries = _seeds.Value.Binaries;
            var bytes = dice.Percent(70) ? InstructionMutator.Mutate(dice.Pick(binaries), dice) : mutator.MutateBinary(dice.Pick(binaries), dice.Pick(binaries));
            return new Subject(bytes, ScenarioOf(seed, isGenerated: false), null, null);
        }

        var profile = ProfileOf(options.Profile, seed);
        var generated = ModuleGenerator.Generate((ulong)seed, profile);
        return new Subject(generated.Bytes, ScenarioOf(seed, isGenerated: true), profile, generated);
    }

    private void Save(long seed, Subject subject, Mismatch mismatch)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{subject.Profile?.Name ?? Mutations}-{seed}");
        var file = Path.Combine(options.FailureFolder, name);
        File.WriteAllBytes(file + ".wasm", subject.Bytes);
        var names = string.Join(',', EngineList.All.Select(engine => engine.Name).Where(engine => subject.Profile?.WasmtimeTakesPart != false || engine.StartsWith("weft", StringComparison.Ordinal)));
        File.WriteAllText(file + ".txt", $"""
            {mismatch.Kind}

            {mismatch.Description}
            Again:   --differential --profile {options.Profile} --seed {seed} --count 1
            Smaller: --reduce {file}.wasm --seed {seed} --engines {options.Engines ?? names}{(subject.Profile is null ? " --mutated" : "")}

            """);
        try
        {
            File.WriteAllText(file + ".wat", WatPrinter.Print(ModuleReader.Read(subject.Bytes)));
        }
        catch (Wasm.WasmException error)
        {
            Console.WriteLine($"{name} cannot be printed: {error.Message}");
        }

        Console.WriteLine($"FAILED {file}.wasm (--profile {options.Profile} --seed {seed} --count 1): {mismatch.Kind}\n{mismatch.Description}");
    }
}
