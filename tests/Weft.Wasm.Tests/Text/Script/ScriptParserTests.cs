// Commands, values and patterns of scripts.
using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Text;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Text.Script;

public sealed class ScriptParserTests
{
    [Fact]
    public void Modules_stay_unparsed_until_asked()
    {
        var commands = ScriptParser.Parse("""
            (module $a (func $x))
            (module (bogus ")") ;; )
            )
            """);
        var first = Assert.IsType<ModuleCommand>(commands[0]).Module;
        Assert.Equal(("a", ScriptModuleKind.Text, false), (first.Name, first.Kind, first.IsDefinition));
        Assert.Single(first.ParseText().Functions);
        var second = Assert.IsType<ModuleCommand>(commands[1]).Module;
        var error = Assert.Throws<MalformedModuleException>(second.ParseText);
        Assert.StartsWith("unknown operator bogus", error.Reason);
        Assert.Equal(new TextPosition(2, 10), error.Position);
    }

    [Fact]
    public void Modules_have_all_forms()
    {
        var commands = ScriptParser.Parse("""
            (module binary "\00asm" "\01\00\00\00")
            (module $q quote "(func " ")")
            (module definition $d (memory 1))
            (module definition binary "x")
            (module definition $e quote "")
            (module instance $i $d)
            (module instance)
            (module)
            (module (;c;) $c)
            ((@a) module (@a) $z (@a) (func))
            """);
        var modules = commands.OfType<ModuleCommand>().Select(command => command.Module).ToArray();
        Assert.Equal("0061736D01000000", Convert.ToHexString(modules[0].Bytes.Span));
        Assert.Equal((ScriptModuleKind.Quote, "q", "(func )"), (modules[1].Kind, modules[1].Name, Encoding.UTF8.GetString(modules[1].Bytes.Span)));
        Assert.Single(modules[1].ParseText().Functions);
        Assert.Equal((ScriptModuleKind.Text, "d", true), (modules[2].Kind, modules[2].Name, modules[2].IsDefinition));
        Assert.Single(modules[2].ParseText().Memories);
        Assert.Equal((ScriptModuleKind.Binary, true), (modules[3].Kind, modules[3].IsDefinition));
        Assert.Throws<InvalidOperationException>(modules[3].ParseText);
        Assert.Equal(("e", true), (modules[4].Name, modules[4].IsDefinition));
        Assert.Equal(new InstanceCommand(new TextPosition(6, 1), "i", "d"), commands[5]);
        Assert.Equal(new InstanceCommand(new TextPosition(7, 1), null, null), commands[6]);
        Assert.Empty(modules[5].ParseText().Functions);
        Assert.Equal("c", modules[6].Name);
        Assert.Equal("z", modules[7].Name);
        Assert.Single(modules[7].ParseText().Functions);
    }

    [Fact]
    public void Fields_without_a_module_are_one_module()
    {
        var module = Assert.IsType<ModuleCommand>(Assert.Single(ScriptParser.Parse("(func) (memory 0) (func (export \"f\"))"))).Module;
        Assert.Equal(2, module.ParseText().Functions.Length);
    }

    [Fact]
    public void Commands_have_all_forms()
    {
        var commands = ScriptParser.Parse("""
            (register "m" $i)
            (register "n")
            (invoke $i "f" (i32.const -1) (ref.extern 5))
            (get "g")
            (assert_return (get $i "g") (i64.const 2))
            (assert_trap (invoke "f") "unreachable")
            (assert_trap (module (func)) "out of bounds")
            (assert_exhaustion (invoke "f") "call stack exhausted")
            (assert_exception (invoke "f"))
            (assert_suspension (invoke "f") "unhandled")
            (assert_malformed (module quote "(") "unexpected")
            (assert_malformed_custom (module quote "(") "unexpected")
            (assert_invalid (module) "type mismatch")
            (assert_invalid_custom (module) "x")
            (assert_unlinkable (module) "unknown import")
            (thread $t (shared (module $i)) (register "m" $i) (thread $u (invoke "f")))
            (wait $t)
            """);
        Assert.Equal(
            [
                typeof(RegisterCommand), typeof(RegisterCommand), typeof(ActionCommand), typeof(ActionCommand), typeof(AssertReturnCommand),
                typeof(AssertTrapCommand), typeof(AssertInstantiationTrapCommand), typeof(AssertExhaustionCommand), typeof(AssertExceptionCommand),
                typeof(AssertSuspensionCommand), typeof(AssertMalformedCommand), typeof(AssertMalformedCommand), typeof(AssertInvalidCommand),
                typeof(AssertInvalidCommand), typeof(AssertUnlinkableCommand), typeof(ThreadCommand), typeof(WaitCommand),
            ],
            commands.Select(command => command.GetType()));
        Assert.Equal(Enumerable.Range(1, 17), commands.Select(command => command.Position.Line));
        Assert.Equal(("m", "i"), (((RegisterCommand)commands[0]).Name, ((RegisterCommand)commands[0]).Instance));
        var invoke = Assert.IsType<InvokeAction>(((ActionCommand)commands[2]).Action);
        Assert.Equal(("i", "f"), (invoke.Instance, invoke.Name));
        Assert.Equal([new NumberValue(ValueType.I32, 0xFFFF_FFFF), new HostValue(5, IsExtern: true)], invoke.Arguments);
        Assert.True(((AssertMalformedCommand)commands[11]).IsCustom);
        var thread = (ThreadCommand)commands[15];
        Assert.Equal(("t", "i", 2), (thread.Name, Assert.Single(thread.SharedModules), thread.Commands.Length));
    }

