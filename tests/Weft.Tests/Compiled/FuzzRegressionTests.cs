// What fuzzing the compiler found, made small: each was a wrong result, a wrong trace, a crash or a function that took minutes.
using System.Globalization;
using System.Text;
using Xunit;

namespace Weft.Tests.Compiled;

public sealed class FuzzRegressionTests : IDisposable
{
    private readonly Engine _engine = new(new EngineOptions { Tier = ExecutionTier.Jit });
    private readonly Store _store;

    public FuzzRegressionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void The_code_of_function_types_stays_however_many_there_are()
    {
        // Only addresses were kept of it, and the collector took what held the first 256.
        const int Types = 600;
        var text = new StringBuilder();
        for (var i = 0; i < Types; i++)
        {
            text.Append("(func (export \"f").Append(i).Append("\")");
            for (var bit = 0; bit < 10; bit++)
            {
                text.Append((i >> bit & 1) == 0 ? "(param i32)" : "(param i64)");
            }

            text.Append(" (result i32) (i32.const ").Append(i).Append("))");
        }

        var instance = Instantiate(text.ToString());
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < Types; i++)
            {
                Value[] arguments = [.. Enumerable.Range(0, 10).Select(bit => (i >> bit & 1) == 0 ? (Value)0 : 0L)];
                Assert.Equal(i, instance.GetFunction($"f{i}").Invoke(arguments)[0].AsInt32());
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
    }

