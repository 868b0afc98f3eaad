// The instructions that the text parser encodes.
using Weft.Tests.Shared;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Text.Script;
using Xunit;

namespace Weft.Wasm.Tests.Text;

public sealed class InstructionEncodingTests
{
    [Theory]
    [InlineData("i32.const 1 i32.const 2 i32.add drop", "410141026A1A")]
    [InlineData("(drop (i32.add (i32.const 1) (i32.const 2)))", "410141026A1A")]
    [InlineData("i32.const 1 (i32.add (i32.const 2)) drop", "410141026A1A")]
    [InlineData("(block (nop) br 0)", "0240010C000B")]
    [InlineData("block $a block $b br $a br $b end $b end $a", "024002400C010C000B0B")]
    [InlineData("(block $a (block $a (br $a)) (br $a))", "024002400C000B0C000B")]
    [InlineData("(if (i32.const 1) (then (nop)) (else (unreachable)))", "410104400105000B")]
    [InlineData("(if (i32.const 1) (then))", "410104400B")]
    [InlineData("(if $l (block $k (result i32) (br 0 (i32.const 1))) (then (br $l)))", "027F41010C000B04400C000B")]
    [InlineData("i32.const 1 if else end", "41010440050B")]
    [InlineData("(loop (result i32) (i32.const 1)) drop", "037F41010B1A")]
    [InlineData("(block $x (block (br_table 0 $x 1 (i32.const 3))))", "0240024041030E020001010B0B")]
    [InlineData("(drop (select (i32.const 1) (i32.const 2) (i32.const 3)))", "4101410241031B1A")]
    [InlineData("(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))", "4101410241031C017F1A")]
    [InlineData("(drop (ref.null func))", "D0701A")]
    [InlineData("(drop (ref.test (ref i31) (ref.null none)))", "D071FB146C1A")]
    [InlineData("(drop (ref.test i31ref (ref.null none)))", "D071FB156C1A")]
    [InlineData("(drop (ref.cast (ref null eq) (ref.null none)))", "D071FB176D1A")]
    [InlineData("(i32.store offset=4 align=1 (i32.const 0) (i32.const 1))", "41004101360004")]
    public void Instructions_are_encoded_in_execution_order(string text, string expected) =>
        Assert.Equal(expected, ModuleText.Body(text, "(memory 1)"));

    [Theory]
    [InlineData("i32.load", "280200")]
    [InlineData("i32.load offset=16", "280210")]
    [InlineData("i32.load 1", "28420100")]
    [InlineData("i32.load $b offset=0x10 align=2", "28410110")]
    [InlineData("v128.load8_lane 3", "FD54000003")]
    [InlineData("v128.load8_lane 1 3", "FD5440010003")]
    [InlineData("v128.load8_lane $b offset=2 3", "FD5440010203")]
    [InlineData("v128.load8_lane 1 align=1 3", "FD5440010003")]
    [InlineData("memory.copy", "FC0A0000")]
    [InlineData("memory.copy $b $a", "FC0A0100")]
    [InlineData("memory.init $d", "FC080000")]
    [InlineData("memory.init $b $d", "FC080001")]
    [InlineData("memory.fill 1", "FC0B01")]
    [InlineData("table.copy", "FC0E0000")]
    [InlineData("table.copy $u $t", "FC0E0100")]
    [InlineData("table.init $e", "FC0C0000")]
    [InlineData("table.init $u $e", "FC0C0001")]
    [InlineData("call_indirect $u (type $s)", "110101")]
    [InlineData("call_indirect (param i32)", "110100")]
    [InlineData("struct.get $s2 $y", "FB020201")]
    [InlineData("struct.get 2 0", "FB020200")]
    [InlineData("array.new_fixed 3 5", "FB080305")]
    [InlineData("array.init_data 3 $d", "FB120300")]
    [InlineData("br_on_cast 0 anyref (ref i31)", "FB1801006E6C")]
    [InlineData("i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31", "FD0D000102030405060708090A0B0C0D0E1F")]
    [InlineData("v128.const i16x8 -1 0x8000 1 2 3 4 5 6", "FD0CFFFF0080010002000300040005000600")]
    [InlineData("v128.const f64x2 1 -0x1p-1", "FD0C000000000000F03F000000000000E0BF")]
    [InlineData("atomic.fence", "FE0300")]
    [InlineData("i64.const -0x8000_0000_0000_0000", "428080808080808080807F")]
    [InlineData("i32.const 0xffff_ffff", "417F")]
    [InlineData("f32.const nan:0x200000", "430000A07F")]
    [InlineData("f64.const -inf", "44000000000000F0FF")]
    public void Immediates_are_encoded(string text, string expected)
    {
        const string fields = """
            (type $p (func)) (type $s (func (param i32))) (type $s2 (struct (field $x i32) (field $y (mut i64)))) (type $a (array i8))
            (memory $a 1) (memory $b 1) (table $t 1 funcref) (table $u 1 funcref) (elem $e func) (data $d "x")
            """;
        Assert.Equal(expected, ModuleText.Body(text, fields));
    }

