// Good modules to start from: every module of the specification's suite, and the repository's own samples.
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;
using Weft.Wasm.Text.Script;

namespace Weft.Fuzz;

/// <summary>The seeds of both kinds.</summary>
/// <param name="Binaries">Binary modules.</param>
/// <param name="Texts">Texts of modules.</param>
internal sealed record Seeds(List<byte[]> Binaries, List<byte[]> Texts)
{
    private const int LargestSeed = 1 << 16;

    /// <summary>Collects the modules of all scripts below some folders.</summary>
    public static Seeds Collect(IEnumerable<string> folders)
    {
        var seeds = new Seeds([], []);
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.wa?t", SearchOption.AllDirectories)).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            if (file.EndsWith(".wat", StringComparison.Ordinal))
            {
                seeds.AddText(bytes, WatParser.Parse(bytes));
                continue;
            }

            foreach (var command in ScriptParser.Parse(bytes))
            {
                seeds.Add(command);
            }
        }

        return seeds;
    }

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
            AddText(module.Bytes.ToArray(), module.ParseText());
        }
    }

    private void AddText(byte[] text, ModuleDefinition module)
    {
        Texts.Add(text);
        Binaries.Add(ModuleWriter.Write(module));
    }
}