    [Theory]
    [InlineData("(local i64) (local.set 1 (i64.load (local.get 0)))", 8)]
    [InlineData("(local v128) (local.set 1 (v128.load (local.get 0)))", 16)]
    [InlineData("(drop (i64.add (i64.const 1) (i64.load (local.get 0))))", 8)]
    [InlineData("(drop (i32.wrap_i64 (i64.load (local.get 0))))", 8)]
    [InlineData("(local i64) (local.set 1 (i64.load (local.get 0))) (drop (i32.wrap_i64 (local.get 1)))", 8)]
    [InlineData("(i32.store8 (i32.const 0) (i32.and (i32.load (local.get 0)) (i32.const 255)))", 4)]
    [InlineData("(i32.store8 (i32.const 0) (i32.and (i32.const 255) (i32.load (local.get 0))))", 4)]
    [InlineData("(i64.store (i32.const 0) (i64.extend32_s (i64.load (local.get 0))))", 8)]
    [InlineData("(i64.store32 (i32.const 0) (i64.load (local.get 0)))", 8)]
    [InlineData("(i32.store (i32.const 0) (i32x4.extract_lane 0 (v128.load (local.get 0))))", 16)]
    [InlineData("(i64.load (local.get 0)) (return)", 8)]
    [InlineData("(local f64) (local.set 1 (f64.load (local.get 0))) (local.set 1 (f64.const 1)) (f64.store (i32.const 0) (local.get 1))", 8)]
    [InlineData("(block (result v128) (v128.load (local.get 0)) (br 0)) (drop)", 16)]
    [InlineData("(i64.load (local.get 0)) (if (i32.eqz (i32.load (i32.const 8))) (then (return))) (drop)", 8)]
    [InlineData("(i64.store32 (i32.const 0) (i64.sub (i64.const 0) (i64.load (local.get 0))))", 8)]
    [InlineData("(i32.store (i32.const 0) (i32.extend8_s (i32.add (i32.const 1) (i32.load (local.get 0)))))", 4)]
    [InlineData("(i64.store (i32.const 0) (i64.mul (i64.const 0) (i64.load (local.get 0))))", 8)]
    [InlineData("(local i64 i64) (local.set 1 (i64.load (local.get 0))) (loop (local.set 1 (i64.add (local.get 1) (i64.const 1))) (br_if 0 (i32.load (i32.const 8))))", 8)]
    [InlineData("(i32.store16 (i32.const 0) (i32.add (i32.load16_u (local.get 0)) (i32.const 3)))", 2)]
    [InlineData("(i32.store (i32.const 0) (i32.and (i32.load16_s (local.get 0)) (i32.const 65535)))", 2)]
    [InlineData("(i32.store (i32.const 0) (i32.and (i32.load (local.get 0)) (i32.const 65535)))", 4)]
    [InlineData("(i32.store8 (i32.const 0) (i32.extend16_s (i32.load16_u (local.get 0))))", 2)]
    [InlineData("(i32.store16 (i32.const 0) (i32.mul (i32.load16_u (local.get 0)) (i32.const 256)))", 2)]
    [InlineData("(i64.store16 (i32.const 0) (i64.shl (i64.load16_u (local.get 0)) (i64.const 8)))", 2)]
    [InlineData("(i64.store16 (i32.const 0) (i64.shl (i64.load16_u (local.get 0)) (i64.const 7)))", 2)]
    [InlineData("(i64.store32 (i32.const 0) (i64.load32_u (local.get 0)))", 4)]
    [InlineData("(i64.store32 (i32.const 0) (i64.shl (i64.load32_u (local.get 0)) (i64.const 24)))", 4)]
    [InlineData("(i64.store16 (i32.const 0) (i64.xor (i64.load32_u (local.get 0)) (i64.const 24)))", 4)]
    [InlineData("(i32.store (i32.const 0) (i32.wrap_i64 (i64.load32_s (local.get 0))))", 4)]
    [InlineData("(i32.store16 (i32.const 0) (i32.wrap_i64 (i64.load32_s (local.get 0))))", 4)]
    [InlineData("(drop (call $get (local.get 0)))", 8)]
    [InlineData("(call $ignore (i64.load (local.get 0)))", 8)]
    [InlineData("(call $choose (i32.const 0) (i64.load (local.get 0)))", 8)]
    [InlineData("(local i64) (local.set 1 (i64.load (local.get 0))) (br_if 0 (i32.sub (i32.const 3) (i32.const 2))) (global.set 0 (local.get 1))", 8)]
    [InlineData("(local i64) (local.set 1 (i64.load (local.get 0))) (br_if 0 (i32.const -1)) (br_if 0 (i64.gt_s (i64.const 9) (local.get 1))) (global.set 0 (i64.const 4))", 8)]
    [InlineData("(local i64) (loop $l (global.set 0 (local.get 1)) (local.set 1 (i64.load (local.get 0))) (br_if 1 (i32.const 56)) (br $l))", 8)]
    [InlineData("(local i64 i32) (local.set 1 (i64.load (local.get 0))) (if (local.get 2) (then (global.set 0 (local.get 1))))", 8)]
    [InlineData("(global.set 0 (select (i64.load (local.get 0)) (i64.const 1) (i32.eqz (i32.const 2))))", 8)]
    public void A_load_traps_for_each_of_its_bytes_even_if_few_are_used(string body, int width)
    {
        // RyuJIT reads only what is used: behind the end of the memory there was no fault then.
        var run = Instantiate(
            $"""
            (memory 1) (global (mut i64) (i64.const 0)) (func (export "run") (param i32) {body})
            (func $get (param i32) (result i64) (i64.load (local.get 0)))
            (func $ignore (param i64) (nop))
            (func $choose (param i32 i64) (if (local.get 0) (then (global.set 0 (local.get 1)))))
            """).GetFunction("run");
        run.Invoke(65536 - width);
        for (var inside = 1; inside < width; inside++)
        {
            var trap = Assert.Throws<TrapException>(() => run.Invoke(65536 - inside));
            Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        }
    }

    [Theory]
    [InlineData("(unreachable)")]
    [InlineData("(drop (i32.load (i32.const -4)))")]
    [InlineData("(drop (i32.div_u (i32.const 1) (i32.const 0)))")]
    [InlineData("(call $inner)")]
    public void A_small_function_that_traps_has_its_frame(string body)
    {
        // Inlined, it had none.
        var run = Instantiate($"(memory 1) (func (export \"run\") (loop (call $small))) (func $small {body}) (func $inner (unreachable))").GetFunction("run");
        var trap = Assert.Throws<TrapException>(() => run.Invoke());
        Assert.Equal(["run", "small"], trap.WasmStackTrace!.Select(frame => frame.FunctionName).Where(name => name != "inner").Reverse());
    }

