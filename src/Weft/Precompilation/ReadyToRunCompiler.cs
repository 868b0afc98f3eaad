// The compiler that makes machine code of CIL ahead of time: crossgen2 of .NET, as a process of its own.
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Precompilation;

/// <summary>A compiler of machine code that was found.</summary>
internal sealed class ReadyToRunCompiler
{
    /// <summary>The environment variable that names the compiler, or the folder of its package.</summary>
    public const string Variable = "WEFT_CROSSGEN2";

    private readonly string _program;

    private ReadyToRunCompiler(string program)
    {
        _program = program;
    }

    /// <summary>Finds the compiler: where the options or the environment say, or among the packages of NuGet, of which it may become one.</summary>
    /// <returns>The compiler; or why there is none.</returns>
    public static async Task<(ReadyToRunCompiler? Compiler, string? WhyNot)> FindAsync(PrecompileOptions options, CancellationToken cancellation)
    {
        if (EnginePath.Length == 0)
        {
            return (null, "the engine is not a file, which the compiler of machine code must read");
        }

        if ((options.CompilerPath ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } named)
        {
            return FindIn(named) is { } given
                ? (new ReadyToRunCompiler(given), null)
                : (null, $"there is no crossgen2 at '{named}'");
        }

        var package = new ReadyToRunPackage();
        if (FindIn(package.Folder) is { } known)
        {
            return Checked(known, package);
        }

        if (!options.RestoresCompiler)
        {
            return (null, $"the package {package} is not on this machine");
        }

        options.Progress?.Report($"fetching {package} with NuGet, once");
        if (await package.RestoreAsync(cancellation).ConfigureAwait(false) is { } failure)
        {
            return (null, $"NuGet could not fetch {package}: {failure}");
        }

        return FindIn(package.Folder) is { } restored
            ? Checked(restored, package)
            : (null, $"the package {package} has no crossgen2 in it");
    }

    /// <summary>Whether <see cref="FindAsync"/> finds it without asking NuGet.</summary>
    public static bool IsThere(PrecompileOptions options) =>
        EnginePath.Length != 0
        && FindIn((options.CompilerPath ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } named ? named : new ReadyToRunPackage().Folder) is not null;

    private static (ReadyToRunCompiler? Compiler, string? WhyNot) Checked(string program, ReadyToRunPackage package) =>
        package.FindMismatch() is { } mismatch ? (null, $"the package {package} is not trusted: {mismatch}") : (new ReadyToRunCompiler(program), null);

    /// <summary>Compiles an assembly of emitted code.</summary>
    /// <exception cref="InvalidOperationException">The compiler failed.</exception>
    public async Task<byte[]> CompileAsync(byte[] image, CodeTarget target, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("weft-");
        try
        {
            var input = Path.Combine(folder.FullName, "Weft.Precompiled.dll");
            var output = Path.Combine(folder.FullName, "out.dll");
            await File.WriteAllBytesAsync(input, image, cancellation).ConfigureAwait(false);
            List<string> arguments =
            [
                input, "-o", output, "-O",
                "--targetos", target.CompilerSystem, "--targetarch", target.Processor,
                "-r", Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
                "-r", Path.Combine(Path.GetDirectoryName(EnginePath)!, "Weft*.dll"),

                // Without these, code that asks whether the processor has them is not taken where it does. Where it does not, the code is
                // compiled anew.
                .. target.InstructionSets is { } sets ? ["--instruction-set", sets] : Array.Empty<string>(),

                // The engine's methods are inlined, and its structures are known: only the very same build runs the code.
                "--inputbubble", "--inputbubbleref", EnginePath,
            ];
            var (exitCode, text) = await RunAsync(_program, arguments, cancellation).ConfigureAwait(false);
            return exitCode == 0 && File.Exists(output)
                ? await File.ReadAllBytesAsync(output, cancellation).ConfigureAwait(false)
                : throw new InvalidOperationException($"crossgen2 failed with exit code {exitCode}: {text}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it wrote, shortened.</returns>
    internal static async Task<(int ExitCode, string Text)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var isLibrary = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : program, isLibrary ? [program, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            var text = (await error.ConfigureAwait(false) + await output.ConfigureAwait(false)).Trim();
            return (process.ExitCode, text.Length > 1000 ? text[..1000] + "..." : text);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Nothing is compiled ahead of time where the engine is no file.")]
    private static string EnginePath => typeof(Engine).Assembly.Location;

    // A program, or a folder that has it.
    private static string? FindIn(string path)
    {
        if (File.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        string[] names = [OperatingSystem.IsWindows() ? "crossgen2.exe" : "crossgen2", "crossgen2.dll"];
        return names.SelectMany(name => new[] { Path.Combine(path, "tools", name), Path.Combine(path, name) }).FirstOrDefault(File.Exists);
    }
}
