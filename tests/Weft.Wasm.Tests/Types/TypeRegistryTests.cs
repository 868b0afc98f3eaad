using System.Collections.Immutable;
using Xunit;

namespace Weft.Wasm.Tests.Types;

public class TypeRegistryTests
{
    private static RecursiveGroup Group(params SubType[] types) => new([.. types], IsExplicit: true);

    private static SubType Struct(bool isFinal, int[] supers, params ValueType[] fields) =>
        new(isFinal, [.. supers], new StructType([.. fields.Select(type => new FieldType(type, PackedKind.None, IsMutable: false))]));

    private static ValueType RefTo(int index) => ValueType.Ref(HeapType.Defined(index), nullable: true);

    [Fact]
    public void Equal_groups_of_different_modules_get_the_same_ids()
    {
        var registry = new TypeRegistry();
        var one = registry.Canonicalize([Group(Struct(true, [], ValueType.I32)), Group(Struct(true, [], RefTo(1), RefTo(0)))]);
        var two = registry.Canonicalize([Group(Struct(true, [], ValueType.F32)), Group(Struct(true, [], ValueType.I32)), Group(Struct(true, [], RefTo(2), RefTo(1)))]);
        Assert.Equal(one[0], two[1]);
        Assert.Equal(one[1], two[2]);
        Assert.Equal(3, registry.Count);
        Assert.DoesNotContain(0, one.Concat(two));
        Assert.Throws<ArgumentOutOfRangeException>(() => registry[0]);
        Assert.Equal(RefTo(one[1]), ((StructType)registry[one[1]].Composite).Fields[0].Type);
    }

    [Fact]
    public void A_reference_into_the_group_differs_from_one_out_of_it()
    {
        var registry = new TypeRegistry();
        // The second group unrolls the first once: equi-recursively the same, iso-recursively another type (spec 3.3.1).
        var ids = registry.Canonicalize([Group(Struct(true, [], RefTo(0))), Group(Struct(true, [], RefTo(0)))]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public void Position_in_a_group_tells_types_apart()
    {
        var registry = new TypeRegistry();
        var ids = registry.Canonicalize([Group(Struct(true, []), Struct(true, [])), Group(Struct(true, []))]);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Declared_supertypes_are_found_at_every_depth()
    {
        var registry = new TypeRegistry();
        var chain = registry.Canonicalize([.. Enumerable.Range(0, 64).Select(i => Group(Struct(false, i == 0 ? [] : [i - 1])))]);
        var other = registry.Canonicalize([Group(Struct(false, [])), Group(Struct(false, [0])), Group(Struct(false, [0], ValueType.I32))]);
        Assert.True(registry.IsSubtype(chain[63], chain[0]));
        Assert.True(registry.IsSubtype(chain[40], chain[39]));
        Assert.False(registry.IsSubtype(chain[39], chain[40]));
        Assert.False(registry.IsSubtype(other[2], other[1]));
        Assert.Equal(chain.AsSpan(0, 63), registry.GetSupertypes(chain[63]));
    }

    [Fact]
    public void Deeper_chains_are_refused()
    {
        var error = Assert.Throws<InvalidModuleException>(() =>
            new TypeRegistry().Canonicalize([.. Enumerable.Range(0, 65).Select(i => Group(Struct(false, i == 0 ? [] : [i - 1])))]));
        Assert.StartsWith("sub type", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 0)]
    public void Indices_out_of_scope_are_refused(int super, int field)
    {
        var type = new SubType(true, super == 0 ? [] : [super], new ArrayType(new FieldType(RefTo(field), PackedKind.None, false)));
        var error = Assert.Throws<InvalidModuleException>(() => new TypeRegistry().Canonicalize([Group(type)]));
        Assert.StartsWith("unknown type", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_type_is_a_final_type_of_its_own()
    {
        var registry = new TypeRegistry();
        var type = new FunctionType([ValueType.I32], [ValueType.I64]);
        var ids = registry.Canonicalize([Group(new SubType(true, [], type)), Group(new SubType(false, [], type))]);
        Assert.Equal(ids[0], registry.GetFunctionTypeId(type));
        Assert.NotEqual(ids[1], registry.GetFunctionTypeId(type));
        Assert.Equal(type, registry.GetFunctionType(ids[0]));
        Assert.Equal(CompositeKind.Function, registry.GetKind(ids[0]));
    }

    [Fact]
    public void Heap_types_form_four_hierarchies()
    {
        var registry = new TypeRegistry();
        var ids = registry.Canonicalize([Group(Struct(true, [])), Group(new SubType(true, [], FunctionType.Empty))]);
        HeapType structure = HeapType.Defined(ids[0]), function = HeapType.Defined(ids[1]);
        HeapType[] order = [AbstractHeapType.None, structure, AbstractHeapType.Struct, AbstractHeapType.Eq, AbstractHeapType.Any];
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = 0; j < order.Length; j++)
            {
                Assert.Equal(i <= j, registry.IsSubtype(order[i], order[j]));
            }
        }

        Assert.True(registry.IsSubtype(AbstractHeapType.NoFunc, function));
        Assert.True(registry.IsSubtype(function, AbstractHeapType.Func));
        Assert.False(registry.IsSubtype(function, AbstractHeapType.Any));
        Assert.False(registry.IsSubtype(AbstractHeapType.None, AbstractHeapType.Func));
        Assert.True(registry.IsSubtype(AbstractHeapType.NoExn, AbstractHeapType.Exn));
        Assert.True(registry.IsSubtype(HeapType.Bottom, AbstractHeapType.Extern));
        Assert.Equal(AbstractHeapType.Any, registry.GetTop(structure));
        Assert.Equal(AbstractHeapType.Func, registry.GetTop(function));
    }

    [Fact]
    public void Null_may_stand_only_where_it_is_allowed()
    {
        var registry = new TypeRegistry();
        Assert.True(registry.IsSubtype(ValueType.FuncRef.AsNonNullable(), ValueType.FuncRef));
        Assert.False(registry.IsSubtype(ValueType.FuncRef, ValueType.FuncRef.AsNonNullable()));
        Assert.True(registry.IsSubtype(ValueType.Bottom, ValueType.I32));
        Assert.False(registry.IsSubtype(ValueType.I32, ValueType.I64));
    }

    [Fact]
    public async Task Threads_agree_on_ids()
    {
        var registry = new TypeRegistry();
        ImmutableArray<RecursiveGroup> groups = [.. Enumerable.Range(0, 2000).Select(i => Group(Struct(true, [], i == 0 ? ValueType.I32 : RefTo(i / 2))))];
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => registry.Canonicalize(groups))));
        foreach (var ids in results)
        {
            Assert.Equal(results[0], ids);
        }

        Assert.Equal(results[0].Distinct().Count(), registry.Count);
    }
}
