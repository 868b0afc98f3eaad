// What the native command and idle instances take of disk and memory. Linux only: the kernel tells what of a process is resident.
using System.Diagnostics;
using System.Globalization;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Bench.Measuring;

/// <summary>Sizes in bytes.</summary>
/// <param name="CommandBytes">The native command on disk.</param>
/// <param name="Resident">The most memory of a process that printed hello and waits.</param>
/// <param name="Anonymous">What of that belongs to nobody else; the rest are pages of files.</param>
/// <param name="InstanceBytes">A store with an instance that has no memory, in a process of the ordinary runtime.</param>
/// <param name="InstanceWithMemoryBytes">The same with a memory of one page that it has touched.</param>
internal sealed record Footprint(long CommandBytes, long Resident, long Anonymous, long InstanceBytes, long InstanceWithMemoryBytes)
{
    private const int Instances = 2000;

    // Prints a line and waits for input, so that there is time to look.
    private const string Hello = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\10\00\00\00\06\00\00\00")
          (data (i32.const 16) "hello\n")
          (func (export "_start")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))
        """;

    /// <summary>Measures.</summary>
    /// <param name="command">The native command.</param>
    public static Footprint Measure(string command)
    {
        var (resident, anonymous) = MeasureHello(command);

        // All stay until the end: those that come later must not find room that others left.
        var stores = new List<Store>();
        var footprint = new Footprint(
            new FileInfo(command).Length, resident, anonymous, MeasureInstance(stores, "(func (export \"run\"))"),
            MeasureInstance(stores, "(memory 1) (func (export \"run\") (i32.store (i32.const 0) (i32.const 1)))"));
        stores.ForEach(store => store.Dispose());
        return footprint;
    }

    /// <summary>Writes a table.</summary>
    public void Write(TextWriter writer, MachineFacts facts)
    {
        writer.WriteLine($"{facts.Processor}, {facts.System}, {facts.Runtime}, {facts.Date}");
        writer.WriteLine();
        writer.WriteLine("| what | size |");
        writer.WriteLine("|---|--:|");
        Row("native command, on disk", CommandBytes);
        Row("native hello, resident", Resident);
        Row("of that anonymous", Anonymous);
        Row("idle store and instance without memory", InstanceBytes);
        Row("the same with a page of memory", InstanceWithMemoryBytes);

        void Row(string what, long bytes) => writer.WriteLine(
            bytes < 1 << 20
                ? string.Create(CultureInfo.InvariantCulture, $"| {what} | {bytes / 1024.0:0.0} KB |")
                : string.Create(CultureInfo.InvariantCulture, $"| {what} | {bytes / 1048576.0:0.0} MB |"));
    }

    private static (long Resident, long Anonymous) MeasureHello(string command)
    {
        var guest = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(guest, ModuleWriter.Write(WatParser.Parse(Hello)));
            var start = new ProcessStartInfo(command, ["run", "--no-cache", "--tier", "Interpreter", guest]) { RedirectStandardInput = true, RedirectStandardOutput = true };
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{command}' did not start");
            if (process.StandardOutput.ReadLine() != "hello")
            {
                throw new InvalidOperationException($"'{command}' does not print hello");
            }

            var status = ReadStatus(process.Id);
            process.StandardInput.Close();
            process.WaitForExit();
            return (status["VmHWM"], status["RssAnon"]);
        }
        finally
        {
            File.Delete(guest);
        }
    }

    private static long MeasureInstance(List<Store> stores, string fields)
    {
        var engine = new Engine();
        var module = engine.LoadModuleText($"(module {fields})");

        // What the first ones need is not theirs.
        Make(100);
        var before = Resident();
        Make(Instances);
        return (Resident() - before) / Instances;

        void Make(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var store = new Store(engine);
                new Linker(engine).Instantiate(store, module).GetFunction<Action>("run")();
                stores.Add(store);
            }
        }

        static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            return ReadStatus(Environment.ProcessId)["RssAnon"];
        }
    }

    private static Dictionary<string, long> ReadStatus(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.EndsWith(" kB", StringComparison.Ordinal))
        .Select(line => line.Split(':', 2))
        .ToDictionary(pair => pair[0], pair => long.Parse(pair[1].AsSpan().Trim()[..^3], CultureInfo.InvariantCulture) * 1024);
}
