// The tool that Weft.Build's targets run: `translate` makes C# and an assembly of a module, `check` compares engines. Errors have the form
// that MSBuild shows as those of a file.
namespace Weft.Build;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        var options = ToolArguments.Parse(arguments);
        return options.Command switch
        {
            "translate" => Translation.Run(options, Console.Out),
            "check" => EngineCheck.Run(options, Console.Out),
            _ => throw new ArgumentException($"'{options.Command}' is not a command of this tool: it knows translate and check"),
        };
    }
}
