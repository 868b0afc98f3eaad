// The page of `weft explore`: a template and, in it, the list of functions and the code of each, compressed, which the page unpacks when it shows it.
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Weft.Cli.Exploring;

/// <summary>Writes pages.</summary>
internal static class ExplorePage
{
    private const string DataMark = "/*DATA*/";

    /// <summary>Writes a page.</summary>
    /// <param name="title">What to call it.</param>
    /// <param name="notes">What to say about all of it.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="whyNoMachineCode">Why machine code is missing; null when it is not.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string title, IEnumerable<string> notes, IReadOnlyList<ExploredFunction> functions, string? whyNoMachineCode, Stream output)
    {
        using var resource = typeof(ExplorePage).Assembly.GetManifestResourceStream("explore.html")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var template = reader.ReadToEnd();
        var mark = template.IndexOf(DataMark, StringComparison.Ordinal);
        output.Write(Encoding.UTF8.GetBytes(template[..mark]));

        // The default encoder leaves nothing that could end the element which the data is in.
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteStartArray("notes");
            foreach (var note in notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteString("whyNoMachineCode", whyNoMachineCode);
            json.WriteStartArray("functions");
            foreach (var function in functions)
            {
                WriteFunction(json, function);
                json.Flush();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetBytes(template[(mark + DataMark.Length)..]));
    }

    private static void WriteFunction(Utf8JsonWriter json, ExploredFunction function)
    {
        json.WriteStartArray();
        json.WriteNumberValue(function.Index);
        json.WriteStringValue(function.Name);
        json.WriteNumberValue(function.WasmBytes);
        WriteSize(json, function.CilBytes);
        WriteSize(json, function.Machine?.Bytes);
        if (function.IsShown)
        {
            json.WriteBase64StringValue(Compress(Pack(function)));
        }

        json.WriteEndArray();
    }

    private static void WriteSize(Utf8JsonWriter json, int? size)
    {
        if (size is { } known)
        {
            json.WriteNumberValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static byte[] Pack(ExploredFunction function)
    {
        var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(function.Wasm);
            json.WriteStringValue(function.Cil);
            json.WriteStringValue(function.Machine?.Text);
            json.WriteEndArray();
        }

        return text.ToArray();
    }

    private static byte[] Compress(byte[] data)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
        {
            deflate.Write(data);
        }

        return packed.ToArray();
    }
}
