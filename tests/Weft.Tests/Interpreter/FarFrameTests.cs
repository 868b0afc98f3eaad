// Functions whose frames have more slots than operands of 16 bits can number: everything works in them as in any other. The
// specification's suite runs in such frames too (Weft.Spec.Tests); here they are really large.
using System.Runtime.Intrinsics;
using System.Text;
using Weft.Interpreter;
using Weft.Interpreter.Lowering;
using Weft.Wasm;
using Weft.Wasm.Text;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Tests.Interpreter;

public sealed class FarFrameTests
{
    public static TheoryData<BoundsChecks> Modes => Memories.MemoryTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void Fifty_thousand_locals_most_of_them_vectors(BoundsChecks mode)
    {
        // Parameter 0 counts down; local 49,999, the last, is summed up in a loop, and its neighbour keeps what it has.
        var run = Load(mode, $"""
            (memory 1)
            (func (export "run") (param i32) (result v128 i64) {Locals("v128", 49_999)}
              (local.set 49998 (v128.const i64x2 5 6))
              (loop
                (local.set 49999 (i64x2.add (local.get 49999) (v128.const i64x2 1 2)))
                (i64.store (i32.const 8) (i64x2.extract_lane 1 (local.get 49999)))
                (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
              (i64x2.add (local.get 49999) (local.get 49998))
              (i64.add (i64.load (i32.const 8)) (i64x2.extract_lane 0 (local.get 1))))
            """);
        Assert.Equal([Vector128.Create(15UL, 26).AsByte(), 20L], run.Invoke(10));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Numbers_and_calls_and_branches_with_values(BoundsChecks mode)
    {
        var run = Load(mode, $"""
            (type $pair (func (param i64 i64) (result i64 i64)))
            (table funcref (elem $swap))
            (func $swap (type $pair) (local.get 1) (local.get 0))
            (func (export "run") (param i32) (result i64) {Locals("v128", 40_000)} {Locals("i64", 9_998)} (local f64)
              (local.set 49998 (i64.const 7))
              (local.set 49997 (i64.const 0x123456789))
              (local.set 49999 (f64.add (f64.const 0.5) (f64.convert_i64_s (local.get 49998))))
              (call $swap (local.get 49997) (local.get 49998))
              (call_indirect (type $pair) (i32.const 0))
              (local.set 49998) (local.set 49997)
              (block $a (result i64 i64)
                (block $b (result i64 i64)
                  (block $c (result i64 i64)
                    (local.get 49997) (local.get 49998) (local.get 0) (br_table $c $b $a))
                  (local.set 49996) (i64.mul (i64.const 1000)) (local.get 49996))
                (i64.add (i64.const 1)))
              (i64.sub)
              (i64.add (i64.trunc_f64_s (local.get 49999))))
            """);
        const long big = 0x123456789;
        Assert.Equal([(big * 1000) - 8 + 7], run.Invoke(0));
        Assert.Equal([big - 8 + 7], run.Invoke(1));
        Assert.Equal([big - 7 + 7], run.Invoke(2));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void References_are_kept_apart_from_numbers_and_let_go(BoundsChecks mode)
    {
        var run = Load(mode, $"""
            (func $same (param externref i64 externref) (result externref i64) (local.get 2) (local.get 1))
            (func (export "run") (param externref externref i32) (result externref externref i64)
              {Locals("externref", 30_000)} {Locals("i64", 2)} {Locals("v128", 19_000)}
              (local.set 30002 (local.get 0))
              (local.set 30003 (i64.const 9))
              (local.set 40000 (v128.const i64x2 3 4))
              (if (i32.eqz (ref.is_null (local.get 30001))) (then (unreachable)))
              (block (br_on_null 0 (local.get 30002)) (local.set 30001))
              (call $same (local.get 30001) (i64.add (local.get 30003) (i64x2.extract_lane 1 (local.get 40000))) (local.get 1))
              (local.set 30004) (local.set 30000)
              (select (result externref) (local.get 30000) (local.get 30001) (local.get 2))
              (local.get 30002)
              (local.get 30004))
            """);
        var (first, second) = (new object(), new object());
        Assert.Equal([Value.FromReference(second), Value.FromReference(first), 13L], run.Invoke(Value.FromReference(first), Value.FromReference(second), 1));
        Assert.Equal([Value.FromReference(first), Value.FromReference(first), 13L], run.Invoke(Value.FromReference(first), Value.FromReference(second), 0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_thousand_arguments_and_results_and_a_tail_call(BoundsChecks mode)
    {
        var types = string.Concat(Enumerable.Repeat(" v128", 1000));
        var run = Load(mode, $"""
            (func $rotate (param{types}) (result{types}) {Locals("v128", 40_000)}
              (local.set 40999 (local.get 0))
              {string.Concat(Enumerable.Range(1, 999).Select(i => $"(local.get {i})"))} (local.get 40999))
            (func $twice (param{types}) (result{types}) {Locals("v128", 35_000)}
              {string.Concat(Enumerable.Range(0, 1000).Select(i => $"(local.get {i})"))} (call $rotate) (return_call $rotate))
            (func (export "run") (result i32 i32) (local v128)
              {string.Concat(Enumerable.Range(0, 1000).Select(i => $"(i32x4.splat (i32.const {i}))"))} (call $twice)
              {string.Concat(Enumerable.Repeat("(drop)", 998))} (local.set 0) (i32x4.extract_lane 3) (i32x4.extract_lane 1 (local.get 0)))
            """);
        Assert.Equal([2, 3], run.Invoke());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Exceptions_are_caught_with_what_they_carry(BoundsChecks mode)
    {
        var run = Load(mode, $"""
            (tag $e (param i64 v128))
            (func $throw (param i64) {Locals("v128", 33_000)}
              (local.set 33000 (i64x2.splat (local.get 0)))
              (throw $e (i64.add (local.get 0) (i64.const 1)) (local.get 33000)))
            (func (export "new") (param i64) (result i64) {Locals("v128", 40_000)} (local exnref)
              (block $h (result i64 v128 exnref)
                (try_table (catch_ref $e $h) (call $throw (local.get 0)))
                (unreachable))
              (local.set 40001) (local.set 40000)
              (i64.add (i64x2.extract_lane 1 (local.get 40000)))
              (block $again (result i64 v128) (try_table (catch $e $again) (throw_ref (local.get 40001))) (unreachable))
              (drop) (i64.mul))
            (func (export "old") (param i64) (result i64) {Locals("v128", 40_000)}
              (try (result i64)
                (do (try (result i64) (do (call $throw (local.get 0)) (i64.const 0)) (catch $e (local.set 40000) (drop) (rethrow 0))))
                (catch $e (local.set 39999) (i64.add (i64x2.extract_lane 0 (local.get 40000))))))
            """, "new", out var instance);
        Assert.Equal([(21L + 20) * 21], run.Invoke(20L));
        Assert.Equal([41L], instance.GetFunction("old").Invoke(20L));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Operands_may_be_as_many(BoundsChecks mode)
    {
        const int Count = 70_000;
        var body = new StringBuilder().Insert(0, "(call $one)", Count).Insert(0, "", 1);
        body.Insert(body.Length, "(i64.add)", Count - 1);
        Assert.Equal([(long)Count], Load(mode, $"(func $one (result i64) (i64.const 1)) (func (export \"run\") (result i64) {body})").Invoke());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Traps_tell_where_they_happened_and_a_small_stack_is_exhausted(BoundsChecks mode)
    {
        var text = $"""
            (memory 1)
            (func $outside (param i32) (result i32) {Locals("v128", 40_000)}
              (local.set 40000 (v128.load (i32.const 0))) (i32.load offset=70000 (i32x4.extract_lane 0 (local.get 40000))))
            (func (export "run") (result i32) {Locals("v128", 40_000)} (i32.add (i32.const 1) (call $outside (i32.const 2))))
            """;
        var trap = Assert.Throws<TrapException>(() => Load(mode, text).Invoke());
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal([0, 1], trap.WasmStackTrace!.Select(frame => frame.FunctionIndex));
        trap = Assert.Throws<TrapException>(() => Load(mode, text, "run", out _, maxStack: 700_000).Invoke());
        Assert.Equal(TrapKind.StackExhausted, trap.Kind);
    }

    [Fact]
    public void Far_slots_are_copied_around_an_instruction()
    {
        var types = new TypeRegistry();
        var module = ModuleValidator.Validate(
            WatParser.Parse("(module (func (param i64) (result i64) (local i64) (local.set 1 (i64.add (local.get 0) (local.get 1))) (local.get 1)))"), types);
        var options = new LoweringOptions(GuardPages: true, Metered: false, FarFrames: true);
        var printed = BytecodePrinter.Print(new FunctionLowering(module, options, new ShapeRegistry(types, emits: false)).Lower(0));
        Assert.Equal(
            [
                "frame 33, header 1", "Zero 27 #1",
                "LoadFar #3 28", "LoadFar #7 27", "I64Add 3 0 7", "StoreFar #3 28",
                "LoadFar #3 27", "LoadFar #7 28", "Copy 3 7", "StoreFar #3 27",
                "LoadFar #3 27", "Return1 #1 3",
            ],
            printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, i) => i == 0 ? line : line.TrimStart().Split("  ", 2)[1]));
    }

    private static string Locals(string type, int count) => $"(local {string.Join(' ', Enumerable.Repeat(type, count))})";

    private static Function Load(BoundsChecks mode, string fields) => Load(mode, fields, "run", out _);

    private static Function Load(BoundsChecks mode, string fields, string name, out Instance instance, int? maxStack = null)
    {
        var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        var store = new Store(engine, new StoreOptions { MaxStack = maxStack ?? StoreOptions.DefaultMaxStack });
        instance = new Linker(engine).Instantiate(store, engine.LoadModuleText($"(module {fields})"));
        return instance.GetFunction(name);
    }
}
