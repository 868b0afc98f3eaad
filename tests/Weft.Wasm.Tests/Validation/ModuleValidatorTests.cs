using System.Collections.Immutable;
using Weft.Wasm.Instructions;
using Weft.Wasm.Validation;
using Xunit;

namespace Weft.Wasm.Tests.Validation;

public class ModuleValidatorTests
{
    private static readonly ModuleDefinition s_empty = new() { Types = [Code.Group(FunctionType.Empty)] };

    private static ConstantExpression Zero => new Code().Const(0).Add(Opcode.End).Expression();

    private static FunctionDefinition Nothing => new(0, Code.Of(Opcode.End).Body());

    private static void Refused(string words, ModuleDefinition module, ValidationOptions? options = null) =>
        Assert.StartsWith(words, Code.Refuse(module, options), StringComparison.Ordinal);

    private static ValidationOptions Without(params string[] features) => new() { DisabledFeatures = [.. features] };

    [Fact]
    public void Index_spaces_begin_with_imports()
    {
        var module = Code.Validate(s_empty with
        {
            Imports =
            [
                new Import("m", "f", new ExternalFunctionType(0)), new Import("m", "t", new TableType(ValueType.FuncRef, new Limits(1, null))),
                new Import("m", "g", new GlobalType(ValueType.I64, false)), new Import("m", "e", new TagType(0)),
            ],
            Functions = [Nothing],
            Memories = [new MemoryType(new Limits(1, 2))],
            Globals = [new GlobalDefinition(new GlobalType(ValueType.I64, true), new Code().Add(Opcode.GlobalGet).Add(Opcode.End).Expression())],
        });
        Assert.Equal(2, module.FunctionTypeIds.Length);
        Assert.Equal((1, 1, 0, 1, 1), (module.ImportedFunctionCount, module.ImportedTableCount, module.ImportedMemoryCount,
            module.ImportedGlobalCount, module.ImportedTagCount));
        Assert.Equal(4, module.ImportTypes.Length);
        Assert.Equal(new ExternalFunctionType(module.CanonicalTypes[0]), module.ImportTypes[0]);
        Assert.Equal([new GlobalType(ValueType.I64, false), new GlobalType(ValueType.I64, true)], module.Globals);
    }

    [Fact]
    public void Refuses_bad_limits()
    {
        Refused("size minimum must not be greater than maximum", s_empty with { Memories = [new MemoryType(new Limits(2, 1))] });
        Refused("memory size must be at most 65536 pages", s_empty with { Memories = [new MemoryType(new Limits(65537, null))] });
        Refused("memory size must be at most", s_empty with { Memories = [new MemoryType(new Limits(1UL << 32, null), PageSizeLog2: 0)] });
        Refused("memory size must be at most 2**48", s_empty with { Memories = [new MemoryType(new Limits((1UL << 48) + 1, null), AddressType.I64)] });
        Refused("table size must be at most", s_empty with { Tables = [new TableDefinition(new TableType(ValueType.FuncRef, new Limits(1UL << 32, null)), null)] });
        Refused("invalid custom page size", s_empty with { Memories = [new MemoryType(new Limits(0, 1), PageSizeLog2: 12)] });
        Refused("shared memory must have maximum", s_empty with { Memories = [new MemoryType(new Limits(0, null), IsShared: true)] });
    }

    [Fact]
    public void Refuses_bad_exports_and_start()
    {
        var export = new Export("a", ExternalKind.Function, 0);
        Refused("duplicate export name", s_empty with { Functions = [Nothing], Exports = [export, export] });
        Refused("unknown function 0", s_empty with { Exports = [export] });
        Refused("unknown memory 3", s_empty with { Exports = [new Export("", ExternalKind.Memory, 3)] });
        Refused("unknown function 1", s_empty with { Functions = [Nothing], Start = 1 });
        Refused("start function", new ModuleDefinition
        {
            Types = [Code.Group(new FunctionType([ValueType.I32], []))],
            Functions = [Nothing],
            Start = 0,
        });
    }

    [Fact]
    public void Constant_expressions_are_a_small_language()
    {
        ModuleDefinition Global(Code code, ValueType type) =>
            s_empty with { Functions = [Nothing], Globals = [new GlobalDefinition(new GlobalType(type, false), code.Add(Opcode.End).Expression())] };

        Code.Validate(Global(new Code().Const(1).Const(2).Add(Opcode.I32Mul), ValueType.I32));
        Code.Validate(Global(new Code().Add(Opcode.RefFunc), ValueType.FuncRef));
        Refused("constant expression required", Global(new Code().Const(1).Add(Opcode.I32Clz), ValueType.I32));
        Refused("type mismatch: instruction requires [i64] but stack has [i32] at end", Global(new Code().Const(1), ValueType.I64));
        Refused("unknown global 0", Global(new Code().Add(Opcode.GlobalGet), ValueType.I32));
        var error = Assert.Throws<InvalidModuleException>(() => Code.Validate(Global(new Code().Add(Opcode.Nop), ValueType.I32)));
        Assert.Equal(50, error.ByteOffset);
        Assert.Null(error.FunctionIndex);
    }

    [Fact]
    public void Functions_must_be_declared_before_bodies_reference_them()
    {
        var body = Code.Of(Opcode.RefFunc, Opcode.Drop, Opcode.End).Module(FunctionType.Empty);
        Refused("undeclared function reference", body);
        Code.Validate(body with { Exports = [new Export("f", ExternalKind.Function, 0)] });
        Code.Validate(body with { Elements = [new ElementSegment(SegmentMode.Declarative, ValueType.FuncRef, 0, null, [0], default)] });
    }

