// Running a precompiled module or component whose code is a program of its own: this process becomes it, with the same arguments, or starts it and waits where
// processes cannot become others.
using System.Diagnostics;

namespace Weft.Cli.Running;

/// <summary>Starts native precompiled modules and components.</summary>
internal sealed class NativeRun
{
    private readonly PrecompiledProgram _program;
    private readonly string _path;

    private NativeRun(PrecompiledProgram program, string path)
    {
        _program = program;
        _path = path;
    }

    /// <summary>Finds the program that a run is of.</summary>
    /// <param name="options">The run.</param>
    /// <param name="engine">An engine with its options.</param>
    /// <returns>What starts it, or why its original has to run without; neither when it has none.</returns>
    public static (NativeRun? Program, string? WhyNot) Find(GuestOptions options, Engine engine)
    {
        if (!options.AllowsPrecompiled || !File.Exists(options.File) || !Module.IsPrecompiledModuleFile(options.File))
        {
            return default;
        }

        try
        {
            if (PrecompiledProgram.TryOpen(options.File) is not { } program)
            {
                return default;
            }

            program.Check(engine, options.Cache);
            return program.MetersFuel != options.Fuel is not null ? (null, $"it was precompiled {(program.MetersFuel ? "for" : "without")} --fuel")
                : options.Preloads.Count != 0 ? (null, "the native code of a module runs alone, without --preload")
                : (new NativeRun(program, Path.GetFullPath(options.File)), null);
        }
        catch (PrecompiledModuleException error)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Starts it in place of this process.</summary>
    /// <returns>Its exit code, where it is another process.</returns>
    /// <exception cref="CommandException">It does not start.</exception>
    public int Start()
    {
        var arguments = Environment.GetCommandLineArgs().Skip(1);

        // The file begins with the program. On macOS what follows it there spoils its signature.
        if (SystemProcess.CanExecute && !OperatingSystem.IsMacOS())
        {
            SystemProcess.Execute(_path, arguments);

            // It may not be executed where it is.
            SystemProcess.ExecuteCopy(_program.TrustedExecutable.Span, arguments);
        }

        return RunCopy(arguments);
    }

    private int RunCopy(IEnumerable<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("weft-");
        try
        {
            var path = Path.Combine(folder.FullName, OperatingSystem.IsWindows() ? "program.exe" : "program");
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(_program.TrustedExecutable.Span);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            // Without redirection it has the streams of this process.
            using var process = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false })
                ?? throw new CommandException($"the program in '{_path}' did not start");
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new CommandException($"the program in '{_path}' did not start: {error.Message}", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
