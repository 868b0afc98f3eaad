// Loops that are emitted several times in a row: which ones, and that no count of rounds tells one copy from another.
using Weft.Compiler;
using Weft.Wasm;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class LoopCopiesTests
{
    // How many copies each loop of a body has, in order.
    [Theory]
    [InlineData("(loop $l (br_if $l (local.get 0)))", "3")]
    [InlineData("(loop $o (loop $l (br_if $l (local.get 0))) (br_if $o (local.get 0)))", "1 3")]
    [InlineData("(loop $l (block $b (br_if $b (local.get 0)) (br $l))) (loop $m (br_if $m (local.get 0)))", "3 3")]
    [InlineData("(loop $l (call 0 (local.get 0)) (br_if $l (local.get 0)))", "1")]
    [InlineData("(loop $l (br_if $l (i32.rotl (local.get 0) (i32.const 1))))", "3")]
    [InlineData("(drop (loop $l (result i32) (br_if $l (local.get 0)) (i32.const 1)))", "1")]
    [InlineData("(loop $l (try_table) (br_if $l (local.get 0)))", "1")]
    public void Innermost_loops_without_calls_are_copied(string body, string expected)
    {
        Assert.Equal(expected, string.Join(' ', CopiesOf(body)));
    }

    [Fact]
    public void Long_loops_are_not_copied_and_a_body_grows_only_so_far()
    {
        var filler = string.Concat(Enumerable.Repeat("(local.set 0 (i32.add (local.get 0) (i32.const 1)))", 40));
        var counts = CopiesOf(string.Concat(Enumerable.Range(0, 40).Select(i => $"(loop $l{i} {filler} (br_if $l{i} (local.get 0)))")));
        Assert.Equal(2, counts[0]);
        Assert.Equal(1, counts[^1]);
    }

    // Both ways out, the one in the middle and the one at the end, in every copy; values that go from copy to copy in locals, on the stack of
    // the loop's parameters, and in memory.
    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Jit)]
    public void Any_number_of_rounds_gives_what_one_copy_would(ExecutionTier tier)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var module = engine.LoadModuleText("""
            (module (memory 1)
              (func (export "run") (param $rounds i32) (param $stop i32) (result i64) (local $sum i64) (local $i i32)
                (block $out
                  (i64.const 1)
                  (loop $again (param i64)
                    (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31))))
                    (br_if $out (i32.eq (local.get $i) (local.get $stop)))
                    (i32.store8 (local.get $i) (local.get $i))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (local.set $sum (i64.add (local.get $sum) (i64.load8_u (i32.sub (local.get $i) (i32.const 1)))))
                    (i64.extend_i32_u (local.get $i))
                    (br_if $again (i32.ne (local.get $i) (local.get $rounds)))
                    (drop))
                  (local.set $sum (i64.xor (local.get $sum) (i64.const -1))))
                (local.get $sum)))
            """);
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int, long>>("run");
        for (var rounds = 1; rounds < 10; rounds++)
        {
            for (var stop = 0; stop < 11; stop++)
            {
                Assert.Equal(Expected(rounds, stop), run(rounds, stop));
            }
        }

        // The memory ends in one copy, as it happens.
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(-1, -1)).Kind);
    }

    private static int[] CopiesOf(string body)
    {
        var definition = WatParser.Parse($"(module (func (param i32) {body}))");
        var code = definition.Functions[0].Body;
        var copies = new LoopCopies(ModuleValidator.Validate(definition, new TypeRegistry()));
        copies.Clear(code.Bytes.Length);
        var loops = new List<int>();
        var instructions = code.ReadInstructions(out _);
        var instruction = default(Instruction);
        while (!instructions.AtEnd)
        {
            instructions.Read(ref instruction);
            copies.Follow(in instruction);
            if (instruction.Opcode == Opcode.Loop)
            {
                loops.Add(instruction.Offset);
            }
        }

        return [.. loops.Select(copies.Find)];
    }

    private static long Expected(int rounds, int stop)
    {
        var (sum, carried) = (0L, 1L);
        for (var i = 0; ;)
        {
            sum = unchecked(carried + (sum * 31));
            if (i == stop)
            {
                return sum;
            }

            i++;
            sum += i - 1;
            carried = i;
            if (i == rounds)
            {
                return ~sum;
            }
        }
    }
}
