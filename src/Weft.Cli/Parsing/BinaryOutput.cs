// Where commands that make a module or component put it.
using System.Text;
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Cli.Parsing;

/// <summary>Writes what a command made to a file or to standard output.</summary>
internal static class BinaryOutput
{
    /// <summary>Writes bytes.</summary>
    /// <param name="output">The file; standard output when null or <c>-</c>.</param>
    /// <param name="bytes">What to write.</param>
    /// <exception cref="CommandException">They would go to a terminal.</exception>
    public static void Write(string? output, ReadOnlySpan<byte> bytes)
    {
        if (output is null && !Console.IsOutputRedirected && bytes is [0, ..])
        {
            throw new CommandException("the output is binary: name a file with -o, or write it to a pipe");
        }

        using var stream = output is null or "-" ? Console.OpenStandardOutput() : File.Create(output);
        stream.Write(bytes);
    }

    /// <summary>Writes a component, as text when <paramref name="isText"/> says so.</summary>
    public static void Write(string? output, ComponentDefinition component, bool isText) =>
        Write(output, isText ? ToText(writer => ComponentPrinter.Print(component, writer)) : ComponentWriter.Write(component));

    /// <summary>Writes a module, as text when <paramref name="isText"/> says so.</summary>
    public static void Write(string? output, ModuleDefinition module, bool isText) =>
        Write(output, isText ? ToText(writer => WatPrinter.Print(module, writer)) : ModuleWriter.Write(module));

    private static byte[] ToText(Action<TextWriter> print)
    {
        using var text = new StringWriter { NewLine = "\n" };
        print(text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
