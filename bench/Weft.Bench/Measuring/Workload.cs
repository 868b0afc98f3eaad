// What is measured: a WASI command that prints a checksum, or a module whose export `run` returns one.
using System.Globalization;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Bench.Measuring;

/// <summary>One program, its arguments and what it reads.</summary>
/// <param name="Group">The group that its ratio is averaged in.</param>
/// <param name="Name">What the table calls it.</param>
/// <param name="Module">The module's file.</param>
/// <param name="Arguments">What follows argv[0], or the 32-bit integers that <c>run</c> gets.</param>
/// <param name="Input">The file on standard input, or null.</param>
internal sealed record Workload(string Group, string Name, string Module, string[] Arguments, string? Input)
{
    private readonly Lazy<ModuleDefinition> _definition = new(() => ModuleReader.Read(File.ReadAllBytes(Module)));

    /// <summary>The directory that a command finds as its current one, or null.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether it is a WASI command; otherwise it exports <c>run</c>, which returns an i64.</summary>
    public bool IsCommand => _definition.Value.Exports.Any(export => export.Name == "_start");

    /// <summary>Whether it says itself which part of it is timed (<see cref="TimedPart"/>).</summary>
    public bool HasTimedPart => _definition.Value.Imports.Any(import => import.Module == TimedPart.Module && import.Name == TimedPart.StartName);

    /// <summary>Whether only engines in this process can run it: it says what is timed, or has a directory.</summary>
    public bool NeedsThisProcess => HasTimedPart || Directory is not null;

    /// <summary>The arguments of <c>run</c>.</summary>
    public IEnumerable<int> Numbers => Arguments.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture));

    /// <summary>What a result of <c>run</c> looks like as output.</summary>
    public static string FormatResult(long result) => $"{result:x16}\n";

    /// <summary>The programs of a folder, as its workloads.txt lists them.</summary>
    /// <param name="folder">Where workloads.txt and the modules are.</param>
    /// <param name="quick">Whether to take the small arguments, with which nothing runs long enough to be timed.</param>
    public static List<Workload> ReadAll(string folder, bool quick = false) =>
    [
        .. File.ReadLines(Path.Combine(folder, "workloads.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => Parse(folder, line, quick)),
    ];

    /// <summary>Whether a filter, words with commas between them, names this workload or its group.</summary>
    public bool Matches(string? filter) =>
        filter is null || filter.Split(',').Any(word => Name.Contains(word, StringComparison.OrdinalIgnoreCase) || Group.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static Workload Parse(string folder, string line, bool quick)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (5 or 7) || (words.Length == 7 && words[5] != "<"))
        {
            throw new InvalidDataException($"'{line}' is not 'group name module arguments quick-arguments [< input]'");
        }

        var arguments = words[quick ? 4 : 3];
        return new Workload(
            words[0], words[1], Path.Combine(folder, words[2]), arguments == "-" ? [] : arguments.Split(','),
            words.Length == 7 ? Path.Combine(folder, words[6]) : null);
    }
}
