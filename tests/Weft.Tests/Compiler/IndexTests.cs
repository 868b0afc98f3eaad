// Indices that are scaled and added to on the way to an address: part of the access where nothing can wrap around, numbers of 32 bits where
// something can.
using System.Globalization;
using System.Text;
using Xunit;

namespace Weft.Tests.Compiler;

public sealed class IndexTests
{
    private static readonly uint[] s_masks = [0, 1, 0xFF, 0xFFFF, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue];
    private static readonly uint[] s_addends = [0, 1, 0x400, 0xFFFE, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FC03, 0xFFFF_FF00, 0xFFFF_FFFF];
    private static readonly uint[] s_values = [0, 1, 0x7F, 0xFF, 0x100, 0xFFFF, 0x3FFF_FFFF, 0x4000_0001, 0x8000_0000, 0xFFFF_FFF0, 0xFFFF_FFFF];

    [Theory]
    [InlineData(BoundsChecks.Auto)]
    [InlineData(BoundsChecks.Explicit)]
    public void Sums_wrap_around_where_the_specification_says(BoundsChecks checks)
    {
        var text = new StringBuilder("(module (memory 1) (func (export \"fill\") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))");
        foreach (var (mask, shift, addend, offset) in Cases())
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                (func (export "{{mask}} {{shift}} {{addend}} {{offset}}") (param i32) (result i32)
                  (i32.load8_u offset={{offset}}
                    (i32.add (i32.shl (i32.and (local.get 0) (i32.const {{mask}})) (i32.const {{shift}})) (i32.const {{addend}}))))
                """);
        }

        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit, BoundsChecks = checks });
        using var module = engine.LoadModuleText(text.Append(')').ToString());
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);
        var fill = instance.GetFunction<Action<int, int>>("fill");
        for (var i = 0; i < 0x10000; i++)
        {
            fill(i, ByteAt((uint)i));
        }

        var (read, trapped) = (0, 0);
        foreach (var (mask, shift, addend, offset) in Cases())
        {
            var load = instance.GetFunction<Func<int, int>>($"{mask} {shift} {addend} {offset}");
            foreach (var value in s_values)
            {
                var address = (ulong)unchecked(((value & mask) << shift) + addend) + offset;
                if (address < 0x10000)
                {
                    Assert.Equal(ByteAt((uint)address), load(unchecked((int)value)));
                    read++;
                }
                else if (trapped < 200)
                {
                    // Traps cost microseconds: some are enough.
                    Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => load(unchecked((int)value))).Kind);
                    trapped++;
                }
            }
        }

        Assert.True(read > 500, $"only {read} accesses were inside");
        Assert.Equal(200, trapped);
    }

    [Theory]
    [InlineData("(i32.load8_u (i32.const 8))", 0xEF)]
    [InlineData("(i32.and (i32.load16_u (i32.const 8)) (i32.const 0x7FFF))", 0x3EEF)]
    [InlineData("(i32.shr_u (i32.load (i32.const 8)) (i32.const 20))", 0xDEA)]
    [InlineData("(i32.rem_u (i32.load (i32.const 8)) (i32.const 100))", 3735928559 % 100)]
    [InlineData("(i32.div_u (i32.load (i32.const 8)) (i32.const 1000000))", 3735928559 / 1000000)]
    [InlineData("(i32.or (i32.load8_u (i32.const 8)) (i32.const 256))", 0x1EF)]
    [InlineData("(i32.xor (i32.load8_u (i32.const 8)) (i32.const 257))", 0x1EE)]
    [InlineData("(i32.lt_u (i32.const 3) (i32.load (i32.const 8)))", 1)]
    [InlineData("(local.tee 0 (i32.and (i32.load (i32.const 8)) (i32.const 0xFFF)))", 0xEEF)]
    [InlineData("(i32.and (i32.load (i32.const 8)) (i32.const 0xFFF)) (local.set 0) (local.get 0)", 0xEEF)]
    public void Every_bounded_value_is_an_index(string index, long expected)
    {
        using var engine = new Engine(new EngineOptions { Tier = ExecutionTier.Jit });
        using var module = engine.LoadModuleText($"""
            (module (memory 1) (data (i32.const 8) "\ef\be\ad\de")
              (func (export "store") (param i32) {index} (i32.shl (i32.const 1)) (i32.add (i32.const 1024)) (i32.store16 offset=2 (i32.const 4660)))
              (func (export "load") (param i32) (result i32) (i32.load16_u (local.get 0))))
            """);
        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);
        instance.GetFunction<Action<int>>("store")(0);
        Assert.Equal(4660, instance.GetFunction<Func<int, int>>("load")((int)(expected * 2) + 1026));
    }

    private static int ByteAt(uint address) => (int)((address * 2654435761) >> 24);

    private static IEnumerable<(uint Mask, int Shift, uint Addend, uint Offset)> Cases() =>
        from mask in s_masks
        from shift in new[] { 0, 1, 2, 3, 4 }
        from addend in s_addends
        from offset in new uint[] { 0, 7 }
        select (mask, shift, addend, offset);
}
