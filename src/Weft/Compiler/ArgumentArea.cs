// How much stack the arguments of compiled functions take where code is compiled ahead of time, by the calling convention of the system.
// Where it is not known for sure, the callee is taken to need the most that it could, and the caller to have the least.
using Weft.Precompilation;
using Weft.Wasm;

namespace Weft.Compiler;

/// <summary>Compares the stack that arguments take.</summary>
internal sealed class ArgumentArea(CodeTarget target)
{
    private const int Slot = 8;
    private const int VectorBytes = 16;

    private readonly bool _isWindows = target.System == "win" && target.Processor == "x64";
    private readonly int _integers = target.Processor == "arm64" ? 8 : target.System == "win" ? 4 : 6;
    private readonly int _floats = target.System == "win" && target.Processor == "x64" ? 4 : 8;

    /// <summary>Whether a callee's arguments fit where those of the caller are.</summary>
    public bool Holds(FunctionType caller, FunctionType callee)
    {
        if (_isWindows && callee.Parameters.Any(parameter => parameter.Kind == ValueKind.V128))
        {
            // These are passed by the address of a copy in the caller's frame.
            return false;
        }

        return caller.Parameters.Select(parameter => parameter.Kind).SequenceEqual(callee.Parameters.Select(parameter => parameter.Kind))
            || BytesOf(callee, most: true) <= BytesOf(caller, most: false);
    }

    private int BytesOf(FunctionType type, bool most)
    {
        // The context comes behind the arguments; a vector may be returned through an address.
        var integers = 1;
        var floats = 0;
        var vectors = 0;
        if (most && type.Results is [{ Kind: ValueKind.V128 }, ..])
        {
            integers++;
        }

        foreach (var parameter in type.Parameters)
        {
            switch (parameter.Kind)
            {
                case ValueKind.F32 or ValueKind.F64:
                    floats++;
                    break;
                case ValueKind.V128:
                    vectors++;
                    break;
                default:
                    integers++;
                    break;
            }
        }

        var bytes = _isWindows
            ? Slot * Math.Max(0, integers + floats - _integers)
            : Slot * (Math.Max(0, integers - _integers) + Math.Max(0, floats - _floats));

        // With the gap that aligns them.
        return bytes + (most && vectors != 0 ? (VectorBytes * vectors) + Slot : 0);
    }
}
