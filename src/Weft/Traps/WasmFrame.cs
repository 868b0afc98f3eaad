// Traps: one line of a WebAssembly stack trace.

using System.Globalization;
using System.Text;
using Weft.Wasm;

namespace Weft;

/// <summary>A WebAssembly function that was active when execution trapped.</summary>
/// <param name="ModuleName">The module's name from its name section, or null.</param>
/// <param name="FunctionIndex">The function's index in its module's function index space, imports first.</param>
/// <param name="FunctionName">The function's name from the name section or an export, or null.</param>
/// <param name="CodeOffset">The offset in bytes of the instruction from the start of the module's binary.</param>
public sealed record WasmFrame(string? ModuleName, int FunctionIndex, string? FunctionName, int CodeOffset)
{
    // Names come from the guest, of any length and with any character; a trace ends up in terminals and logs.
    private const int NameLimit = 200;

    /// <summary>Where the instruction stands in the program's source; null where the module does not say (it has no DWARF line tables).</summary>
    public SourceLocation? SourceLocation { get; init; }

    /// <summary>
    /// The frame as a line: <c>"  at name (func 12, offset 0x1a4)"</c>, or <c>module!name</c>; with its source, where that is known:
    /// <c>"  at name (file.c:12:5, func 12, offset 0x1a4)"</c>.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder("  at ");
        if (ModuleName is not null)
        {
            AppendName(text, ModuleName);
            text.Append('!');
        }

        AppendName(text, FunctionName ?? "<unnamed>");
        text.Append(" (");
        if (SourceLocation is not null)
        {
            AppendName(text, SourceLocation.ToString());
            text.Append(", ");
        }

        return text.Append(CultureInfo.InvariantCulture, $"func {FunctionIndex}, offset 0x{CodeOffset:x})").ToString();
    }

    private static void AppendName(StringBuilder text, string name)
    {
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, NameLimit)))
        {
            text.Append(char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c);
        }

        if (name.Length > NameLimit)
        {
            text.Append("...");
        }
    }
}
