// Long straight code with more values alive than there are registers.
using System.Text;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class LongCodeTests
{
    private const int Locals = 24;

    [Theory]
    [InlineData(1, "i32", false)]
    [InlineData(2, "i32", false)]
    [InlineData(3, "i64", false)]
    [InlineData(4, "i64", true)]
    [InlineData(5, "i32", true)]
    [InlineData(6, "i32", true)]
    public void Long_code_does_what_the_interpreter_does(int seed, string type, bool isLoop)
    {
        var text = Make(new Random(seed), type, isLoop);
        foreach (var argument in (int[])[0, 3, -77, int.MaxValue])
        {
            var expected = Run(text, ExecutionTier.Interpreter, argument);
            Assert.Equal(expected, Run(text, ExecutionTier.Jit, argument));
        }
    }

    // A variable is kept in memory by taking its address.
    [Theory]
    [InlineData(400, true)]
    [InlineData(40, false)]
    public void Only_in_long_code_values_are_put_away(int steps, bool expected)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var module = engine.LoadModuleText(Make(new Random(1), "i32", isLoop: false, steps));
        Assert.True(new CodeExplorer(module).TryList(0, out var listing, out _));
        Assert.Equal(expected, listing.Contains("ldloca", StringComparison.Ordinal));
    }

    // Each local gets a word of memory, then rounds mix them; addresses among them.
    private static string Make(Random random, string type, bool isLoop, int steps = 400)
    {
        var code = new StringBuilder();
        for (var i = 1; i <= Locals; i++)
        {
            code.AppendLine($"(local.set {i} ({type}.load offset={8 * i} (i32.const 0)))");
        }

        for (var i = 0; i < steps; i++)
        {
            var (to, one, other) = (random.Next(1, Locals + 1), random.Next(1, Locals + 1), random.Next(1, Locals + 1));
            var operation = ((string[])["add", "xor", "sub", "rotl", "or", "mul"])[random.Next(6)];
            var address = type == "i32" ? $"(local.get {other})" : $"(i32.wrap_i64 (local.get {other}))";
            code.AppendLine(random.Next(8) switch
            {
                0 => $"(local.set {to} ({type}.rotr (local.tee {one} ({type}.add (local.get {one}) (local.get {other}))) ({type}.const {random.Next(64)})))",
                1 => $"(local.set {to} ({type}.load offset=8 (i32.and {address} (i32.const 4088))))",
                2 => $"({type}.store offset=16 (i32.and {address} (i32.const 4088)) (local.get {one}))",
                3 => $"(local.set {to} (select (local.get {one}) (local.get {other}) ({type}.lt_s (local.get {one}) (local.get {to}))))",
                _ => $"(local.set {to} ({type}.{operation} (local.get {one}) (local.get {other})))",
            });
        }

        for (var i = 1; i <= Locals; i++)
        {
            code.AppendLine($"({type}.store offset={8 * i} (i32.const 0) (local.get {i}))");
        }

        var rounds = isLoop
            ? $"(loop $l {code} (br_if $l (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 4))))"
            : code.ToString();
        return $"""
            (module
              (memory 1)
              (func (export "f") (param $n i32) (result i64) (local{string.Concat(Enumerable.Repeat($" {type}", Locals))}) (local $sum i64)
                (i32.store offset=16 (i32.const 0) (local.get $n))
                (local.set $n (i32.const 0))
                {rounds}
                (local.set $n (i32.const 4096))
                (loop $s
                  (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.load (local.get $n))))
                  (br_if $s (local.tee $n (i32.sub (local.get $n) (i32.const 8)))))
                (local.get $sum)))
            """;
    }

    private static long Run(string text, ExecutionTier tier, int argument)
    {
        using var engine = new Engine(new EngineOptions { Tier = tier });
        using var store = new Store(engine);
        return new Linker(engine).Instantiate(store, engine.LoadModuleText(text)).GetFunction<Func<int, long>>("f")(argument);
    }
}
