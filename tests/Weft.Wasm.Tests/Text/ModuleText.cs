// What the tests of the text parser share: a module as one comparable string, without names and source maps.
using System.Globalization;
using System.Text;
using Weft.Wasm.Text;
using Xunit;

namespace Weft.Wasm.Tests.Text;

internal static class ModuleText
{
    /// <summary>Everything that running the module depends on, in a fixed order.</summary>
    public static string Describe(string text) => Describe(WatParser.Parse(text));

    public static string Describe(ModuleDefinition module)
    {
        var output = new StringBuilder();
        foreach (var group in module.Types)
        {
            output.AppendLine(CultureInfo.InvariantCulture, $"group {group.IsExplicit}");
            foreach (var type in group.Types)
            {
                var composite = type.Composite is StructType structure ? $"struct {string.Join(' ', structure.Fields)}" : type.Composite.ToString();
                output.AppendLine(CultureInfo.InvariantCulture, $"  type final={type.IsFinal} [{string.Join(' ', type.Supertypes)}] {composite}");
            }
        }

        AppendAll(output, "import", module.Imports);
        foreach (var function in module.Functions)
        {
            output.AppendLine(CultureInfo.InvariantCulture, $"func {function.TypeIndex} {Convert.ToHexString(function.Body.Bytes.Span)}");
        }

        AppendAll(output, "table", module.Tables.Select(table => $"{table.Type} {Hex(table.Initializer)}"));
        AppendAll(output, "memory", module.Memories);
        AppendAll(output, "tag", module.Tags);
        AppendAll(output, "global", module.Globals.Select(global => $"{global.Type} {Hex(global.Initializer)}"));
        AppendAll(output, "export", module.Exports);
        output.AppendLine(CultureInfo.InvariantCulture, $"start {module.Start}");
        foreach (var segment in module.Elements)
        {
            var elements = segment.Functions.IsDefault ? string.Join(' ', segment.Expressions.Select(Hex)) : string.Join(' ', segment.Functions);
            output.AppendLine(CultureInfo.InvariantCulture,
                $"elem {segment.Mode} {segment.Type} {segment.TableIndex} {Hex(segment.Offset)} {segment.Functions.IsDefault} {elements}");
        }

        AppendAll(output, "data", module.Data.Select(data => $"{data.Mode} {data.MemoryIndex} {Hex(data.Offset)} {Convert.ToHexString(data.Bytes.Span)}"));
        output.AppendLine(CultureInfo.InvariantCulture, $"datacount {module.DataCount}");
        return output.ToString();
    }

    /// <summary>The bytes of a body or expression.</summary>
    public static string Hex(ConstantExpression? expression) => expression is null ? "-" : Convert.ToHexString(expression.Bytes.Span);

    /// <summary>The body of the only function, in hexadecimal, without its empty locals and its end.</summary>
    public static string Body(string instructions, string fields = "")
    {
        var function = Assert.Single(WatParser.Parse($"(module {fields} (func {instructions}))").Functions);
        var hex = Convert.ToHexString(function.Body.Bytes.Span);
        Assert.StartsWith("00", hex);
        Assert.EndsWith("0B", hex);
        return hex[2..^2];
    }

    private static void AppendAll<T>(StringBuilder output, string what, IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            output.AppendLine(CultureInfo.InvariantCulture, $"{what} {item}");
        }
    }
}