    [Fact]
    public void Patterns_have_all_forms()
    {
        var results = Results("""
            (f32.const nan:canonical) (f64.const nan:arithmetic) (f32.const -0x1p-1) (i32.const 0x8000_0000)
            (ref.null) (ref.null func) (ref.func) (ref.func 3) (ref.extern) (ref.extern 7) (ref.host 2) (ref.any) (ref.eq) (ref.i31) (ref.struct)
            (ref.array) (ref.exn) (either (i32.const 1) (f32.const nan:canonical))
            """);
        Assert.Equal(
            [
                new NanPattern(ValueType.F32, NanKind.Canonical), new NanPattern(ValueType.F64, NanKind.Arithmetic),
                new ValuePattern(new NumberValue(ValueType.F32, 0xBF00_0000)), new ValuePattern(new NumberValue(ValueType.I32, 0x8000_0000)),
                new ValuePattern(new NullValue(null)), new ValuePattern(new NullValue(AbstractHeapType.Func)),
                new ReferencePattern(ReferenceKind.Func), new ReferencePattern(ReferenceKind.Func), new ReferencePattern(ReferenceKind.Extern),
                new ValuePattern(new HostValue(7, IsExtern: true)), new ValuePattern(new HostValue(2, IsExtern: false)),
                new ReferencePattern(ReferenceKind.Any), new ReferencePattern(ReferenceKind.Eq), new ReferencePattern(ReferenceKind.I31),
                new ReferencePattern(ReferenceKind.Struct), new ReferencePattern(ReferenceKind.Array), new ReferencePattern(ReferenceKind.Exn),
            ],
            results[..^1]);
        Assert.Equal(
            [new ValuePattern(new NumberValue(ValueType.I32, 1)), new NanPattern(ValueType.F32, NanKind.Canonical)],
            Assert.IsType<EitherPattern>(results[^1]).Alternatives);
    }

    [Fact]
    public void Vectors_are_patterns_of_lanes_and_arguments()
    {
        var pattern = Assert.IsType<VectorPattern>(Assert.Single(Results("(v128.const f32x4 1 nan:canonical nan:arithmetic -nan)")));
        Assert.Equal(32, pattern.LaneBits);
        Assert.Equal([new(0x3F80_0000, NanKind.None), new(0, NanKind.Canonical), new(0, NanKind.Arithmetic), new(0xFFC0_0000, NanKind.None)], pattern.Lanes);
        var action = (InvokeAction)((ActionCommand)ScriptParser.Parse("(invoke \"f\" (v128.const i16x8 1 2 3 4 5 6 7 -1))")[0]).Action;
        Assert.Equal([new VectorValue(Vector128.Create((short)1, 2, 3, 4, 5, 6, 7, -1).AsByte())], action.Arguments);
    }

    [Theory]
    [InlineData("(container)", "unknown script command container", 1, 2)]
    [InlineData("(module (func", "unexpected token: the text ends inside this module", 1, 9)]
    [InlineData("\n  (assert_return (foo))", "unexpected token foo", 2, 19)]
    [InlineData("(assert_return (invoke \"f\") (i32.const))", "unexpected token )", 1, 39)]
    [InlineData("(assert_return (invoke \"f\") (i32.const 0x1_0000_0000))", "constant out of range", 1, 40)]
    [InlineData("(invoke \"f\" (f32.const nan:canonical))", "unexpected token: an argument", 1, 13)]
    [InlineData("(invoke \"f\" (either (i32.const 1)))", "unexpected token either", 1, 14)]
    [InlineData("(wait)", "unexpected token )", 1, 6)]
    public void Bad_scripts_are_refused(string text, string message, int line, int column)
    {
        var error = Assert.Throws<MalformedModuleException>(() => ScriptParser.Parse(text));
        Assert.StartsWith(message, error.Reason);
        Assert.Equal(new TextPosition(line, column), error.Position);
    }

    [Fact]
    public void Nested_threads_are_bounded()
    {
        var text = string.Concat(Enumerable.Repeat("(thread $t ", 10_000)) + new string(')', 10_000);
        Assert.StartsWith("nesting too deep", Assert.Throws<MalformedModuleException>(() => ScriptParser.Parse(text)).Reason);
    }

    private static ImmutableArray<ResultPattern> Results(string patterns) =>
        Assert.IsType<AssertReturnCommand>(Assert.Single(ScriptParser.Parse($"(assert_return (invoke \"f\") {patterns})"))).Results;

    [Fact]
    public void Components_and_their_values_are_commands_of_scripts()
    {
        var commands = ScriptParser.Parse("""
            (component definition $c (import "f" (func)))
            (component instance $i $c)
            (assert_return (invoke "f" (record.const (field "x" (u8.const 1)))) (option.some (str.const "a")))
            """);
        var module = Assert.IsType<ModuleCommand>(commands[0]).Module;
        Assert.True(module is { IsComponent: true, IsDefinition: true, Name: "c" });
        Assert.IsType<InstanceCommand>(commands[1]);
        var assert = Assert.IsType<AssertReturnCommand>(commands[2]);
        var record = Assert.IsType<ComponentConstant>(Assert.IsType<InvokeAction>(assert.Action).Arguments[0]);
        Assert.Equal(["x"], record.Parts[0].Atoms);
        Assert.Equal("option.some", Assert.IsType<ComponentConstant>(Assert.IsType<ValuePattern>(assert.Results[0]).Value).Keyword);
    }
}
