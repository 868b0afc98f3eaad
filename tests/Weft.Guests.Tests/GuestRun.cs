// One line of tests/guests/guests.json: a program, what it is given, and what it must do.
using System.Text.Json;
using System.Text.Json.Serialization;
using Weft.Tests.Shared;

namespace Weft.Guests.Tests;

/// <summary>A directory that the guest sees.</summary>
/// <param name="Guest">Its path there.</param>
/// <param name="Source">The folder of <c>tests/guests</c> behind it; an empty new one when null.</param>
/// <param name="ReadOnly">Whether the guest may only read it.</param>
internal sealed record GuestDirectory(string Guest, string? Source, bool ReadOnly);

/// <summary>A run of a guest and its expected end; <c>tests/guests/README.md</c> explains the members.</summary>
internal sealed record GuestRun
{
    [JsonRequired] public string Name { get; init; } = "";
    [JsonRequired] public string Wasm { get; init; } = "";
    public string[] Args { get; init; } = [];
    public Dictionary<string, string> Env { get; init; } = [];
    public GuestDirectory[] Dirs { get; init; } = [];
    public string? Stdin { get; init; }
    public int StdinRepeat { get; init; } = 1;
    public int? Threads { get; init; }
    public long? Fuel { get; init; }
    public double? Timeout { get; init; }
    [JsonRequired] public int Exit { get; init; }
    public string? Trap { get; init; }
    public string? Stdout { get; init; }
    public string? StdoutSha256 { get; init; }

    /// <summary>Every run of the list.</summary>
    public static IReadOnlyList<GuestRun> All { get; } = Read();

    /// <summary>A file of <c>tests/guests</c>.</summary>
    public static string PathOf(string path) => Repository.PathOf("tests", "guests", path);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static List<GuestRun> Read()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        return JsonSerializer.Deserialize<List<GuestRun>>(File.ReadAllText(PathOf("guests.json")), options)!;
    }
}
