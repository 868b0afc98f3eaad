// Profiles in the format of speedscope (https://www.speedscope.app/file-format-schema.json), which its viewer and others open.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Cli.Profiling;

/// <summary>Writes a profile as JSON.</summary>
internal static class SpeedscopeWriter
{
    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="output">Where to.</param>
    public static void Write(GuestProfile profile, string name, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("exporter", "weft");
        json.WriteString("name", name);
        json.WriteNumber("activeProfileIndex", 0);
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (var function in profile.Functions)
        {
            json.WriteStartObject();
            json.WriteString("name", function.Name);
            if (function.ModuleName is not null)
            {
                json.WriteString("file", function.ModuleName);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        for (var i = 0; i < profile.Threads.Count; i++)
        {
            WriteThread(json, profile.Threads[i], string.Create(CultureInfo.InvariantCulture, $"thread {i}"));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteThread(Utf8JsonWriter json, ProfiledThread thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", name);
        json.WriteString("unit", "microseconds");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", thread.Samples.Sum(sample => Microseconds(sample)));
        json.WriteStartArray("samples");
        var functions = new Stack<int>();
        foreach (var sample in thread.Samples)
        {
            for (var stack = sample.Stack; stack >= 0; stack = thread.Stacks[stack].Caller)
            {
                functions.Push(thread.Stacks[stack].Function);
            }

            json.WriteStartArray();
            while (functions.TryPop(out var function))
            {
                json.WriteNumberValue(function);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach (var sample in thread.Samples)
        {
            json.WriteNumberValue(Microseconds(sample));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static long Microseconds(ProfileSample sample) => (long)Math.Round(sample.Duration.TotalMicroseconds);
}
