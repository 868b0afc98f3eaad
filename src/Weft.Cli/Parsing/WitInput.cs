// Where WIT comes from: text, a package in the binary format, a component, or a module with its world in it.
using Weft.Components.Tools.Embedding;
using Weft.Components.Tools.Packages;
using Weft.Wit;

namespace Weft.Cli.Parsing;

/// <summary>Reads WIT, whatever holds it.</summary>
internal static class WitInput
{
    /// <summary>Reads the WIT in a file or folder, or in standard input when the name is <c>-</c>.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">Features and proposals, for texts.</param>
    /// <exception cref="CommandException">There is nothing to read, or a module has no WIT in it.</exception>
    public static DecodedWit Load(string path, WitOptions options)
    {
        if (Directory.Exists(path))
        {
            return new DecodedWit(WitFiles.Resolve(path, options, DecodePackage), null);
        }

        var bytes = ModuleFile.ReadBytes(path);
        if (!ModuleFile.IsBinary(bytes) && !IsWat(path, bytes))
        {
            return new DecodedWit(WitResolver.Resolve([WitSource.FromUtf8(path == "-" ? "standard input" : path, bytes)], null, options), null);
        }

        if (ModuleFile.IsComponent(bytes))
        {
            return WitDecoder.Decode(ModuleFile.LoadComponent(bytes));
        }

        var module = ModuleFile.Load(bytes);
        return ComponentTypeSection.IsIn(module) ? ComponentTypeSection.Decode(module)
            : throw new CommandException($"'{path}' is a core module without WIT in it: `weft component embed` puts some there");
    }

    // Only the package itself: what it depends on is beside it.
    private static string DecodePackage(string file)
    {
        var bytes = ModuleFile.ReadBytes(file);
        return ModuleFile.IsComponent(bytes) && WitDecoder.Decode(ModuleFile.LoadComponent(bytes)) is { World: null } package
            ? WitPrinter.Print(package.Packages.Root)
            : throw new CommandException($"'{file}' is no WIT package in the binary format");
    }

    // WIT begins with a word, a comment or `@`; the other text format with a parenthesis or `;;`.
    private static bool IsWat(string path, ReadOnlySpan<byte> bytes) =>
        Path.GetExtension(path) == ".wat" || bytes.TrimStart(" \t\r\n"u8) is [(byte)'(', ..] or [(byte)';', (byte)';', ..];
}
