// Modules in scripts: text, binary or quoted, kept until the command that needs them runs.
namespace Weft.Wasm.Text.Script;

/// <summary>How a script writes a module.</summary>
public enum ScriptModuleKind
{
    /// <summary><c>(module ...)</c> with fields.</summary>
    Text,
    /// <summary><c>(module binary "...")</c>: the bytes of a binary module.</summary>
    Binary,
    /// <summary><c>(module quote "...")</c>: a text in strings, which may be no module at all.</summary>
    Quote,
}

/// <summary>A module of a script, not yet parsed: its errors belong to the command that uses it.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Name">Its identifier without the dollar sign, or null.</param>
/// <param name="IsDefinition">Whether it is only defined (<c>module definition</c>), to be instantiated by <c>module instance</c>.</param>
/// <param name="Bytes">The whole form for <see cref="ScriptModuleKind.Text"/>, the strings' bytes otherwise.</param>
/// <param name="Position">Where the form stands in the script.</param>
/// <param name="IsComponent">Whether it is a component, which other readers and parsers know.</param>
public sealed record ScriptModule(
    ScriptModuleKind Kind, string? Name, bool IsDefinition, ReadOnlyMemory<byte> Bytes, TextPosition Position, bool IsComponent = false)
{
    /// <summary>Parses a text or quoted module. A binary one is for the binary reader.</summary>
    /// <exception cref="MalformedModuleException">The text is not a module. Positions are the script's, or those inside the quoted text.</exception>
    /// <exception cref="InvalidOperationException">The module is binary.</exception>
    public ModuleDefinition ParseText() => Kind switch
    {
        _ when IsComponent => throw new InvalidOperationException("a component is not parsed as a module"),
        ScriptModuleKind.Text => WatParser.Parse(Bytes, new WatParserOptions { Start = Position }, IsDefinition),
        ScriptModuleKind.Quote => WatParser.Parse(Bytes),
        _ => throw new InvalidOperationException("a binary module is read, not parsed"),
    };
}
