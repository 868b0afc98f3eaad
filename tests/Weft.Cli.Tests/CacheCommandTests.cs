using System.Text.Json.Nodes;
using Weft.Tests.Shared;
using Xunit;

namespace Weft.Cli.Tests;

public sealed class CacheCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-tests-");
    private readonly string _cache;
    private readonly string _module;

    public CacheCommandTests()
    {
        _cache = Path.Combine(_folder.FullName, "cache");
        _module = Path.Combine(_folder.FullName, "calc.wasm");
        Assert.Equal(0, WeftProcess.Run("parse", Repository.PathOf("samples", "calc.wat"), "-o", _module).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_folder_is_where_options_and_environment_say()
    {
        Assert.Equal(new WeftResult(0, _cache + "\n", ""), WeftProcess.Run("cache", "path", "--cache", _cache));
        Assert.Equal(new WeftResult(0, _cache + "\n", ""), Run(new() { ["WEFT_CACHE"] = _cache }, "cache", "path"));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(
                new WeftResult(0, Path.Combine(_cache, "weft") + "\n", ""),
                Run(new() { ["WEFT_CACHE"] = null, ["XDG_CACHE_HOME"] = _cache }, "cache", "path"));
        }

        var off = Run(new() { ["WEFT_CACHE"] = "off" }, "cache");
        Assert.Equal((1, ""), (off.ExitCode, off.Output));
        Assert.Contains("switched off", off.Error);
        Assert.False(Directory.Exists(_cache));
    }

    [Fact]
    public void An_empty_cache_is_shown_and_cleaned()
    {
        Assert.Equal(new WeftResult(0, $"{_cache}: 0 modules, 0 B of 1.0 GiB\n", ""), WeftProcess.Run("cache", "--cache", _cache));
        Assert.Equal(new WeftResult(0, "0 B freed\n", ""), WeftProcess.Run("cache", "clean", "--older-than", "30d", "--cache", _cache));
        var wrong = WeftProcess.Run("cache", "clean", "--older-than", "soon", "--cache", _cache);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("'soon' is not a duration", wrong.Error);
    }

    [Fact]
    public void Runs_use_what_was_added_and_drop_what_is_damaged()
    {
        SkipWithoutCompiler();
        Assert.StartsWith(_module, WeftProcess.Run("cache", "add", "--cache", _cache, _module).Output);
        Assert.Equal($"{_module}: nothing to do\n", WeftProcess.Run("cache", "add", "--cache", _cache, _module).Output);
        var report = JsonNode.Parse(WeftProcess.Run("cache", "--json", "--cache", _cache).Output)!;
        var entry = Assert.Single(report["entries"]!.AsArray())!;
        Assert.True((bool)entry["forThisBuild"]!);
        Assert.Equal((long)report["bytes"]!, (long)entry["bytes"]!);
        Assert.Contains("1 modules", WeftProcess.Run("cache", "--cache", _cache).Output);

        var path = Assert.Single(Directory.GetFiles(_cache, "*.cwasm"));
        Assert.Equal(new WeftResult(0, "3628800\n", ""), Factorial("--cache", _cache));

        // That the code is looked at shows in what becomes of damage.
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(new WeftResult(0, "3628800\n", ""), Factorial("--no-cache", "--cache", _cache));
        Assert.True(File.Exists(path));
        Assert.Equal(new WeftResult(0, "3628800\n", ""), Factorial("--cache", _cache));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Traps_are_the_same_from_the_cache()
    {
        SkipWithoutCompiler();
        var trap = WeftProcess.Run("run", "--no-cache", "--tier", "Jit", "--invoke", "divide", _module, "1", "0");
        Assert.Equal(0, WeftProcess.Run("cache", "add", "--cache", _cache, _module).ExitCode);
        Assert.Equal(trap, WeftProcess.Run("run", "--cache", _cache, "--invoke", "divide", _module, "1", "0"));
    }

    [Fact]
    public async Task What_runs_for_long_is_compiled_and_nobody_hears_of_it()
    {
        SkipWithoutCompiler();
        var loop = Path.Combine(_folder.FullName, "loop.wasm");
        var text = """(module (func (export "run") (loop $l (br $l))))""";
        Assert.Equal(0, WeftProcess.Run(System.Text.Encoding.UTF8.GetBytes(text), ["parse", "-", "-o", loop]).ExitCode);
        var run = WeftProcess.Run("run", "--cache", _cache, "--timeout", "1s", "--invoke", "run", loop);
        Assert.Equal((134, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("weft: trap: interrupted: the time limit of 1 s is over\n", run.Error);
        var end = DateTime.UtcNow.AddSeconds(60);
        while (Directory.GetFiles(_cache, "*.cwasm").Length == 0)
        {
            Assert.True(DateTime.UtcNow < end, "nothing was compiled");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_folder_that_others_can_write_to_is_not_used()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions of Unix");
            return;
        }

        Directory.CreateDirectory(_cache);
        File.SetUnixFileMode(_cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        Assert.Equal(new WeftResult(0, "3628800\n", ""), Factorial("--cache", _cache));
        Assert.Empty(Directory.GetFiles(_cache));
        Assert.Contains("others can write to it", WeftProcess.Run("cache", "--cache", _cache).Error);
        Assert.NotEqual(0, WeftProcess.Run("cache", "add", "--cache", _cache, _module).ExitCode);
    }

    private WeftResult Factorial(params string[] options) => WeftProcess.Run(["run", .. options, "--invoke", "factorial", _module, "10"]);

    private static void SkipWithoutCompiler() => Assert.SkipUnless(new PrecompileOptions().HasCompiler(), "there is no crossgen2");

    private static WeftResult Run(Dictionary<string, string?> environment, params string[] arguments) => WeftProcess.Run(null, arguments, environment: environment);
}
