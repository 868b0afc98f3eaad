// What is measured: WASI commands that compute and print a checksum.
namespace Weft.Bench;

/// <summary>One program, its arguments and what it reads.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Module">The module's file.</param>
/// <param name="Arguments">What follows argv[0].</param>
/// <param name="Input">The file on standard input, or null.</param>
internal sealed record Workload(string Name, string Module, string[] Arguments, string? Input)
{
    /// <summary>The programs of a folder, as its workloads.txt lists them.</summary>
    public static List<Workload> ReadAll(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "workloads.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => Parse(folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
    ];

    private static Workload Parse(string folder, string[] words)
    {
        var redirect = Array.IndexOf(words, "<");
        return new Workload(
            words[0], Path.Combine(folder, words[1]), redirect < 0 ? words[2..] : words[2..redirect],
            redirect < 0 ? null : Path.Combine(folder, words[redirect + 1]));
    }
}
