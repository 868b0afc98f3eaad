// Where a module comes from: a file or standard input, in binary or text.
using Weft.Components;
using Weft.Components.Binary;
using Weft.Components.Text;
using Weft.Wasm;
using Weft.Wasm.Binary;
using Weft.Wasm.Text;

namespace Weft.Cli.Parsing;

/// <summary>Reads the module that a command names.</summary>
internal static class ModuleFile
{
    /// <summary>Reads a module, binary or text, from a file or from standard input when the name is <c>-</c>.</summary>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    /// <exception cref="MalformedModuleException">It is not a module.</exception>
    public static ModuleDefinition Load(string name) => Load(ReadBytes(name));

    /// <summary>The module that bytes are, binary or text.</summary>
    /// <exception cref="MalformedModuleException">They are not a module.</exception>
    public static ModuleDefinition Load(byte[] bytes) => IsBinary(bytes) ? ModuleReader.Read(bytes) : WatParser.Parse(bytes);

    /// <summary>The bytes of a file, or of standard input when the name is <c>-</c>.</summary>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string name)
    {
        try
        {
            if (name != "-")
            {
                return File.ReadAllBytes(name);
            }

            using var input = Console.OpenStandardInput();
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var reason = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message;
            throw new CommandException($"cannot read '{name}': {reason}", error);
        }
    }

    /// <summary>Reads and parses a component.</summary>
    /// <exception cref="CommandException">The file cannot be read, or is a core module.</exception>
    public static ComponentDefinition ReadComponent(string name)
    {
        var bytes = ReadBytes(name);
        return IsComponent(bytes) ? LoadComponent(bytes) : throw new CommandException($"'{name}' is a core module: `weft component new` makes a component of it");
    }

    /// <summary>Whether the bytes are a component, binary or text.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> bytes) =>
        IsBinary(bytes) ? ComponentReader.IsComponent(bytes) : ComponentTextParser.IsComponent(bytes);

    /// <summary>The component that bytes are, binary or text.</summary>
    /// <exception cref="MalformedModuleException">They are not a component.</exception>
    public static ComponentDefinition LoadComponent(byte[] bytes, WatParserOptions? options = null) =>
        IsBinary(bytes) ? ComponentReader.Read(bytes) : ComponentTextParser.Parse(bytes, options);

    /// <summary>Whether the bytes are a binary module (they start with NUL); everything else is text.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] == 0;
}
