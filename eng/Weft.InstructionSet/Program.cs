// Writes every file that is generated from the instruction table. `--check` writes nothing and fails when one is stale.
using Weft.InstructionSet;
using Weft.Tests.Shared;

var stale = 0;
foreach (var (path, text) in GeneratedFiles.Generate(Repository.Root))
{
    var file = Repository.PathOf(path);
    if (File.Exists(file) && File.ReadAllText(file) == text)
    {
        continue;
    }

    stale++;
    if (args.Contains("--check"))
    {
        Console.Error.WriteLine($"stale: {path}; run `dotnet run --project eng/Weft.InstructionSet`");
    }
    else
    {
        File.WriteAllText(file, text);
        Console.WriteLine($"wrote {path}");
    }
}

return args.Contains("--check") && stale > 0 ? 1 : 0;
