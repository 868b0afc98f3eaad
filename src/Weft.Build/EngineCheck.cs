// Translated code names internals of the engine, so that the engine of the project must be the very one that the tool has.
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Weft.Build;

/// <summary>Compares an engine with the tool's.</summary>
internal static class EngineCheck
{
    /// <summary>Runs the check.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ToolArguments options, TextWriter output)
    {
        var path = options["engine"];
        if (ReadBuild(path) == typeof(Engine).Assembly.ManifestModule.ModuleVersionId)
        {
            return 0;
        }

        output.WriteLine($"{path} : error WEFT005: this Weft is another build than that of Weft.Build: reference both in the same version ({typeof(Engine).Assembly.GetName().Version?.ToString(3)})");
        return 1;
    }

    private static Guid ReadBuild(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
