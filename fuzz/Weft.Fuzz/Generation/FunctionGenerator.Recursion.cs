// What recursion looks like: a function that looks at its parameters first and may return at once, and that calls itself more often than others.
using Weft.Wasm.Instructions;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Fuzz.Generation;

internal sealed partial class FunctionGenerator
{
    private static readonly Opcode[] s_comparisons32 =
        [Opcode.I32Eq, Opcode.I32Ne, Opcode.I32LtS, Opcode.I32LtU, Opcode.I32GtS, Opcode.I32GtU, Opcode.I32LeS, Opcode.I32GeU];

    private static readonly Opcode[] s_comparisons64 =
        [Opcode.I64Eq, Opcode.I64Ne, Opcode.I64LtS, Opcode.I64LtU, Opcode.I64GtS, Opcode.I64GtU, Opcode.I64LeS, Opcode.I64GeU];

    private static readonly Opcode[] s_steps32 = [Opcode.I32Add, Opcode.I32Sub, Opcode.I32Mul, Opcode.I32Xor, Opcode.I32And];

    private static readonly Opcode[] s_steps64 = [Opcode.I64Add, Opcode.I64Sub, Opcode.I64Mul, Opcode.I64Xor, Opcode.I64And];

    // One or two tests of integer parameters, each with a return behind it.
    private void ReturnEarly()
    {
        var types = _function.Type.Parameters;
        int[] integers = [.. Enumerable.Range(0, types.Length).Where(i => IsInteger(types[i]))];
        if (integers.Length == 0 || _function.Type.Results.Length > 1 || !_function.Type.Results.All(IsInteger))
        {
            return;
        }

        for (var tests = _dice.Next(1, 3); tests > 0; tests--)
        {
            var parameter = _dice.Pick(integers);
            _code.Op(Opcode.LocalGet, parameter);
            Step(types[parameter], integers);
            _code.Op(_dice.Pick(types[parameter] == ValueType.I32 ? s_comparisons32 : s_comparisons64));
            _code.Block(Opcode.If, BlockType.Empty);
            foreach (var type in _function.Type.Results)
            {
                Step(type, integers);
                Step(type, integers);
                _code.Op(_dice.Pick(type == ValueType.I32 ? s_steps32 : s_steps64));
            }

            _code.Op(Opcode.Return);
            _code.Op(Opcode.End);
        }
    }

    // A parameter of the type, or a small number.
    private void Step(ValueType type, int[] integers)
    {
        int[] same = [.. integers.Where(i => _function.Type.Parameters[i] == type)];
        if (same.Length != 0 && _dice.Percent(50))
        {
            _code.Op(Opcode.LocalGet, _dice.Pick(same));
        }
        else
        {
            Number(type, (ulong)_dice.Next(-3, 20));
        }
    }

    private static bool IsInteger(ValueType type) => type == ValueType.I32 || type == ValueType.I64;

    // One of the functions, or now and then the one that calls, where it is among them.
    private int PickCallee(IReadOnlyList<int> candidates) =>
        _dice.Percent(20) && candidates.FirstOrDefault(index => ReferenceEquals(_plan.Functions[index], _function), -1) is >= 0 and var own ? own : _dice.Pick(candidates);
}
