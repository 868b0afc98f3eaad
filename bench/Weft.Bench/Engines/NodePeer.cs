// Node (V8) as a process that stays as long as the module does: it compiles it once, tiers up while the rounds go on, and times itself.
// One process for everything would run out of address space: V8 reserves gigabytes a memory and collects them when it likes.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weft.Bench.Measuring;

namespace Weft.Bench.Engines;

/// <summary>Node on the PATH.</summary>
internal sealed class NodePeer : IPeer
{
    private readonly string _path;
    private Process? _process;
    private string? _module;

    private NodePeer(string path, string version)
    {
        _path = path;
        Version = $"Node {version}";
    }

    public string Name => "node";

    public bool IsWeft => false;

    public string Version { get; }

    /// <summary>Node, or null where there is none.</summary>
    public static NodePeer? Find()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists);
        return path is null ? null : new NodePeer(path, ProcessPeer.Read(path, ["--version"]).Trim());
    }

    public Run Run(Workload workload, bool fromBytes = false)
    {
        if (workload.NeedsThisProcess)
        {
            throw new CannotRunException("it is measured in this process only");
        }

        if (_module != workload.Module)
        {
            Stop();
            _module = workload.Module;
        }

        var output = Path.GetTempFileName();
        try
        {
            var answer = Ask(JsonSerializer.Serialize(new
            {
                name = workload.Name,
                module = workload.Module,
                isCommand = workload.IsCommand,
                arguments = workload.Arguments,
                input = workload.Input,
                output,
                fromBytes,
            }));
            if (answer.TryGetProperty("error", out var error))
            {
                throw new CannotRunException(error.GetString()!);
            }

            var time = TimeSpan.FromMilliseconds(answer.GetProperty("milliseconds").GetDouble());
            return workload.IsCommand
                ? new Run(time, File.ReadAllText(output))
                : new Run(time, Workload.FormatResult((long)ulong.Parse(answer.GetProperty("result").GetString()!, CultureInfo.InvariantCulture)));
        }
        finally
        {
            File.Delete(output);
        }
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    private JsonElement Ask(string request)
    {
        _process ??= Process.Start(new ProcessStartInfo(_path, ["--no-warnings", Path.Combine(AppContext.BaseDirectory, "node-runner.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new CannotRunException($"{_path} did not start");
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        if (_process.StandardOutput.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }

        // It died under a guest; the next run gets a new one.
        _process.WaitForExit();
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        throw new CannotRunException($"the process ended with {code}");
    }
}