    [Fact]
    public void Data_segments_in_code_need_the_count_section()
    {
        var module = new Code().Add(Opcode.DataDrop).Add(Opcode.End).Module(FunctionType.Empty) with
        {
            Data = [new DataSegment(SegmentMode.Passive, 0, null, default)],
        };
        Assert.StartsWith("data count section required", Code.RefuseAsMalformed(module), StringComparison.Ordinal);
        Code.Validate(module with { DataCount = 1 });
    }

    [Fact]
    public void Segments_must_fit_what_they_fill()
    {
        Refused("unknown memory 0", s_empty with { Data = [new DataSegment(SegmentMode.Active, 0, Zero, default)] });
        Refused("unknown table 0", s_empty with { Elements = [new ElementSegment(SegmentMode.Active, ValueType.FuncRef, 0, Zero, [], default)] });
        Refused("type mismatch", s_empty with
        {
            Tables = [new TableDefinition(new TableType(ValueType.ExternRef, new Limits(0, null)), null)],
            Elements = [new ElementSegment(SegmentMode.Active, ValueType.FuncRef, 0, Zero, [], default)],
        });
        Refused("type mismatch", s_empty with
        {
            Memories = [new MemoryType(new Limits(0, null), AddressType.I64)],
            Data = [new DataSegment(SegmentMode.Active, 0, Zero, default)],
        });
    }

    [Fact]
    public void Declared_supertypes_must_match()
    {
        SubType Struct(bool isFinal, int[] supers, params FieldType[] fields) => new(isFinal, [.. supers], new StructType([.. fields]));
        var any = new FieldType(ValueType.AnyRef, PackedKind.None, IsMutable: false);
        var eq = new FieldType(ValueType.Ref(AbstractHeapType.Eq, nullable: true), PackedKind.None, IsMutable: false);
        ModuleDefinition Types(params SubType[] types) => new() { Types = [.. types.Select(type => new RecursiveGroup([type], false))] };

        Code.Validate(Types(Struct(false, [], any), Struct(true, [0], eq, any)));
        Refused("sub type 1 does not match super type 0", Types(Struct(false, [], eq), Struct(true, [0], any)));
        Refused("sub type 1 does not match super type 0", Types(Struct(true, [], any), Struct(true, [0], any)));
        Refused("sub type 1 does not match super type 0",
            Types(Struct(false, [], any with { IsMutable = true }), Struct(true, [0], eq with { IsMutable = true })));
    }

    [Theory]
    [InlineData("simd", Opcode.I8x16Splat)]
    [InlineData("sign-extension", Opcode.I32Extend8S)]
    [InlineData("gc", Opcode.RefI31)]
    public void Disabled_features_are_refused_by_name(string feature, Opcode opcode)
    {
        var module = new Code().Const(0).Add(opcode).Add(Opcode.Drop).Add(Opcode.End).Module(FunctionType.Empty);
        Code.Validate(module);
        Refused($"feature {feature} is disabled", module, Without(feature));
        Assert.Throws<ArgumentException>(() => Without("flying"));
    }

    [Fact]
    public void Features_of_types_and_definitions_can_be_disabled()
    {
        var memories = s_empty with { Memories = [new MemoryType(new Limits(0, null)), new MemoryType(new Limits(0, null))] };
        Refused("multiple memories", memories, Without(Features.MultiMemory));
        Refused("feature memory64", s_empty with { Memories = [new MemoryType(new Limits(0, null), AddressType.I64)] }, Without(Features.Memory64));
        Refused("feature multi-value", new ModuleDefinition { Types = [Code.Group(new FunctionType([], [ValueType.I32, ValueType.I32]))] },
            Without(Features.MultiValue));
        Refused("feature gc", new ModuleDefinition { Types = [Code.Group(new StructType([]))] }, Without(Features.Gc));
        Refused("feature simd", new ModuleDefinition { Types = [Code.Group(new FunctionType([ValueType.V128], []))] }, Without(Features.Simd));
        Code.Validate(s_empty with { Tables = [new TableDefinition(new TableType(ValueType.FuncRef, new Limits(0, null)), null)] },
            Without([.. Features.All]));
    }

    [Fact]
    public void The_first_error_wins_on_any_number_of_threads()
    {
        var valid = new Code();
        for (var i = 0; i < 300; i++)
        {
            valid.Const(i).Add(Opcode.Drop);
        }

        var body = new FunctionDefinition(0, valid.Add(Opcode.End).Body());
        var functions = ImmutableArray.CreateBuilder<FunctionDefinition>();
        for (var i = 0; i < 2000; i++)
        {
            functions.Add(i >= 1111 && i % 7 == 0 ? new FunctionDefinition(0, Code.Of(Opcode.Drop, Opcode.End).Body()) : body);
        }

        var module = s_empty with { Functions = functions.ToImmutable() };
        for (var threads = 1; threads <= 8; threads++)
        {
            var error = Assert.Throws<InvalidModuleException>(() => Code.Validate(module, new ValidationOptions { MaxDegreeOfParallelism = threads }));
            Assert.Equal(1113, error.FunctionIndex);
        }

        Code.Validate(module with { Functions = [.. Enumerable.Repeat(body, 3000)] }, new ValidationOptions { MaxDegreeOfParallelism = 4 });
    }
}
