using System.Diagnostics;
using Weft.Wasm.Binary;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

/// <summary>Modules that try to make validation slow or large. The limit allows for a busy machine; quadratic work would miss it by far.</summary>
public class HostileInputTests
{
    private static readonly FunctionType s_empty = FunctionType.Empty;

    private static FunctionType Wide(int parameters, int results) =>
        new([.. Enumerable.Repeat(ValueType.I32, parameters)], [.. Enumerable.Repeat(ValueType.I32, results)]);

    private static void InTime(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        Assert.True(clock.Elapsed.TotalSeconds < 60, $"took {clock.Elapsed}");
    }

    [Fact]
    public void Many_functions_with_many_locals_cost_little()
    {
        // 50,000 locals of two types in each of 200,000 functions: 80 GB if they were laid out.
        var writer = new ByteWriter();
        writer.WriteIndex(2);
        writer.WriteIndex(25_000);
        writer.WriteByte(0x7F);
        writer.WriteIndex(25_000);
        writer.WriteByte(0x70);
        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.LocalGet, Index = 25_000 });
        InstructionWriter.Write(writer, new Instruction { Opcode = Opcode.LocalSet, Index = 49_999 });
        writer.WriteByte(0x0B);
        var function = new FunctionDefinition(0, new FunctionBody(writer.ToArray(), 1));
        var module = new ModuleDefinition { Types = [Code.Group(s_empty)], Functions = [.. Enumerable.Repeat(function, 200_000)] };
        InTime(() => Code.Validate(module));
        var validator = new FunctionValidator(Code.Validate(module));
        validator.Start(7);
        Assert.Equal(50_000, validator.Locals.Length);
        Assert.Equal(ValueType.I32, validator.Locals[24_999]);
        Assert.Equal(ValueType.FuncRef, validator.Locals[25_000]);
    }

    [Fact]
    public void Too_many_locals_are_refused()
    {
        var writer = new ByteWriter();
        writer.WriteIndex(2);
        foreach (var count in new uint[] { uint.MaxValue, 2 })
        {
            writer.WriteU32(count);
            writer.WriteByte(0x7F);
        }

        var module = new ModuleDefinition { Types = [Code.Group(s_empty)], Functions = [new FunctionDefinition(0, new FunctionBody(writer.ToArray(), 1))] };
        Assert.StartsWith("too many locals", Code.RefuseAsMalformed(module), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_bounded()
    {
        Code Nested(int depth)
        {
            var code = new Code();
            for (var i = 0; i < depth; i++)
            {
                code.Block(Opcode.Block, BlockType.Empty);
            }

            for (var i = 0; i <= depth; i++)
            {
                code.Add(Opcode.End);
            }

            return code;
        }

        Code.Validate(Nested(ImplementationLimits.NestingDepth - 1).Module(s_empty));
        Assert.StartsWith("nesting too deep", Code.Refuse(Nested(ImplementationLimits.NestingDepth).Module(s_empty)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_operand_stack_is_bounded()
    {
        var code = new Code();
        for (var i = 0; i < 2000; i++)
        {
            code.Add(Opcode.Call, 1);
        }

        var module = code.Add(Opcode.Unreachable).Add(Opcode.End).Module(s_empty, Wide(0, 1000)) with { Imports = [] };
        module = module with { Functions = [module.Functions[0], new FunctionDefinition(1, Code.Of(Opcode.Unreachable, Opcode.End).Body())] };
        Assert.StartsWith("too many operands", Code.Refuse(module), StringComparison.Ordinal);
    }

    [Fact]
    public void Wide_labels_are_checked_once_a_branch_table()
    {
        // 1000 types on the label, and a million branches to it in one br_table.
        var labels = new int[1_000_000];
        var code = new Code().Add(Opcode.Unreachable).Block(Opcode.Block, BlockType.OfType(1)).Add(Opcode.Call, 1).Const(0)
            .Add(new Instruction { Opcode = Opcode.BrTable, Labels = labels }).Add(Opcode.End).Add(Opcode.Unreachable).Add(Opcode.End);
        var module = code.Module(s_empty, Wide(0, 1000));
        module = module with { Functions = [module.Functions[0], new FunctionDefinition(1, Code.Of(Opcode.Unreachable, Opcode.End).Body())] };
        InTime(() => Code.Validate(module));
    }

    [Fact]
    public void Wide_labels_and_short_branches_stay_fast()
    {
        var code = new Code().Add(Opcode.Call, 1);
        for (var i = 0; i < 200_000; i++)
        {
            code.Const(0).Add(Opcode.BrIf, 0);
        }

        var module = code.Add(Opcode.End).Module(Wide(0, 1000), Wide(0, 1000));
        module = module with { Functions = [module.Functions[0], new FunctionDefinition(1, Code.Of(Opcode.Unreachable, Opcode.End).Body())] };
        InTime(() => Code.Validate(module));
    }

    [Fact]
    public void Large_structures_in_unreachable_code_cost_nothing()
    {
        var field = new FieldType(ValueType.I32, PackedKind.None, IsMutable: false);
        var code = new Code().Add(Opcode.Unreachable);
        for (var i = 0; i < 300_000; i++)
        {
            code.Add(Opcode.StructNew, 1).Add(Opcode.Drop).Add(Opcode.StructNewDefault, 1).Add(Opcode.Drop);
        }

        InTime(() => Code.Validate(code.Add(Opcode.End).Module(s_empty, new StructType([.. Enumerable.Repeat(field, 10_000)]))));
    }

    [Fact]
    public void Large_type_sections_take_linear_time()
    {
        // 200,000 types, all below one chain of 60, and each naming the one before it in another field type.
        var groups = new List<RecursiveGroup>();
        for (var i = 0; i < 200_000; i++)
        {
            var previous = ValueType.Ref(HeapType.Defined(Math.Max(i - 1, 0)), nullable: true);
            var fields = new StructType([new FieldType(ValueType.AnyRef, PackedKind.None, false), new FieldType(previous, PackedKind.None, false)]);
            int[] supers = i switch { 0 => [], <= 60 => [i - 1], _ => [60] };
            groups.Add(new RecursiveGroup([new SubType(false, [.. supers], fields)], IsExplicit: false));
        }

        // Fields must match those of the chain, so only their number grows there.
        InTime(() => new TypeRegistry().Canonicalize([.. groups]));
        InTime(() => new TypeRegistry().Canonicalize([new RecursiveGroup([.. groups.SelectMany(group => group.Types)], IsExplicit: true)]));
    }

    [Fact]
    public void Fixed_arrays_are_bounded() => Assert.StartsWith("too many operands",
        Code.Refuse(new Code().Add(Opcode.Unreachable).Add(Opcode.ArrayNewFixed, 1, int.MaxValue).Add(Opcode.End)
            .Module(s_empty, new ArrayType(new FieldType(ValueType.I32, PackedKind.None, true)))), StringComparison.Ordinal);
}
