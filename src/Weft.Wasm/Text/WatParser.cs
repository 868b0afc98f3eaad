// The door of the text format (spec 6): text to ModuleDefinition. The work is in Tokenizer and ModuleParser.
using System.Text;

namespace Weft.Wasm.Text;

/// <summary>Parses modules in the text format (spec 6), with all abbreviations, annotations and the supported proposals.</summary>
public static class WatParser
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses one module: <c>(module ...)</c>, or its fields alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">The text is not a module; the error carries line and column.</exception>
    /// <exception cref="InvalidModuleException">A branch hint stands at an instruction that does not branch.</exception>
    public static ModuleDefinition Parse(string text, WatParserOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Parse(s_strictUtf8.GetBytes(text), options);
        }
        catch (EncoderFallbackException)
        {
            throw new MalformedModuleException("malformed UTF-8 encoding: the text contains half of a surrogate pair", (options ?? WatParserOptions.Default).Start);
        }
    }

    /// <summary>Parses one module: <c>(module ...)</c>, or its fields alone.</summary>
    /// <param name="text">The text, in UTF-8. The result does not refer to it.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">The text is not a module; the error carries line and column.</exception>
    /// <exception cref="InvalidModuleException">A branch hint stands at an instruction that does not branch.</exception>
    public static ModuleDefinition Parse(ReadOnlyMemory<byte> text, WatParserOptions? options = null) => Parse(text, options, isDefinition: false);

    /// <summary>The same; a script's <c>(module definition ...)</c> is parsed as a module.</summary>
    internal static ModuleDefinition Parse(ReadOnlyMemory<byte> text, WatParserOptions? options, bool isDefinition)
    {
        options ??= WatParserOptions.Default;
        return new ModuleParser(Tokenizer.Tokenize(text, options.Start), options).Parse(isDefinition);
    }
}
