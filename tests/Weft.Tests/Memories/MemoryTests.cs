// Memories as the host sees them: sizes, growth, limits, access, bulk operations, on guard pages and without.
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Memories;

public sealed class MemoryTests
{
    private const int Page = 65536;

    public static TheoryData<BoundsChecks> Modes { get; } = [.. GuardPages.IsSupported ? new[] { BoundsChecks.GuardPages, BoundsChecks.Explicit } : [BoundsChecks.Explicit]];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Begins_zero_at_its_minimum_and_grows_to_its_maximum(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 3)));
        Assert.Equal((ulong)Page, memory.Length);
        Assert.True(memory.GetSpan(0, Page).IndexOfAnyExcept((byte)0) < 0);
        memory.Write(Page - 4, 0x01020304);
        Assert.Equal(1, memory.Grow(1));
        Assert.Equal(2UL, memory.Pages);
        Assert.Equal(0x01020304, memory.Read<int>(Page - 4));
        Assert.Equal(-1, memory.Grow(2));
        Assert.Equal(-1, memory.Grow(ulong.MaxValue));
        Assert.Equal(2, memory.Grow(1));
        Assert.Equal(3, memory.Grow(0));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Equal(3UL * Page, memory.Length);
        Assert.Equal(0, memory.Read<byte>((3 * Page) - 1));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Never_moves(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, null)));
        var first = memory.GetSpan(0, 1);
        for (var i = 1; i < 64; i++)
        {
            Assert.Equal(i, memory.Grow(1));
        }

        Assert.True(memory.GetSpan(0, 1) == first);
        first[0] = 9;
        Assert.Equal(9, memory.Read<byte>(0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Addresses_of_32_bits_end_at_4_gibibytes(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(0, null)));
        Assert.Equal(-1, memory.Grow(65537));
        Assert.Equal(0, memory.Grow(65536));
        Assert.Equal(1UL << 32, memory.Length);
        memory.Write(uint.MaxValue, (byte)5);
        Assert.Equal(5, memory.Read<byte>(-1));
        Assert.Equal(-1, memory.Grow(1));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Pages_of_one_byte_count_bytes(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(3, 10), PageSizeLog2: 0));
        Assert.False(memory.UsesGuardPages);
        Assert.Equal(3UL, memory.Length);
        Assert.Equal(3, memory.Grow(7));
        Assert.Equal(-1, memory.Grow(1));
        memory.Write(9, (byte)1);
        AssertOutOfBounds(() => memory.Write(10, (byte)1));
        var large = new Weft.Memory(store, new MemoryType(new Limits(0, null), PageSizeLog2: 0));
        Assert.Equal(-1, large.Grow(1UL << 32));
        Assert.Equal(0, large.Grow(100));
    }

    [Fact]
    public void Addresses_of_64_bits_reserve_what_they_may_use_and_fail_to_grow_beyond()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, null), AddressType.I64));
        Assert.False(memory.UsesGuardPages);
        Assert.Equal(1, memory.Grow(10));
        Assert.Equal(-1, memory.Grow(1UL << 40));
        Assert.Equal(-1, memory.Grow(1UL << 47));
        Assert.Equal(-1, memory.Grow((1UL << 48) - 11));
        Assert.Equal(11UL, memory.Pages);
        AssertOutOfBounds(() => memory.Read<int>(ulong.MaxValue - 1));
        Assert.Throws<LinkException>(() => new Weft.Memory(store, new MemoryType(new Limits(1UL << 47, null), AddressType.I64)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_stores_limit_counts_all_memories(BoundsChecks mode)
    {
        using var store = CreateStore(mode, new StoreOptions { MaxMemory = 3 * Page });
        var first = new Weft.Memory(store, new MemoryType(new Limits(1, null)));
        var second = new Weft.Memory(store, new MemoryType(new Limits(1, null)));
        Assert.Equal(-1, first.Grow(2));
        Assert.Equal(1, first.Grow(1));
        Assert.Equal(-1, second.Grow(1));
        Assert.Throws<LinkException>(() => new Weft.Memory(store, new MemoryType(new Limits(1, null))));
        _ = new Weft.Memory(store, new MemoryType(new Limits(0, null)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Access_outside_is_the_guests_trap(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        Assert.Equal(0, memory.GetSpan(Page, 0).Length);
        Assert.Equal(1, memory.GetSpan(Page - 1, 1).Length);
        AssertOutOfBounds(() => memory.GetSpan(Page + 1, 0));
        AssertOutOfBounds(() => memory.GetSpan(Page - 1, 2));
        AssertOutOfBounds(() => memory.GetSpan(0, -1));
        AssertOutOfBounds(() => memory.GetSpan(ulong.MaxValue, 1));
        AssertOutOfBounds(() => memory.GetSpan(-1, 1));
        AssertOutOfBounds(() => memory.Read<long>(Page - 7));
        AssertOutOfBounds(() => memory.Write(Page - 7, 0L));
        Assert.False(memory.TryGetSpan(Page - 1, 2, out _));
        Assert.True(memory.TryGetSpan(Page - 1, 1, out _));
    }

    [Fact]
    public void Text_is_utf8()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        Assert.Equal(6, memory.WriteString(10, "häß!"));
        Assert.Equal("häß!", memory.ReadString(10, 6));
        memory.Write(10, (byte)0xFF);
        Assert.StartsWith("\uFFFD", memory.ReadString(10, 6));
        AssertOutOfBounds(() => memory.WriteString(Page - 5, "häß!"));
        Assert.Equal(0, memory.Read<byte>(Page - 5));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Bulk_operations_check_first_and_overlap_rightly(BoundsChecks mode)
    {
        using var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        var other = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        memory.Fill(0, 7, 4);
        memory.Write(0, 0x04030201);
        memory.Copy(1, memory, 0, 4);
        Assert.Equal(0x04030201, memory.Read<int>(1));
        other.Copy(Page - 5, memory, 0, 5);
        Assert.Equal(0x04030201, other.Read<int>(Page - 4));
        AssertOutOfBounds(() => memory.Fill(Page - 1, 1, 2));
        AssertOutOfBounds(() => memory.Fill(ulong.MaxValue, 1, 1));
        AssertOutOfBounds(() => memory.Copy(0, memory, Page, 1));
        AssertOutOfBounds(() => memory.Copy(Page, memory, 0, 1));
        AssertOutOfBounds(() => memory.Copy(0, memory, 1, ulong.MaxValue));
        memory.Fill(Page, 1, 0);
        memory.Copy(Page, other, Page, 0);
        AssertOutOfBounds(() => memory.Fill(Page + 1, 1, 0));
        Assert.Equal(0, memory.Read<byte>(Page - 1));
        memory.Initialize(Page - 2, [1, 2, 3], 1, 2);
        Assert.Equal(0x0302, memory.Read<ushort>(Page - 2));
        AssertOutOfBounds(() => memory.Initialize(0, [1, 2, 3], 2, 2));
        AssertOutOfBounds(() => memory.Initialize(0, [1, 2, 3], ulong.MaxValue, 2));
        AssertOutOfBounds(() => memory.Initialize(Page, [1, 2, 3], 2, 1));
    }

    [Fact]
    public void A_type_that_is_not_valid_is_refused()
    {
        using var store = CreateStore(BoundsChecks.Auto);
        Assert.Throws<ArgumentException>(() => new Weft.Memory(store, new MemoryType(new Limits(2, 1))));
        Assert.Throws<ArgumentException>(() => new Weft.Memory(store, new MemoryType(new Limits(1, null), IsShared: true)));
        Assert.Throws<ArgumentException>(() => new Weft.Memory(store, new MemoryType(new Limits(1, 1), PageSizeLog2: 12)));
        Assert.Throws<LinkException>(() => new Weft.Memory(store, new MemoryType(new Limits(65537, null))));
        Assert.Throws<ArgumentException>(() => Weft.Memory.CreateShared(store.Engine, new MemoryType(new Limits(1, 1))));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void After_its_store_it_says_that_it_is_gone(BoundsChecks mode)
    {
        var store = CreateStore(mode);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.GetSpan(0, 1));
        Assert.Throws<ObjectDisposedException>(() => memory.Grow(1));
        Assert.Throws<ObjectDisposedException>(() => memory.Fill(0, 0, 0));
        Assert.Throws<ObjectDisposedException>(() => new Weft.Memory(store, new MemoryType(new Limits(1, 1))));
    }

    [Fact]
    public void Many_stores_come_and_go_disposed_or_not()
    {
        // Far more than address space would hold at once: what is not disposed is finalised.
        for (var i = 0; i < 2000; i++)
        {
            var store = CreateStore(BoundsChecks.Auto);
            var memory = new Weft.Memory(store, new MemoryType(new Limits(1, 1)));
            memory.Write(0, i);
            if (i % 2 == 0)
            {
                store.Dispose();
            }
            else if (i % 100 == 1)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    private static void AssertOutOfBounds(Action action)
    {
        var trap = Assert.Throws<TrapException>(action);
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.StartsWith("out of bounds memory access", trap.Message);
    }

    private static Store CreateStore(BoundsChecks mode, StoreOptions? options = null) => new(new Engine(new EngineOptions { BoundsChecks = mode }), options);
}
