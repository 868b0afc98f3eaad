// What `weft compile --native` puts around a module, or those of a component: the command's own `run`, which finds their code in its own process.

namespace Weft.Cli.Creating;

/// <summary>Makes programs of modules.</summary>
internal static class LinkedCommand
{
    // All that `run` is made of; a compiler ahead of time leaves out what is not used.
    private static readonly string[] s_libraries =
    [
        "Weft.Wasm.dll", "Weft.dll", "Weft.Wasi.dll", "Weft.Wasi.Tls.dll", "Weft.Components.dll", "Weft.Wit.dll", "Weft.Wast.dll", "Weft.Cli.dll", "System.CommandLine.dll",
    ];

    /// <summary>Makes the program of one module or component.</summary>
    /// <param name="modules">The modules, each with a class that registers its code.</param>
    /// <param name="keep">A folder to leave its project in; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The executable.</returns>
    /// <exception cref="CommandException">Something that is needed is not there, or failed.</exception>
    public static async Task<ReadOnlyMemory<byte>> MakeAsync(IReadOnlyList<TranslatedModule> modules, string? keep, CancellationToken cancellation)
    {
        await Toolchain.CheckAsync("compile --native", cancellation).ConfigureAwait(false);
        var folder = keep is null ? Directory.CreateTempSubdirectory("weft-") : Directory.CreateDirectory(keep);
        try
        {
            var project = new NativeProject(folder.FullName, s_libraries);
            project.Add("Program.cs", $"{string.Concat(modules.Select(module => $"{module.ClassName}.Register();\n"))}return Weft.Cli.{nameof(LinkedProgram)}.{nameof(LinkedProgram.Run)}(args);\n");
            var output = Path.Combine(folder.FullName, "out");
            await Toolchain.PublishAsync(project.Write(modules), output, cancellation).ConfigureAwait(false);
            return await File.ReadAllBytesAsync(Path.Combine(output, NativeProject.ProgramName), cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (keep is null)
            {
                folder.Delete(recursive: true);
            }
        }
    }
}