    [Theory]
    [InlineData("i32", "rotr", 250)]
    [InlineData("i32", "rotl", 200)]
    [InlineData("i64", "rotr", 250)]
    [InlineData("i64", "rotl", 130)]
    public void Rotations_by_more_than_the_width(string type, string operation, int count)
    {
        // RyuJIT encoded the count in four bytes instead of one: what follows was another instruction, on an address of the guest's choice.
        var run = Instantiate(
            $"""
            (import "h" "f" (func $f)) (memory 1) (data (i32.const 0) "\12\34\56\78\9a\bc\de\f0")
            (func (export "run") (result {type}) (local $x {type}) (local $n {type})
              (local.set $x ({type}.load (i32.const 0))) (local.set $n ({type}.const {count}))
              (call $f) (call $f)
              ({type}.{operation} (local.get $x) (local.get $n)))
            """,
            linker => linker.AddFunction("h", "f", () => { })).GetFunction("run");
        var expected = (type, operation) switch
        {
            ("i32", "rotl") => System.Numerics.BitOperations.RotateLeft(0x78563412u, count),
            ("i32", _) => System.Numerics.BitOperations.RotateRight(0x78563412u, count),
            (_, "rotl") => System.Numerics.BitOperations.RotateLeft(0xF0DEBC9A78563412ul, count),
            _ => System.Numerics.BitOperations.RotateRight(0xF0DEBC9A78563412ul, count),
        };
        var result = run.Invoke()[0];
        Assert.Equal(expected, type == "i32" ? (uint)result.AsInt32() : (ulong)result.AsInt64());
    }

    // More values than there are registers, so that those in memory are rotated, by a count that turns out to be a constant behind a loop.
    [Theory]
    [InlineData("(i64.rotr (local.get {0}) (local.get $n))")]
    [InlineData("(i64.rotl (local.get {0}) (local.get $n))")]
    [InlineData("(i64.or (i64.shr_u (local.get {0}) (local.get $n)) (i64.shl (local.get {0}) (i64.sub (i64.const 64) (local.get $n))))")]
    [InlineData("(i64.xor (i64.shl (local.get {0}) (local.get $n)) (i64.shr_u (local.get {0}) (i64.sub (i64.const 64) (local.get $n))))")]
    [InlineData("(i64.extend_i32_u (i32.rotr (i32.wrap_i64 (local.get {0})) (i32.wrap_i64 (local.get $n))))")]
    public void Rotations_by_what_turns_out_to_be_a_constant(string rotation)
    {
        var sum = "(i64.const 0)";
        for (var i = 0; i < 9; i++)
        {
            sum = $"(i64.add (i64.mul {sum} (i64.const 31)) {string.Format(CultureInfo.InvariantCulture, rotation, i)})";
        }

        var text = $"""
            (module (memory 1 1) (global $g (mut i32) (i32.const 0))
              (func (export "run") (param i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64) (local $n i64)
                (local.set $n (i64.const 136))
                (loop $l
                  (memory.copy (i32.const 2003) (i32.wrap_i64 (local.get 0)) (i32.const 0))
                  (global.set $g (i32.const 0))
                  (br_if $l (global.get $g)))
                {sum}))
            """;
        Assert.Equal(Run(ExecutionTier.Interpreter), Run(ExecutionTier.Jit));

        long Run(ExecutionTier tier)
        {
            using var engine = new Engine(new EngineOptions { Tier = tier });
            using var store = new Store(engine);
            var run = new Linker(engine).Instantiate(store, engine.LoadModuleText(text)).GetFunction("run");
            return run.Invoke(0L, -2L, 3L, long.MaxValue, 5L, 6_666_666_666L, 7L, long.MinValue, 9L)[0].AsInt64();
        }
    }

