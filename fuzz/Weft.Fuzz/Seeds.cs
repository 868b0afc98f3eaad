// Good modules and components to start from: all of the specification's suite, and the repository's own samples.
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;

namespace Weft.Fuzz;

/// <summary>The seeds of both kinds.</summary>
/// <param name="Binaries">Binary modules and components.</param>
/// <param name="Texts">Texts of both.</param>
internal sealed record Seeds(List<byte[]> Binaries, List<byte[]> Texts)
{
    private const int LargestSeed = 1 << 16;

    // Real programs are larger than what scripts have.
    private const int LargestBinary = 1 << 19;

    /// <summary>Collects the modules and components of all scripts below some folders, and those that are files.</summary>
    public static Seeds Collect(IEnumerable<string> folders)
    {
        var seeds = new Seeds([], []);
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.wa*", SearchOption.AllDirectories)).Where(file => Path.GetExtension(file) is ".wat" or ".wast" or ".wasm").Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (file.EndsWith(".wat", StringComparison.Ordinal))
            {
                seeds.AddText(bytes, ComponentTextParser.IsComponent(bytes) ? ComponentWriter.Write(ComponentTextParser.Parse(bytes)) : ModuleWriter.Write(WatParser.Parse(bytes)));
                continue;
            }

            if (file.EndsWith(".wasm", StringComparison.Ordinal))
            {
                seeds.AddBinary(bytes);
                continue;
            }

            foreach (var command in ScriptParser.Parse(bytes))
            {
                seeds.Add(command);
            }
        }

        return seeds;
    }

    /// <summary>These without components, which only one engine here knows.</summary>
    public Seeds WithoutComponents() => new([.. Binaries.Where(seed => !ComponentReader.IsComponent(seed))], [.. Texts.Where(seed => !ComponentTextParser.IsComponent(seed))]);

    private void Add(ScriptCommand command)
    {
        if (command is not ModuleCommand { Module: var module } || module.Bytes.Length > LargestSeed)
        {
            return;
        }

        if (module.Kind == ScriptModuleKind.Binary)
        {
            Binaries.Add(module.Bytes.ToArray());
        }
        else
        {
            AddText(module.Bytes.ToArray(), module.IsComponent ? ComponentWriter.Write(ComponentTextParser.Parse(module.Bytes)) : ModuleWriter.Write(module.ParseText()));
        }
    }

    private void AddBinary(byte[] binary)
    {
        if (binary.Length <= LargestBinary)
        {
            Binaries.Add(binary);
        }
    }

    private void AddText(byte[] text, byte[] binary)
    {
        Texts.Add(text);
        Binaries.Add(binary);
    }
}
