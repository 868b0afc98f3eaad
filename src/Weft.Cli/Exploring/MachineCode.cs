// The machine code of a function.
namespace Weft.Cli.Exploring;

/// <summary>What the runtime lists of a method.</summary>
/// <param name="Text">The instructions, with labels.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record MachineCode(string Text, int Bytes);