    [Theory]
    [InlineData("(i64.rotl (local.get 0) (i64.const 9)) (drop (i64.const -4294967296)) (i64.const 0) (i64.le_u)")]
    [InlineData("(select (i32.const 0) (i32.const 1) (i32.div_s (i32.rotr (i32.wrap_i64 (local.get 0)) (i32.const 522955233)) (i32.or (i32.const 0) (i32.const 1))))")]
    [InlineData("(i32.eqz (i32.add (i32.const 0) (i32.rotl (i32.wrap_i64 (local.get 0)) (i32.const 3))))")]
    [InlineData("(local i32) (block $b (result i32) (br_if $b (i32.const 1) (i32.eqz (local.tee 1 (i32.rotr (i32.wrap_i64 (local.get 0)) (i32.const 758773860))))) (drop) (i32.const 0))")]
    public void A_rotation_is_tested_whatever_folds_to_nothing_before(string body)
    {
        var run = Instantiate($"""(func (export "run") (param i64) (result i32) {body})""").GetFunction("run");
        Assert.Equal(1, run.Invoke(0L)[0].AsInt32());
        Assert.Equal(0, run.Invoke(1L)[0].AsInt32());
    }

    [Fact]
    public void A_rotated_constant_keeps_its_sign()
    {
        var run = Instantiate("""(func (export "run") (param i32) (result i32) (i32.ge_s (i32.rotr (i32.const 1910031753) (i32.const 255)) (i32.shr_u (i32.const 128) (local.get 0))))""")
            .GetFunction("run");
        Assert.Equal(0, run.Invoke(0)[0].AsInt32());
    }

    [Theory]
    [InlineData("(local f32) (local.set 1 (f32.const 1)) (f32.mul (local.get 0) (local.get 1))")]
    [InlineData("(local f32) (local.set 1 (f32.const -1)) (f32.neg (f32.mul (local.get 0) (local.get 1)))")]
    [InlineData("(f32.div (local.get 0) (f32.const 1))")]
    [InlineData("(local f32) (f32.sub (local.get 0) (local.get 1))")]
    [InlineData("(local f32) (local.set 1 (f32.const -0)) (f32.add (local.get 1) (local.get 0))")]
    [InlineData("(local f64) (local.set 1 (f64.promote_f32 (local.get 0))) (f32.demote_f64 (local.get 1))")]
    [InlineData("(local v128) (f32x4.extract_lane 1 (f32x4.sub (f32x4.splat (local.get 0)) (local.get 1)))")]
    [InlineData("(f32x4.extract_lane 2 (f32x4.mul (f32x4.splat (local.get 0)) (f32x4.splat (f32.const 1))))")]
    public void Arithmetic_makes_signalling_NaNs_quiet_also_with_numbers_that_change_nothing_else(string body)
    {
        var run = Instantiate($"""(func (export "run") (param f32) (result f32) {body})""").GetFunction("run");
        // The sign of a NaN is open.
        Assert.Equal(0x7FE00001u, BitConverter.SingleToUInt32Bits(run.Invoke(BitConverter.UInt32BitsToSingle(0x7FA00001))[0].AsSingle()) & 0x7FFFFFFF);
    }

    [Theory]
    [InlineData("(f32x4.extract_lane 3 (v128.const i32x4 0 0 0 0x7f800001))")]
    [InlineData("(local i32) (local.set 0 (i32.const 0x7f800001)) (f32.reinterpret_i32 (local.get 0))")]
    [InlineData("(f32x4.extract_lane 0 (i64x2.splat (i64.const 0x7f800001)))")]
    [InlineData("(f32x4.extract_lane 1 (i16x8.shr_s (v128.const i32x4 0 0x7f800001 0 0) (i32.const 0)))")]
    [InlineData("(f32x4.extract_lane 1 (i32x4.add (v128.const i32x4 0 0x7f800000 0 0) (i32x4.splat (i32.const 1))))")]
    [InlineData("(f32x4.extract_lane 1 (i32x4.shr_u (v128.const i32x4 0 0xff000002 0 0) (i32.const 1)))")]
    [InlineData("(f32.reinterpret_i32 (i32.add (i32.const 0x7f800000) (i32.const 1)))")]
    [InlineData("(f32.const nan:0x1)")]
    public void A_signalling_NaN_that_is_only_moved_stays_one(string body)
    {
        var run = Instantiate($"""(func (export "run") (result f32) {body})""").GetFunction("run");
        Assert.Equal(0x7F800001u, BitConverter.SingleToUInt32Bits(run.Invoke()[0].AsSingle()));
    }

