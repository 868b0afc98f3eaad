// Calls between components copy values without values of .NET between. The plain way, which has them, is the oracle: random types, all pairs of
// encodings, and guests that pass and return whatever they like.
using System.Globalization;
using Weft.Components.CanonicalAbi;
using Weft.Components.Tests.Linking;
using Weft.Components.Validation;
using Weft.Wasm;
using Xunit;

namespace Weft.Components.Tests.CanonicalAbi;

public sealed class CopierTests
{
    private const ComponentFeatures Features = ComponentFeatures.FixedLengthLists | ComponentFeatures.Maps;

    private static readonly string[] s_encodings = ["utf8", "utf16", "latin1+utf16"];
    private static readonly bool s_isDeep = Environment.GetEnvironmentVariable("WEFT_TORTURE") == "full";

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var caller in s_encodings)
        {
            foreach (var callee in s_encodings)
            {
                pairs.Add(caller, callee);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Values_of_random_types_cross_and_come_back(string caller, string callee)
    {
        for (var seed = 0; seed < (s_isDeep ? 2000 : 50); seed++)
        {
            // By copiers, and by adapters.
            using var guests = new Guests(new EngineOptions { Tier = ExecutionTier.Interpreter });
            guests.Linker.CallsBeforeAdapters = seed % 2;
            var random = new RandomTypes(seed);
            var type = random.MakeType(depth: 3);
            var seen = EchoTests.AddEcho(guests);
            var inner = guests.Instantiate(EchoTests.Make(random.Declarations, type, callee), Features);
            guests.Linker.AllowShadowing = true;
            guests.Linker.Root.DefineFunction("echo", inner.GetFunction("echo-back"));
            var function = guests.Instantiate(EchoTests.Make(random.Declarations, type, caller), Features).GetFunction("echo-back");
            EchoTests.CheckValues(function, seen, random, type, $"seed {seed}", "the other component");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Long_strings_cross(string caller, string callee)
    {
        using var guests = new Guests();
        guests.Linker.CallsBeforeAdapters = 1;
        guests.Linker.Root.AddFunction("echo", (string text) => text + ".");
        var inner = guests.Instantiate(EchoTests.Make("", "string", callee));
        guests.Linker.AllowShadowing = true;
        guests.Linker.Root.DefineFunction("echo", inner.GetFunction("echo-back"));
        var echo = guests.Instantiate(EchoTests.Make("", "string", caller)).GetFunction<Func<string, string>>("echo-back");
        foreach (var part in new[] { "a", "é", "\u4E2D", "\U0001F600", "aé\u4E2D\U0001F600" })
        {
            var text = string.Concat(Enumerable.Repeat(part, 1000));
            Assert.Equal(text + ".", echo(text));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Calls_between_components_allocate_nothing(int callsBeforeAdapters)
    {
        // What gets hot is compiled before the calls that count.
        using var guests = new Guests(new EngineOptions { CompilesInBackground = false });
        guests.Linker.CallsBeforeAdapters = callsBeforeAdapters;
        var inner = guests.Instantiate($$"""
            (component
              {{Guests.Libc}}
              (core module $m (func (export "length") (param i32 i32) (result i32) (local.get 1)))
              (core instance $i (instantiate $m))
              (func (export "length") (param "text" string) (result u32)
                (canon lift (core func $i "length") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
            """);
        guests.Linker.Root.DefineFunction("length", inner.GetFunction("length"));
        var run = guests.Instantiate("""
            (component
              (import "length" (func $length (param "text" string) (result u32)))
              (core module $memory (memory (export "mem") 1) (data (i32.const 8) "abcde"))
              (core instance $memory (instantiate $memory))
              (core func $length' (canon lower (func $length) (memory (core memory $memory "mem"))))
              (core module $m
                (import "host" "length" (func $length (param i32 i32) (result i32)))
                (func (export "run") (param $n i32) (result i32)
                  (local $sum i32)
                  (loop $again
                    (local.set $sum (i32.add (local.get $sum) (call $length (i32.const 8) (i32.const 5))))
                    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                  (local.get $sum)))
              (core instance $i (instantiate $m (with "host" (instance (export "length" (func $length'))))))
              (func (export "run") (param "n" u32) (result u32) (canon lift (core func $i "run"))))
            """).GetFunction<Func<uint, uint>>("run");
        Assert.Equal(50_000u, run(10_000));
        Assert.Equal(500u, run(100));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(5000u, run(1000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4000);
    }

    // Arguments, results and memories of which any bit may be anything: what the callee sees, or why it traps, is the same both ways.
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Guests_that_break_rules_are_told_the_same_both_ways(string caller, string callee)
    {
        var traps = 0;
        var passes = 0;
        for (var seed = 0; seed < (s_isDeep ? 3000 : 60); seed++)
        {
            var types = new RandomTypes(seed);
            var type = types.MakeType(depth: 2);
            var attack = MakeAttack(new Random(seed), types.Declarations, type, caller);
            var (plain, fused) = (Attack(attack, types.Declarations, type, callee, isPlain: true), Attack(attack, types.Declarations, type, callee, isPlain: false));
            var areAlike = plain == fused || (caller != callee && WithoutMemory(plain) == WithoutMemory(fused));
            Assert.True(areAlike, $"seed {seed}: {type}\n{types.Declarations}\nplain: {plain}\nfused: {fused}");
            var tier = seed % 30 == 0 ? ExecutionTier.Jit : ExecutionTier.Interpreter;
            var adapted = Attack(attack, types.Declarations, type, callee, isPlain: false, callsBeforeAdapters: 1, tier);
            Assert.True(fused == adapted, $"seed {seed}: {type}\n{types.Declarations}\nfused: {fused}\nadapted: {adapted}");
            _ = plain.StartsWith("trap", StringComparison.Ordinal) ? traps++ : passes++;
        }

        Assert.True(traps > 5 && passes > 5, $"{traps} traps and {passes} calls that passed are too few of one");
    }

    // A string that changes its encoding is allocated once, or in steps, when there are values of .NET between, or not.
    private static string WithoutMemory(string outcome) => outcome[..(outcome.LastIndexOf("; ", StringComparison.Ordinal) + 2)];

    private static string Attack(
        string attack, string declarations, string type, string encoding, bool isPlain, int callsBeforeAdapters = 0, ExecutionTier tier = ExecutionTier.Interpreter)
    {
        using var guests = new Guests(new EngineOptions { Tier = tier });
        guests.Linker.IsPlain = isPlain;
        guests.Linker.CallsBeforeAdapters = callsBeforeAdapters;
        var seen = "";
        Types.ComponentValueType? known = null;
        guests.Linker.Root.AddFunction("echo", (_, arguments) =>
        {
            seen += Wave.Print(arguments[0], known!);
            return arguments[0];
        });
        var inner = guests.Instantiate(EchoTests.Make(declarations, type, encoding), Features).GetFunction("echo-back");
        known = inner.Type.Parameters[0].Type;
        guests.Linker.AllowShadowing = true;
        guests.Linker.Root.DefineFunction("echo", inner);
        var attacker = guests.Instantiate(attack, Features);
        try
        {
            attacker.GetFunction("go").Call();
        }
        catch (TrapException trap)
        {
            return $"trap: {trap.Message}; {seen}";
        }

        // What was written into the caller's memory.
        return $"{seen}; {attacker.GetFunction("sum").Call()!.Value.AsU32()}";
    }

    private static string MakeAttack(Random random, string declarations, string type, string encoding)
    {
        var probe = $"(component {declarations} (import \"echo\" (func (param \"x\" {type}) (result {type}))))";
        var validated = ComponentValidator.Validate(Samples.Parse(probe), new TypeRegistry(), new ComponentValidationOptions { Features = Features });
        var lower = CoreSignatures.Lower(validated.Functions[0], default).Type;
        var arguments = string.Join(' ', lower.Parameters.Select((parameter, i) => Constant(random, parameter.ToString()!, isResult: i > 0 && i == lower.Parameters.Length - 1)));
        var data = new byte[512];
        for (var i = 0; i < data.Length; i += 4)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i), Word(random));
        }

        var drop = lower.Results.IsEmpty ? "" : "(drop ";
        var sum = string.Create(CultureInfo.InvariantCulture, $"(i32.const {random.Next(1000)})");
        return $$"""
            (component
              {{declarations}}
              (import "echo" (func $echo (param "x" {{type}}) (result {{type}})))
              {{Guests.Libc}}
              (core func $echo' (canon lower (func $echo) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")) string-encoding={{encoding}}))
              (core module $m
                (import "libc" "mem" (memory 1))
                (import "host" "echo" (func $echo (param {{string.Join(' ', lower.Parameters)}}) (result {{string.Join(' ', lower.Results)}})))
                (data (i32.const 0) "{{string.Concat(data.Select(value => "\\" + value.ToString("x2", CultureInfo.InvariantCulture)))}}")
                (func (export "go") {{drop}}(call $echo {{arguments}}){{(drop == "" ? "" : ")")}})
                (func (export "sum") (result i32)
                  (local $sum i32) (local $at i32)
                  (loop $next
                    (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (i32.load (local.get $at))))
                    (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4))) (i32.const 4096))))
                  (i32.add (local.get $sum) {{sum}})))
              (core instance $i (instantiate $m (with "libc" (instance $libc)) (with "host" (instance (export "echo" (func $echo'))))))
              (func (export "go") (canon lift (core func $i "go")))
              (func (export "sum") (result u32) (canon lift (core func $i "sum"))))
            """;
    }

    // Small numbers are good pointers, lengths and discriminants; others are not.
    private static uint Word(Random random) => random.Next(12) switch
    {
        < 6 => (uint)random.Next(4),
        < 9 => (uint)random.Next(32) * 8,
        9 => (uint)random.Next(0x110000),
        10 => 0x20202020,
        _ => (uint)random.NextInt64(uint.MaxValue),
    };

    private static string Constant(Random random, string type, bool isResult) => isResult && random.Next(4) != 0
        ? "(i32.const 2048)"
        : type switch
        {
            "f32" => $"(f32.reinterpret_i32 (i32.const {Word(random)}))",
            "f64" => $"(f64.reinterpret_i64 (i64.const {((ulong)Word(random) << 32) | Word(random)}))",
            "i64" => $"(i64.const {(random.Next(2) == 0 ? Word(random) : ((ulong)Word(random) << 32) | Word(random))})",
            _ => $"(i32.const {Word(random)})",
        };
}
