// `weft cache`: shows and cleans what was compiled in earlier runs.
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Weft.Cli.Parsing;

namespace Weft.Cli.Commands;

/// <summary>Shows the cache; its subcommands change it.</summary>
internal sealed class CacheCommand : Command
{
    private readonly Option<string?> _folder = CacheLocation.NewOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<TimeSpan?> _olderThan = new("--older-than")
    {
        Description = "Only what was not used for so long: 30d, 12h.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            try
            {
                return Duration.Parse(result.Tokens[0].Value);
            }
            catch (FormatException error)
            {
                result.AddError(error.Message);
                return null;
            }
        },
    };

    public CacheCommand()
        : base("cache",
            "Show the compiled code that earlier runs left: machine code of programs that ran for long, or often.\n\n" +
            "  weft cache\n" +
            "  weft cache clean --older-than 30d\n" +
            "  weft cache add app.wasm                  compile it now")
    {
        _folder.Recursive = true;
        Add(_folder);
        Add(_json);
        SetAction(arguments => Show(Find(arguments), arguments.GetValue(_json)));

        var path = new Command("path", "Print the folder.");
        path.SetAction(arguments => Console.Out.WriteLine(Find(arguments).Folder));
        Add(path);

        var clean = new Command("clean", "Remove compiled code; it is compiled again when it is needed.") { _olderThan };
        clean.SetAction(arguments =>
        {
            var freed = Find(arguments).Clean(arguments.GetValue(_olderThan));
            Console.Out.WriteLine($"{ByteSize.Format(freed)} freed");
        });
        Add(clean);
        Add(new CacheAddCommand(Find));
    }

    private ModuleCache Find(ParseResult arguments) => CacheLocation.Find(arguments.GetValue(_folder))
        ?? throw new CommandException($"the cache is switched off: {CacheLocation.Variable} says so");

    private static void Show(ModuleCache cache, bool json)
    {
        var entries = cache.GetEntries();
        var bytes = entries.Sum(entry => entry.Bytes);
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["folder"] = cache.Folder,
                ["problem"] = cache.WhyUnusable,
                ["bytes"] = bytes,
                ["maxBytes"] = cache.MaxBytes,
                ["entries"] = new JsonArray([.. entries.Select(Describe)]),
            }.ToJsonString(new() { WriteIndented = true }));
            return;
        }

        if (cache.WhyUnusable is { } problem)
        {
            Console.Error.WriteLine($"weft: {cache.Folder} is not used: {problem}");
        }

        Console.Out.WriteLine($"{cache.Folder}: {entries.Count} modules, {ByteSize.Format(bytes)} of {ByteSize.Format(cache.MaxBytes)}");
        foreach (var entry in entries)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Key[..16]}  {ByteSize.Format(entry.Bytes),10}  compiled {entry.Created:yyyy-MM-dd HH:mm}  used {entry.LastUsed:yyyy-MM-dd HH:mm}{(entry.IsForThisBuild ? "" : "  for another build of weft")}"));
        }
    }

    private static JsonNode Describe(ModuleCacheEntry entry) => new JsonObject
    {
        ["key"] = entry.Key,
        ["bytes"] = entry.Bytes,
        ["created"] = entry.Created.ToString("O", CultureInfo.InvariantCulture),
        ["lastUsed"] = entry.LastUsed.ToString("O", CultureInfo.InvariantCulture),
        ["forThisBuild"] = entry.IsForThisBuild,
    };
}