    [Theory]
    [InlineData("i32.load8_s", 0xFFFFFF80)]
    [InlineData("i32.load8_u", 0x80)]
    [InlineData("i32.load16_s", 0xFFFFFF80)]
    [InlineData("i32.load16_u", 0xFF80)]
    public void A_small_number_can_be_taken_for_a_float(string load, uint bits)
    {
        // RyuJIT loaded four bytes for the float.
        var run = Instantiate($"(memory 1) (data (i32.const 0) \"\\80\\ff\\01\\02\") (func (export \"run\") (param i32) (result f32) (f32.reinterpret_i32 ({load} (local.get 0))))")
            .GetFunction("run");
        Assert.Equal(bits, BitConverter.SingleToUInt32Bits(run.Invoke(0)[0].AsSingle()));
    }

    [Fact]
    public void A_byte_far_behind_the_memory_is_missed_after_its_first_one_was_read()
    {
        // RyuJIT took the second address for one that must be good, and left out the load of a value that nobody uses.
        var run = Instantiate("""
            (memory 1) (func (export "run")
              (local v128)
              (drop (v128.load8_lane offset=290728286 2 (i32.const -290597231) (v128.load8x8_s (i32.const 0)))))
            """).GetFunction("run");
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run.Invoke()).Kind);
    }

    [Fact]
    public void What_was_stored_before_a_store_that_traps_is_there()
    {
        // RyuJIT made one store of the four.
        var instance = Instantiate("""
            (memory (export "memory") 1)
            (func (export "run") (param i32)
              (i32.store8 (local.get 0) (i32.const 1)) (i32.store8 offset=1 (local.get 0) (i32.const 2))
              (i32.store8 offset=2 (local.get 0) (i32.const 3)) (i32.store8 offset=3 (local.get 0) (i32.const 4)))
            """);
        Assert.Throws<TrapException>(() => instance.GetFunction("run").Invoke(65534));
        Assert.Equal(1, instance.GetMemory("memory").Read<byte>(65534));
        Assert.Equal(2, instance.GetMemory("memory").Read<byte>(65535));
    }

    [Fact]
    public void The_bits_of_a_signalling_NaN_stay_what_they_are()
    {
        var run = Instantiate("""
            (func (export "run") (result i32) (local i32)
              (local.set 0 (i32.const 0x7fa00001)) (i32.reinterpret_f32 (f32.reinterpret_i32 (local.get 0))))
            """).GetFunction("run");
        Assert.Equal(0x7fa00001, run.Invoke()[0].AsInt32());
    }

    [Theory]
    [InlineData("(i32.rotl (local.get 0) (i32.const -2)) (if (then (return (i32.const 1))))")]
    [InlineData("(i32.rotr (local.get 0) (i32.const 7)) (if (then (return (i32.const 1))))")]
    [InlineData("(if (i64.ne (i64.rotl (i64.extend_i32_u (local.get 0)) (i64.const 9)) (i64.const 0)) (then (return (i32.const 1))))")]
    [InlineData("(local.set 0 (i32.rotl (local.get 0) (i32.const 3))) (if (local.get 0) (then (return (i32.const 1))))")]
    [InlineData("(if (i32.eqz (i32.eqz (i32.rotl (local.get 0) (i32.const 3)))) (then (return (i32.const 1))))")]
    [InlineData("(local i32) (if (i32.or (i32.rotr (local.get 0) (i32.const 7)) (local.get 1)) (then (return (i32.const 1))))")]
    public void A_branch_on_a_rotation_goes_by_its_result(string body)
    {
        // RyuJIT takes a rotation by a constant for an instruction that sets the flags.
        var run = Instantiate($"(func (export \"run\") (param i32) (result i32) {body} (i32.const 2))").GetFunction("run");
        Assert.Equal(2, run.Invoke(0)[0].AsInt32());
        Assert.Equal(1, run.Invoke(0x400)[0].AsInt32());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    [InlineData(5000)]
    public void A_rotation_that_waits_for_long_is_tested(int instructions)
    {
        // What makes nothing between the two: a local that nobody reads.
        var between = string.Concat(Enumerable.Repeat("(local.set 1 (i32.const 7)) ", instructions / 2));
        var run = Instantiate($"""(func (export "run") (param i32) (result i32) (local i32) (i32.rotl (local.get 0) (i32.const 5)) {between} (if (result i32) (then (i32.const 1)) (else (i32.const 2))))""")
            .GetFunction("run");
        Assert.Equal(2, run.Invoke(0)[0].AsInt32());
        Assert.Equal(1, run.Invoke(0x400)[0].AsInt32());
    }

    [Fact]
    public void A_rotation_at_the_end_of_a_round_is_tested_in_the_next()
    {
        // Small loops are emitted several times in a row, so that its end is before its head.
        var run = Instantiate(
            """
            (memory 1) (data (i32.const 0) "\01\00\00\00\02\00\00\00\03\00\00\00\04\00\00\00")
            (func (export "run") (param $p i32) (result i32) (local $x i32)
              (local.set $x (i32.const 1))
              (block $out
                (loop $next
                  (br_if $out (i32.eqz (local.get $x)))
                  (local.set $p (i32.add (local.get $p) (i32.const 4)))
                  (br_if $out (i32.eq (local.get $p) (i32.const 64)))
                  (local.set $x (i32.rotl (i32.load (local.get $p)) (i32.const 7)))
                  (br $next)))
              (local.get $p))
            """).GetFunction("run");
        Assert.Equal(16, run.Invoke(0)[0].AsInt32());
        Assert.Equal(20, run.Invoke(16)[0].AsInt32());
    }

    [Theory]
    [InlineData("(if (result f64) {0} (then (local.get 1)) (else (local.get 1))) (drop)")]
    [InlineData("(if {0} (then (local.set 1 (f64.const 2))) (else (local.set 1 (f64.const 2))))")]
    [InlineData("(block (br_if 0 {0}))")]
    [InlineData("(block (block (br_if 0 {0}) (br 1)))")]
    [InlineData("(block (br_table 0 0 {0}))")]
    [InlineData("(drop (select (local.get 1) (local.get 1) {0}))")]
    [InlineData("(if {0} (then (return)))")]
    public void A_load_of_which_only_a_condition_is_made_that_changes_nothing_traps(string body)
    {
        // RyuJIT drops such a branch, and then reads but a byte of the cell.
        var condition = "(f64.le (f64.const 0) (f64.load (local.get 0)))";
        var run = Instantiate(
            $"(memory 1) (func (export \"run\") (param i32) (local f64) {body.Replace("{0}", condition, StringComparison.Ordinal)})").GetFunction("run");
        run.Invoke(65528);
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run.Invoke(65532)).Kind);
    }

    [Fact]
    public void A_function_that_calls_itself_in_its_place_begins_with_null_again()
    {
        // RyuJIT makes a loop of the call, and left the reference of the round before in the local.
        using var store = new Store(_engine, new StoreOptions { Fuel = 10_000 });
        using var module = _engine.LoadModuleText("""
            (module
              (type $numbers (array (mut i32)))
              (global $left (mut i32) (i32.const 5))
              (global $nulls (mut i32) (i32.const 0))
              (func $turn (result f64)
                (local $last anyref)
                (global.set $left (i32.sub (global.get $left) (i32.const 1)))
                (if (i32.lt_s (global.get $left) (i32.const 0)) (then (return (f64.const 1))))
                (drop (block $is (result (ref array))
                  (drop (br_on_cast $is anyref (ref array) (local.get $last)))
                  (global.set $nulls (i32.add (global.get $nulls) (i32.const 1)))
                  (array.new_default $numbers (i32.const 3))))
                (local.set $last (array.new_default $numbers (i32.const 3)))
                (block $out
                  (try_table (catch_all $out)
                    (loop $again
                      (if (array.len (ref.cast (ref $numbers) (local.get $last))) (then (return_call $turn))))))
                (f64.const 2))
              (func (export "run") (result i32) (drop (call $turn)) (global.get $nulls)))
            """);
        Assert.Equal(5, new Linker(_engine).Instantiate(store, module).GetFunction("run").Invoke()[0].AsInt32());
    }

    [Theory]
    [InlineData("i32", "rotl", 3)]
    [InlineData("i32", "rotr", 0)]
    [InlineData("i64", "rotl", 32)]
    [InlineData("i64", "rotr", 61)]
    public void A_function_put_where_it_is_called_tests_the_rotation_it_is_given(string type, string rotation, int count)
    {
        var run = Instantiate($"""
            (func $isZero (param {type}) (result i32) ({type}.eqz (local.get 0)))
            (func (export "run") (param {type}) (result i32)
              (if (call $isZero ({type}.{rotation} (local.get 0) ({type}.const {count}))) (then (return (i32.const 1)))) (i32.const 2))
            """).GetFunction("run");
        Assert.Equal(1, run.Invoke(type == "i32" ? 0 : (Value)0L)[0].AsInt32());
        Assert.Equal(2, run.Invoke(type == "i32" ? 5 : (Value)5L)[0].AsInt32());
    }

    [Theory]
    [InlineData("i32.rotl")]
    [InlineData("i32.rotr")]
    [InlineData("i64.rotl")]
    [InlineData("i64.rotr")]
    public void A_rotation_that_is_tested_is_the_one_that_is_not(string rotation)
    {
        var type = rotation[..3];
        var run = Instantiate($"""
            (func (export "run") (param {type} {type}) (result {type} {type}) (local {type})
              (local.set 2 ({rotation} (local.get 0) (local.get 1)))
              (if (i32.eqz ({type}.eqz (local.get 2))) (then (return (local.get 2) (local.get 2))))
              ({type}.const 0) ({type}.const 0))
            (func (export "plain") (param {type} {type}) (result {type}) ({type}.add ({rotation} (local.get 0) (local.get 1)) ({type}.const 0x12345)))
            """);
        foreach (var count in new[] { 0, 1, 31, 32, 33, 63, 64, -1, 1000 })
        {
            foreach (var number in new[] { 1L, -1, 0x123456789abcdef0, int.MinValue })
            {
                Value[] arguments = type == "i32" ? [(int)number, count] : [number, (long)count];
                var tested = run.GetFunction("run").Invoke(arguments)[0];
                var plain = run.GetFunction("plain").Invoke(arguments)[0];
                Assert.Equal(type == "i32" ? plain.AsInt32() - 0x12345 : plain.AsInt64() - 0x12345, type == "i32" ? tested.AsInt32() : tested.AsInt64());
            }
        }
    }

    [Fact]
    public void A_function_is_in_the_trace_of_what_traps_at_its_end()
    {
        // RyuJIT jumped to the method that fills.
        var run = Instantiate("(memory 1) (func (export \"run\") (memory.fill (i32.const 65536) (i32.const 0) (i32.const 1)))").GetFunction("run");
        var trap = Assert.Throws<TrapException>(() => run.Invoke());
        Assert.Equal("run", Assert.Single(trap.WasmStackTrace!).FunctionName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Traps_of_a_kind_are_told_apart(int which)
    {
        // RyuJIT made one of the calls that trap.
        const string Fields = """
            (func (export "run") (param i32)
              (if (i32.eq (local.get 0) (i32.const 0)) (then (unreachable)))
              (if (i32.eq (local.get 0) (i32.const 1)) (then (unreachable)))
              (if (i32.eq (local.get 0) (i32.const 2)) (then (unreachable))))
            """;
        using var interpreter = new Engine(new EngineOptions { Tier = ExecutionTier.Interpreter });
        using var store = new Store(interpreter);
        using var module = interpreter.LoadModuleText($"(module {Fields})");
        var expected = Assert.Throws<TrapException>(() => new Linker(interpreter).Instantiate(store, module).GetFunction("run").Invoke(which));
        var actual = Assert.Throws<TrapException>(() => Instantiate(Fields).GetFunction("run").Invoke(which));
        Assert.Equal(expected.WasmStackTrace!.ToString(), actual.WasmStackTrace!.ToString());
    }

    private Instance Instantiate(string fields, Func<Linker, Linker>? link = null)
    {
        using var module = _engine.LoadModuleText($"(module {fields})");
        var linker = new Linker(_engine);
        return (link?.Invoke(linker) ?? linker).Instantiate(_store, module);
    }
}
