using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

public class FunctionValidatorTests
{
    private static readonly FunctionType s_toI32 = new([], [ValueType.I32]);
    private static readonly FunctionType s_i32ToI32 = new([ValueType.I32], [ValueType.I32]);

    [Fact]
    public void Accepts_a_function_that_adds()
    {
        var module = Code.Validate(new Code().Const(1).Const(2).Add(Opcode.I32Add).Add(Opcode.End).Module(s_toI32));
        Assert.Equal(s_toI32, module.GetFunctionType(0));
    }

    [Fact]
    public void Says_what_was_expected_and_what_was_found()
    {
        var code = new Code().Const(1).Add(Opcode.F32Const).Add(Opcode.I32Add).Add(Opcode.End);
        var error = Assert.Throws<InvalidModuleException>(() => Code.Validate(code.Module(s_toI32)));
        Assert.Equal("type mismatch: instruction requires [i32 i32] but stack has [i32 f32] at i32.add", error.Reason);
        Assert.Equal(0, error.FunctionIndex);
        Assert.Equal(100 + 1 + 2 + 5, error.ByteOffset);
    }

    [Fact]
    public void Names_the_function_when_names_are_given()
    {
        var options = new ValidationOptions { FunctionName = index => $"f{index}" };
        var error = Assert.Throws<InvalidModuleException>(() => Code.Validate(Code.Of(Opcode.I32Add, Opcode.End).Module(s_toI32), options));
        Assert.Equal("f0", error.FunctionName);
        Assert.StartsWith("type mismatch: instruction requires [i32 i32] but stack has [] at i32.add", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_must_be_exactly_those_of_the_type()
    {
        var code = new Code().Const(1).Const(2).Add(Opcode.End);
        Assert.Equal("type mismatch: block requires [i32] but stack has [i32 i32] at end", Code.Refuse(code.Module(s_toI32)));
    }

    [Fact]
    public void Unreachable_code_has_operands_of_every_type()
    {
        Code.Validate(Code.Of(Opcode.Unreachable, Opcode.I64Add, Opcode.I32WrapI64, Opcode.Select, Opcode.End).Module(s_toI32));
        Assert.Equal("type mismatch: instruction requires [i64 i64] but stack has [i32] at i64.add",
            Code.Refuse(new Code().Add(Opcode.Unreachable).Const(0).Add(Opcode.I64Add).Add(Opcode.Drop).Const(1).Add(Opcode.End).Module(s_toI32)));
    }

    [Fact]
    public void A_reference_made_of_nothing_is_still_a_reference()
    {
        Assert.StartsWith("type mismatch: instruction requires [i32] but stack has [(ref bot)] at i32.eqz", Code.Refuse(Code.Of(Opcode.Unreachable, Opcode.RefAsNonNull, Opcode.I32Eqz, Opcode.End).Module(s_toI32)),
            StringComparison.Ordinal);
        Code.Validate(Code.Of(Opcode.Unreachable, Opcode.RefAsNonNull, Opcode.RefIsNull, Opcode.End).Module(s_toI32));
    }

    [Fact]
    public void If_without_else_must_leave_what_it_takes()
    {
        var code = new Code().Const(1).Block(Opcode.If, BlockType.OfResult(ValueType.I32)).Const(1).Add(Opcode.End).Add(Opcode.End);
        Assert.StartsWith("type mismatch: if without else", Code.Refuse(code.Module(s_toI32)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Opcode.LocalGet, "unknown local 7")]
    [InlineData(Opcode.GlobalGet, "unknown global 7")]
    [InlineData(Opcode.Call, "unknown function 7")]
    [InlineData(Opcode.Br, "unknown label 7")]
    [InlineData(Opcode.MemorySize, "unknown memory 7")]
    [InlineData(Opcode.TableSize, "unknown table 7")]
    [InlineData(Opcode.ElemDrop, "unknown elem segment 7")]
    [InlineData(Opcode.Throw, "unknown tag 7")]
    [InlineData(Opcode.StructNew, "unknown type 7")]
    public void Refuses_unknown_indices(Opcode opcode, string words) =>
        Assert.StartsWith(words, Code.Refuse(new Code().Add(opcode, 7).Add(Opcode.End).Module(s_toI32)), StringComparison.Ordinal);

    [Fact]
    public void A_body_must_end_where_its_bytes_end()
    {
        Assert.StartsWith("unexpected end of section or function: END opcode expected", Code.RefuseAsMalformed(new Code().Const(1).Module(s_toI32)), StringComparison.Ordinal);
        Assert.StartsWith("section size mismatch", Code.RefuseAsMalformed(new Code().Const(1).Add(Opcode.End).Add(Opcode.Nop).Module(s_toI32)),
            StringComparison.Ordinal);
        Assert.StartsWith("illegal opcode", Code.RefuseAsMalformed(new Code().Bytes(0xFF).Module(s_toI32)), StringComparison.Ordinal);
    }

    [Fact]
    public void Locals_without_default_must_be_set_first()
    {
        var reference = ValueType.Ref(AbstractHeapType.Func, nullable: false);
        var type = new FunctionType([reference], []);
        Assert.StartsWith("uninitialized local 1", Code.Refuse(new Code().Local(reference).Add(Opcode.LocalGet, 1).Add(Opcode.Drop).Add(Opcode.End).Module(type)),
            StringComparison.Ordinal);
        Code.Validate(new Code().Local(reference).Add(Opcode.LocalGet).Add(Opcode.LocalSet, 1).Add(Opcode.LocalGet, 1).Add(Opcode.Drop).Add(Opcode.End).Module(type));

        // What a block sets is forgotten at its end.
        var inBlock = new Code().Local(reference).Block(Opcode.Block, BlockType.Empty).Add(Opcode.LocalGet).Add(Opcode.LocalSet, 1).Add(Opcode.End)
            .Add(Opcode.LocalGet, 1).Add(Opcode.Drop).Add(Opcode.End);
        Assert.StartsWith("uninitialized local 1", Code.Refuse(inBlock.Module(type)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cursor_shows_operands_and_frames()
    {
        var code = new Code().Local(ValueType.F64)
            .Add(Opcode.LocalGet).Block(Opcode.Loop, BlockType.OfType(0)).Add(Opcode.Drop).Add(Opcode.Unreachable).Add(Opcode.Select).Add(Opcode.End).Add(Opcode.End);
        var validator = new FunctionValidator(Code.Validate(code.Module(s_i32ToI32)));
        validator.Start(0);
        Assert.Equal([ValueType.I32, ValueType.F64], validator.Locals.ToArray());
        Assert.Equal(1, validator.ControlDepth);
        var seen = new List<(Opcode Opcode, int Operands, int Depth)>();
        var instruction = default(Instruction);
        while (validator.Read(ref instruction))
        {
            seen.Add((instruction.Opcode, validator.OperandCount, validator.ControlDepth));
            if (instruction.Opcode == Opcode.Drop)
            {
                Assert.Equal(ValueType.I32, validator.GetOperand(0));
                ref readonly var loop = ref validator.GetControl(0);
                Assert.Equal(Opcode.Loop, loop.Opcode);
                Assert.Equal([ValueType.I32], loop.LabelTypes);
                Assert.Equal(0, loop.Height);
                Assert.False(validator.IsUnreachable);
            }
            else if (instruction.Opcode == Opcode.Select)
            {
                Assert.True(validator.IsUnreachable);
                Assert.Equal(ValueType.Bottom, validator.GetOperand(2));
            }

            validator.Apply(instruction);
        }

        Assert.Equal(
            [(Opcode.LocalGet, 0, 1), (Opcode.Loop, 1, 1), (Opcode.Drop, 1, 2), (Opcode.Unreachable, 0, 2), (Opcode.Select, 0, 2), (Opcode.End, 1, 2),
                (Opcode.End, 1, 1)],
            seen);
        Assert.Equal(0, validator.ControlDepth);
        Assert.Equal(ValueType.I32, validator.Operands[0]);
    }

    [Fact]
    public void Every_instruction_has_a_rule()
    {
        for (var i = 0; i < InstructionTable.Count; i++)
        {
            var opcode = (Opcode)i;
            var instruction = new Instruction { Opcode = opcode, Type = ValueType.AnyRef, Type2 = ValueType.AnyRef, Types = [], Labels = [0], Catches = [] };
            var module = new Code().Add(Opcode.Unreachable).Add(instruction).Add(Opcode.Unreachable).Add(Opcode.End).Add(Opcode.End).Module(s_toI32);
            try
            {
                Code.Validate(module with { DataCount = 0 });
            }
            catch (WasmException error)
            {
                Assert.DoesNotContain("illegal opcode", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_feature_of_the_table_can_be_disabled()
    {
        var names = Enumerable.Range(0, InstructionTable.Count).Select(i => InstructionTable.GetFeature((Opcode)i)).Distinct().Where(name => name != "mvp");
        Assert.Empty(names.Except(Features.All));
    }
}
