// The names of emitted methods, which tell what a frame of the stack runs: "f12" a function, "l12.340.3" a variant of a loop with the
// offset of the loop in the body and the batch that it was compiled in. A "b" before them is the inlined body of a giant function,
// an "e" what a function does before it may return early.
using System.Globalization;

namespace Weft.Compiler;

/// <summary>What an emitted method is.</summary>
/// <param name="FunctionIndex">The function, in the function index space.</param>
/// <param name="Loop">The offset of the loop whose variant it is; -1 for the function itself.</param>
/// <param name="Batch">The batch that a variant of a loop was compiled in.</param>
internal readonly record struct MethodName(int FunctionIndex, int Loop = -1, int Batch = 0)
{
    public static MethodName Parse(string name)
    {
        var parts = name.TrimStart('b', 'e', 'f', 'l').Split('.');
        return parts.Length == 1
            ? new MethodName(int.Parse(parts[0], CultureInfo.InvariantCulture))
            : new MethodName(
                int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    public override string ToString() => Loop < 0
        ? string.Create(CultureInfo.InvariantCulture, $"f{FunctionIndex}")
        : string.Create(CultureInfo.InvariantCulture, $"l{FunctionIndex}.{Loop}.{Batch}");
}
