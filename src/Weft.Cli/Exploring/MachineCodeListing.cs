// Machine code comes from the runtime, which lists what it compiles when the environment says so at its start: so the functions are compiled
// once more in a process of their own.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Cli.Exploring;

/// <summary>Has functions compiled and reads the runtime's listing.</summary>
internal static partial class MachineCodeListing
{
    /// <summary>The hidden option of <c>weft explore</c> for the process that compiles; its value is a file with function indices.</summary>
    public const string ChildOption = "--compile-functions";

    /// <summary>Lists functions.</summary>
    /// <param name="module">The module's bytes, binary or text.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="boundsChecks">How memory accesses are checked.</param>
    /// <param name="whyNot">Why there is nothing; null when there is.</param>
    /// <returns>The machine code by function.</returns>
    public static Dictionary<int, MachineCode> List(byte[] module, IEnumerable<int> functions, BoundsChecks boundsChecks, out string? whyNot)
    {
        whyNot = null;
        if (!RuntimeFeature.IsDynamicCodeCompiled || Environment.ProcessPath is not { } program)
        {
            whyNot = "this build of weft cannot compile at run time";
            return [];
        }

        var folder = Directory.CreateTempSubdirectory("weft-explore");
        try
        {
            var file = Path.Combine(folder.FullName, "module");
            var list = Path.Combine(folder.FullName, "functions");
            var listing = Path.Combine(folder.FullName, "listing");
            File.WriteAllBytes(file, module);
            File.WriteAllLines(list, functions.Select(function => function.ToString(CultureInfo.InvariantCulture)));
            var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            string[] own = isHost ? ["exec", Path.Combine(AppContext.BaseDirectory, "Weft.Cli.dll")] : [];
            var start = new ProcessStartInfo(program, [.. own, "explore", file, "--bounds-checks", boundsChecks.ToString(), ChildOption, list]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_JitStdOutFile"] = listing;
            start.Environment["DOTNET_JitDisasm"] = "Wasm*:f* Wasm*:b*";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            output.Wait();
            if (process.ExitCode != 0)
            {
                whyNot = $"compiling it failed: {error.Trim()}";
                return [];
            }

            var found = File.Exists(listing) ? Read(listing) : [];
            whyNot = found.Count == 0 ? "this runtime does not list the code that it compiles" : null;
            return found;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Reads the runtime's listing.</summary>
    public static Dictionary<int, MachineCode> Read(string file)
    {
        var found = new Dictionary<int, MachineCode>();
        var text = new StringBuilder();
        var function = -1;
        foreach (var line in File.ReadLines(file))
        {
            if (Start().Match(line) is { Success: true } start)
            {
                function = int.Parse(start.Groups[1].Value, CultureInfo.InvariantCulture);
                text.Clear();
            }
            else if (function >= 0 && Total().Match(line) is { Success: true } total)
            {
                // What a function becomes is mostly one method; where others lead to it, it is the longest of them.
                var bytes = int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture);
                if (bytes > (found.GetValueOrDefault(function)?.Bytes ?? 0))
                {
                    found[function] = new MachineCode(text.ToString().Trim('\n'), bytes);
                }

                function = -1;
            }
            else if (function >= 0 && !line.StartsWith(';') && !(line.Length == 0 && (text.Length == 0 || text[^1] == '\n')))
            {
                text.Append(line.StartsWith("       ", StringComparison.Ordinal) ? line.AsSpan(5) : line).Append('\n');
            }
        }

        return found;
    }

    [GeneratedRegex(@"^; Assembly listing for method Wasm\d+_\d+:b*f(\d+)\(")]
    private static partial Regex Start();

    [GeneratedRegex(@"^; Total bytes of code (\d+)")]
    private static partial Regex Total();
}
