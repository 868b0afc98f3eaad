// The fuzz runner: `dotnet run -c Release --project fuzz/Weft.Fuzz -- --count 1000000`. Ends with a line that counts the outcomes; a
// failing input is written beside it and named, with the seed that makes it again.
using System.Diagnostics;
using Weft.Fuzz;
using Weft.Fuzz.Differential;
using Weft.Tests.Shared;

if (args.Contains("--help"))
{
    Console.WriteLine(
        """
        Mutates good modules and components and expects a clear error, a trap or a normal end from each.

          --count N        how many inputs (default 100000)
          --seconds N      stop after this time
          --seed N         the first seed (default 1); input I comes from seed + I alone
          --jobs N         threads (default: cores)
          --seeds FOLDER   where to look for .wast, .wat and .wasm files (default: the specification's suite and samples/)
          --only KIND      binary or text
          --failures DIR   where failing inputs are written (default: artifacts/fuzz)

        With --differential, runs random valid modules on several engines and expects all of them to do the same.

          --profile NAME   what modules use: any (all in turn), mutations (of the seeds above), or one of the profiles (default: any)
          --engines A,B    which engines (default: all)
          --reduce FILE    makes a failing module smaller and writes it beside the file; takes the --seed it failed with, and --mutated
                           if it was a mutation, and --isolated if it ends the process
          --check FILE     runs one module with the --seed it failed with
        """);
    return 0;
}

var count = long.Parse(Option("--count") ?? "100000");
var seconds = double.Parse(Option("--seconds") ?? "1e9");
var firstSeed = int.Parse(Option("--seed") ?? "1");
var jobs = int.Parse(Option("--jobs") ?? Environment.ProcessorCount.ToString());
var only = Option("--only");
var root = Repository.Root;
var suite = Environment.GetEnvironmentVariable("WEFT_SPEC_TESTS") is { Length: > 0 } named ? named : Path.Combine(root, "..", "shared", "spec");
string[] folders = Option("--seeds") is { } folder
    ? [folder]
    : [.. new[] { "core", "custom", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic", "component-model" }
        .Select(name => Path.Combine(suite, name)).Where(Directory.Exists), Path.Combine(root, "samples")];
var failureFolder = Option("--failures") ?? Path.Combine(root, "artifacts", "fuzz");

if (args.Contains("--differential"))
{
    var options = new DifferentialOptions(long.Parse(Option("--count") ?? "1000000000"), seconds, long.Parse(Option("--seed") ?? "1"), Option("--profile") ?? "any", Option("--engines"), jobs, failureFolder);
    return new DifferentialRunner(options, () => Seeds.Collect(folders).WithoutComponents()).Run();
}

if (Option("--reduce") is { } failing)
{
    var childOptions = args.Where((_, index) => args[index] != "--isolated" && args[index] != "--reduce" && (index == 0 || args[index - 1] != "--reduce"));
    return MakeReducer(args.Contains("--isolated") ? new IsolatedCheck([.. childOptions]).Run : null).Run(failing);
}

if (Option("--check") is { } suspect)
{
    return MakeReducer(null).Check(suspect);
}

var seeds = Seeds.Collect(folders);
Console.Error.WriteLine($"{seeds.Binaries.Count} binary and {seeds.Texts.Count} text seeds");

var hangLimit = TimeSpan.FromSeconds(20);
var watch = Stopwatch.StartNew();
var next = -1L;
var done = 0L;
var failures = 0L;
var outcomes = new long[Enum.GetValues<Outcome>().Length];
var running = new (byte[]? Input, long Index, long Since)[jobs];
var threads = Enumerable.Range(0, jobs).Select(job => new Thread(() => Work(job), 16 << 20)).ToList();
threads.ForEach(thread => thread.Start());

var lastReport = TimeSpan.Zero;
while (threads.Any(thread => thread.IsAlive))
{
    Thread.Sleep(200);
    foreach (var (input, index, since) in running)
    {
        if (input is not null && Stopwatch.GetElapsedTime(since) > hangLimit)
        {
            Save(input, index, $"hangs for more than {hangLimit.TotalSeconds} s");
            Environment.Exit(3);
        }
    }

    if (!Console.IsErrorRedirected && watch.Elapsed - lastReport > TimeSpan.FromSeconds(1))
    {
        lastReport = watch.Elapsed;
        Console.Error.Write($"\r{done} of {count}, {done / watch.Elapsed.TotalSeconds:0} a second, {failures} failures, {GC.GetTotalMemory(false) >> 20} MiB ");
    }
}

Console.WriteLine(
    $"{done} inputs in {watch.Elapsed.TotalSeconds:0} s: {string.Join(", ", Enum.GetValues<Outcome>().Select(outcome => $"{outcomes[(int)outcome]} {outcome.ToString().ToLowerInvariant()}"))}; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
Console.WriteLine($"{done - failures} passed, {failures} failed");
return failures > 0 ? 1 : 0;

void Work(int job)
{
    using var victim = new Victim();
    while (Interlocked.Increment(ref next) is var index && index < count && watch.Elapsed.TotalSeconds < seconds)
    {
        var (input, isText) = Make(index);
        running[job] = (input, index, Stopwatch.GetTimestamp());
        try
        {
            Interlocked.Increment(ref outcomes[(int)victim.Process(input, isText)]);
        }
#pragma warning disable CA1031 // Whatever else comes out is what this program looks for.
        catch (Exception error)
        {
            Interlocked.Increment(ref failures);
            Save(input, index, error.ToString());
        }
#pragma warning restore CA1031

        running[job] = default;
        Interlocked.Increment(ref done);
    }
}

(byte[] Input, bool IsText) Make(long index)
{
    var random = new Random(unchecked(firstSeed + (int)index));
    var isText = only is null ? random.Next(4) == 0 : only == "text";
    var pool = isText ? seeds.Texts : seeds.Binaries;
    var mutator = new Mutator(random.Next());
    var input = pool[random.Next(pool.Count)];
    var donor = pool[random.Next(pool.Count)];
    return (isText ? mutator.MutateText(input, donor) : mutator.MutateBinary(input, donor), isText);
}

void Save(byte[] input, long index, string what)
{
    Directory.CreateDirectory(failureFolder);
    var file = Path.Combine(failureFolder, $"{firstSeed + index}.{(Make(index).IsText ? "wat" : "wasm")}");
    File.WriteAllBytes(file, input);
    Console.WriteLine($"FAILED {file} (--seed {firstSeed + index} --count 1): {what}");
}

Reducer MakeReducer(Func<byte[], Mismatch?>? inProcesses) =>
    new(EngineList.Make(Option("--engines")), DifferentialRunner.ScenarioOf(firstSeed, !args.Contains("--mutated")), inProcesses);

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : null;
