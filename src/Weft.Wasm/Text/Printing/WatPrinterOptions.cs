// What a caller may choose about printing text.
namespace Weft.Wasm.Text;

/// <summary>Options of <see cref="WatPrinter"/>.</summary>
public sealed record WatPrinterOptions
{
    /// <summary>The defaults.</summary>
    public static WatPrinterOptions Default { get; } = new();

    /// <summary>
    /// Whether instructions are written as folded expressions (spec 6.5.10), operands inside their instruction, instead of one a line.
    /// False by default.
    /// </summary>
    public bool Folded { get; init; }
}