    [Theory]
    [InlineData("try nop catch $e nop catch_all unreachable end", "(try (do (nop)) (catch $e (nop)) (catch_all (unreachable)))", "06400107000119000B")]
    [InlineData("try $t try throw $e delegate $t catch_all rethrow $t end", "(try $t (do (try (do (throw $e)) (delegate $t))) (catch_all (rethrow $t)))", "06400640080018001909000B")]
    [InlineData("try end", "(try (do))", "06400B")]
    [InlineData("try delegate 0", "(try (do) (delegate 0))", "06401800")]
    public void Legacy_exception_handling_has_flat_and_folded_forms(string flat, string folded, string expected)
    {
        const string tag = "(tag $e)";
        Assert.Equal(expected, ModuleText.Body(flat, tag));
        Assert.Equal(expected, ModuleText.Body(folded, tag));
    }

    [Fact]
    public void Every_instruction_of_the_table_has_its_keyword()
    {
        for (var i = 0; i < InstructionTable.Count; i++)
        {
            var opcode = (Opcode)i;
            var mnemonic = InstructionTable.GetMnemonic(opcode);
            var text = opcode switch
            {
                Opcode.Else => "i32.const 0 if else end",
                Opcode.End => "block end",
                Opcode.Catch => "try catch 0 end",
                Opcode.CatchAll => "try catch_all end",
                Opcode.Delegate => "try delegate 0",
                Opcode.SelectTyped => "select (result i32)",
                Opcode.RefTestNull or Opcode.RefCastNull => mnemonic + " anyref",
                Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Try or Opcode.TryTable => mnemonic + " end",
                Opcode.RefNull => mnemonic + " any",
                _ => $"{mnemonic} {Operands(InstructionTable.GetImmediates(opcode))}",
            };
            var body = Assert.Single(Weft.Wasm.Text.WatParser.Parse($"(func {text})").Functions).Body.Bytes;
            var reader = new ByteReader(body.Span);
            Assert.Equal(0u, reader.ReadU32());
            var instructions = new InstructionReader(reader);
            var instruction = new Instruction();
            var found = new List<Opcode>();
            while (!instructions.AtEnd)
            {
                instructions.Read(ref instruction);
                found.Add(instruction.Opcode);
            }

            Assert.Contains(opcode, found[..^1]);
        }
    }

    private static string Operands(ImmediateKind kind) => kind switch
    {
        ImmediateKind.None or ImmediateKind.Fence or ImmediateKind.Memarg => "",
        ImmediateKind.TypeType or ImmediateKind.TypeField or ImmediateKind.TypeLength or ImmediateKind.TypeData or ImmediateKind.TypeElem => "0 0",
        ImmediateKind.TypeTable => "(type 0)",
        ImmediateKind.TableTable or ImmediateKind.MemoryMemory => "",
        ImmediateKind.Shuffle => "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
        ImmediateKind.V128 => "i64x2 0 0",
        ImmediateKind.Heap or ImmediateKind.HeapNull => "(ref any)",
        ImmediateKind.Cast => "0 anyref anyref",
        _ => "0",
    };

    [Fact]
    public void Labels_of_catch_clauses_count_from_outside_the_try_table()
    {
        Assert.Equal("02401F400200000002000B0B", ModuleText.Body("(block $h (try_table $h (catch $e $h) (catch_all $h)))", "(tag $e)"));
    }

    [Fact]
    public void Every_body_of_the_suite_decodes_and_every_instruction_has_a_position()
    {
        var bodies = 0;
        foreach (var script in SpecData.Scripts("core", "legacy-exceptions", "threads", "custom-page-sizes", "wide-arithmetic"))
        {
            foreach (var module in ScriptParser.Parse(SpecData.Read(script)).OfType<ModuleCommand>().Select(command => command.Module))
            {
                if (module.Kind == ScriptModuleKind.Binary)
                {
                    continue;
                }

                var definition = module.ParseText();
                foreach (var body in definition.Functions.Select(function => function.Body))
                {
                    CheckBody(body.Bytes.Span, body.SourceMap!, hasLocals: true);
                    bodies++;
                }

                foreach (var global in definition.Globals)
                {
                    CheckBody(global.Initializer.Bytes.Span, global.Initializer.SourceMap!, hasLocals: false);
                    bodies++;
                }
            }
        }

        Assert.True(bodies > 9_000, $"only {bodies} bodies");
    }

    private static void CheckBody(ReadOnlySpan<byte> bytes, SourceMap map, bool hasLocals)
    {
        var reader = new ByteReader(bytes);
        if (hasLocals)
        {
            for (var groups = reader.ReadU32(); groups > 0; groups--)
            {
                reader.ReadU32();
                TypeReader.ReadValueType(ref reader);
            }
        }

        var instructions = new InstructionReader(reader);
        var instruction = new Instruction();
        var offsets = new List<int>();
        while (!instructions.AtEnd)
        {
            offsets.Add(instructions.Position);
            instructions.Read(ref instruction);
        }

        Assert.Equal(Opcode.End, instruction.Opcode);
        Assert.Equal(offsets, map.Offsets);
    }
}
