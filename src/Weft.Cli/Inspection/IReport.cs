// What `weft inspect` writes.
using System.Text.Json.Nodes;

namespace Weft.Cli.Inspection;

/// <summary>The facts about a file.</summary>
internal interface IReport
{
    /// <summary>Writes the facts for people.</summary>
    void Write(TextWriter output, string file);

    /// <summary>The facts as JSON.</summary>
    JsonObject ToJson(string file);
}
