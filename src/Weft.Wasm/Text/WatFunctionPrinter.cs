// Single functions of a module as text (spec 6.6.4), for tools that show one at a time.
using System.Globalization;

namespace Weft.Wasm.Text;

/// <summary>Prints functions of a module, as <see cref="WatPrinter"/> prints them all. For one thread at a time.</summary>
/// <param name="module">The module.</param>
public sealed class WatFunctionPrinter(ModuleDefinition module)
{
    private readonly PrinterScope _scope = new(module);

    /// <summary>The text of a function that the module defines.</summary>
    /// <param name="functionIndex">Its index, imports first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The module does not define it.</exception>
    /// <exception cref="MalformedModuleException">Its body is not a sequence of instructions.</exception>
    public string Print(int functionIndex)
    {
        var index = functionIndex - _scope.ImportedFunctionCount;
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(functionIndex));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, module.Functions.Length, nameof(functionIndex));
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var function = module.Functions[index];
        var output = new TextOutput(
            writer, ImplementationLimits.PrintedCharacters + (function.Body.Bytes.Length * (long)ImplementationLimits.PrintedCharactersPerByte));
        output.Write("(func");
        InstructionPrinter.PrintDefinedName(output, _scope.Functions, functionIndex);
        output.Write(" (;");
        output.Write((long)functionIndex);
        output.Write(";)");
        new CodePrinter(_scope, output, isFolded: false).PrintFunction(functionIndex, function, default);
        output.Write(')');
        output.Flush();
        return writer.ToString();
    }
}
