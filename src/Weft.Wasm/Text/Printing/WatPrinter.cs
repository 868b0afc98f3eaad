// The door of the text printer (spec 6): ModuleDefinition to text. The work is in ModulePrinter and its neighbours.
namespace Weft.Wasm.Text;

/// <summary>
/// Prints modules in the text format (spec 6), valid or not. What the text format can say survives: parsing the text and writing it gives
/// the same binary, but for lengths of numbers, the grouping of locals, the place of the name section, and names of things that do not exist.
/// </summary>
public static class WatPrinter
{
    /// <summary>Prints a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="output">Where to; lines end with a line feed.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">A body or expression is not a sequence of instructions, or the text would be longer than
    /// <see cref="ImplementationLimits.PrintedCharactersPerByte"/> allows. Part of the text has been written by then.</exception>
    public static void Print(ModuleDefinition module, TextWriter output, WatPrinterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(output);
        var text = new TextOutput(output, ImplementationLimits.PrintedCharacters + (EstimateSize(module) * ImplementationLimits.PrintedCharactersPerByte));
        new ModulePrinter(new PrinterScope(module), text, options ?? WatPrinterOptions.Default).Print();
        text.Flush();
    }

    /// <summary>Prints a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="MalformedModuleException">A body or expression is not a sequence of instructions.</exception>
    public static string Print(ModuleDefinition module, WatPrinterOptions? options = null)
    {
        using var output = new StringWriter();
        Print(module, output, options);
        return output.ToString();
    }

    /// <summary>About the number of bytes of a module, without writing it.</summary>
    private static long EstimateSize(ModuleDefinition module)
    {
        var size = 8L + module.Tables.Length + module.Memories.Length + module.Tags.Length;
        foreach (var type in module.Types.SelectMany(group => group.Types))
        {
            size += 2 + type.Composite switch
            {
                FunctionType function => function.Parameters.Length + function.Results.Length,
                StructType structure => structure.Fields.Length,
                _ => 1,
            };
        }

        size += module.Imports.Sum(import => 4L + import.Module.Length + import.Name.Length);
        size += module.Exports.Sum(export => 3L + export.Name.Length);
        size += module.Functions.Sum(function => 1L + function.Body.Bytes.Length);
        size += module.Globals.Sum(global => (long)global.Initializer.Bytes.Length);
        size += module.Data.Sum(segment => 2L + segment.Bytes.Length);
        foreach (var segment in module.Elements)
        {
            size += 2L + (segment.Functions.IsDefault ? segment.Expressions.Sum(expression => (long)expression.Bytes.Length) : segment.Functions.Length);
        }

        return size + module.CustomSections.Sum(section => 2L + section.Bytes.Length);
    }
}
