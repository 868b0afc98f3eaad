// The executable in a precompiled module: what a process becomes, or starts, to run it.
using Weft.Precompilation;

namespace Weft;

/// <summary>
/// A precompiled module or component whose code is a program of its own (<see cref="PrecompiledCodeKind.Native"/>). Its file begins with the executable, so that
/// systems that start executables by their path start the file itself, where it may be executed.
/// </summary>
public sealed class PrecompiledProgram
{
    private readonly PrecompiledFile _file;

    private PrecompiledProgram(PrecompiledFile file)
    {
        _file = file;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, which must not change from now on.</param>
    /// <returns>Null when it has no native code, or this process is that program and can load it.</returns>
    /// <exception cref="PrecompiledModuleException">It is no precompiled module, or its header is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PrecompiledProgram? TryOpen(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var header = PrecompiledContainer.ReadHeaderOf(path);
        return header.Kind == PrecompiledCodeKind.Native && !PrecompiledLoader.HasPrograms(header)
            ? new PrecompiledProgram(PrecompiledFile.Open(path))
            : null;
    }

    /// <summary>Whether its code counts fuel.</summary>
    public bool MetersFuel => _file.Container.Header.MetersFuel;

    /// <summary>
    /// The executable. It runs with all rights of whoever starts it: only for what you, or somebody you trust, compiled, and that nobody else could
    /// change.
    /// </summary>
    public ReadOnlyMemory<byte> TrustedExecutable => _file.Container.Code;

    /// <summary>Checks that it is whole and runs here as an engine would run the module.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="notes">A cache where it is noted that the file was found whole; null to check it in each process.</param>
    /// <exception cref="PrecompiledModuleException">It is damaged, or does not fit.</exception>
    public void Check(Engine engine, ModuleCache? notes = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        PrecompiledLoader.CheckFits(engine, _file.Container.Header);
        _file.Check(notes?.CheckedFiles);
    }
}
