// How far compiling a module is.

namespace Weft;

/// <summary>
/// How far compiling all functions of a module is. A function is first emitted, which one thread does, and then turned into machine code,
/// which all processors do.
/// </summary>
/// <param name="Module">The module.</param>
/// <param name="FunctionIndex">The function that was just finished with, in the module's function index space.</param>
/// <param name="EmittedFunctions">How many functions are emitted.</param>
/// <param name="CompiledFunctions">How many are machine code.</param>
/// <param name="Functions">How many there are to compile.</param>
/// <param name="EmittedBytes">The bytes of the bodies of those that are emitted.</param>
/// <param name="CompiledBytes">The bytes of the bodies of those that are machine code.</param>
/// <param name="Bytes">The bytes of all bodies to compile.</param>
public readonly record struct CompileProgress(
    Module Module, int FunctionIndex, int EmittedFunctions, int CompiledFunctions, int Functions, long EmittedBytes, long CompiledBytes, long Bytes)
{
    // Of the time that a large module takes on two processors.
    private const double EmittingShare = 0.2;

    /// <summary>The name of the function, if it has one.</summary>
    public string? FunctionName => Module.Names.GetFunctionName(FunctionIndex);

    /// <summary>How much of the work is done: 0 to 1, 1 at the end alone.</summary>
    public double Fraction => CompiledFunctions == Functions ? 1
        : ((EmittedBytes * EmittingShare) + (CompiledBytes * (1 - EmittingShare))) / Math.Max(1, Bytes + 1);
}
