// Guard pages rest on behaviour that .NET does not document: these tests pin it.
using System.Runtime.CompilerServices;
using Weft.Runtime;
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Traps;

public sealed unsafe class GuardPagesTests
{
    private static readonly MemoryType s_onePage = new(new Limits(1, 1));

    [Fact]
    public void Are_supported_exactly_on_linux_x64()
    {
        var expected = OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64;
        Assert.Equal(expected, GuardPages.IsSupported);
        Assert.Equal(expected, GuardPages.WhyNotSupported is null);
        if (!expected)
        {
            Assert.Throws<PlatformNotSupportedException>(() => new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages }));
        }
    }

    [Theory]
    [InlineData(65536UL)]
    [InlineData(1UL << 20)]
    [InlineData((1UL << 32) - 1)]
    [InlineData(1UL << 32)]
    [InlineData((8UL << 30) - 2)]
    [InlineData((8UL << 30) + 13)]
    public void An_access_behind_the_length_is_a_null_reference_and_tells_the_registers(ulong offset)
    {
        SkipWhereUnsupported();
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        using var store = new Store(engine);
        var memory = new Weft.Memory(store, s_onePage);
        Assert.True(memory.UsesGuardPages);
        var ip = (ushort*)0x1234;
        var fp = store.Context->StackBase + 100;
        var instance = (InstanceContext*)0x5678;
        Assert.False(GuardPages.TryGetFault(store.Context, out _));
        Assert.Throws<NullReferenceException>(() => Load(ip, fp, memory.Cell->Base + offset, instance));
        Assert.True(GuardPages.TryGetFault(store.Context, out var fault));
        Assert.Equal((ulong)memory.Cell->Base + offset, fault.Address);
        Assert.True(ip == fault.Ip && fp == fault.Fp && instance == fault.Instance && fault.Code != null);
        Assert.False(GuardPages.TryGetFault(store.Context, out _));

        Assert.Throws<NullReferenceException>(() => Save(ip, fp, memory.Cell->Base + offset, instance));
        Assert.True(GuardPages.TryGetFault(store.Context, out fault));
        Assert.Equal((ulong)memory.Cell->Base + offset, fault.Address);
    }

    [Fact]
    public void A_fault_whose_frame_is_on_no_stack_notes_that_it_happened_to_the_store_of_the_memory()
    {
        SkipWhereUnsupported();
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        using var store = new Store(engine);
        using var other = new Store(engine);
        var memory = new Weft.Memory(store, s_onePage);
        Assert.Throws<NullReferenceException>(() => Load((ushort*)1, null, memory.Cell->Base + 65536, null));
        Assert.True(GuardPages.TryGetFault(store.Context, out var fault));
        Assert.True(fault.Address == (ulong)memory.Cell->Base + 65536 && fault.Ip == null);
        Assert.Throws<NullReferenceException>(() => Load((ushort*)1, (ulong*)-8, memory.Cell->Base + 65537, null));
        Assert.True(GuardPages.TryGetFault(store.Context, out fault));
        Assert.True(fault.Address == (ulong)memory.Cell->Base + 65537 && fault.Ip == null);
        Assert.False(GuardPages.TryGetFault(other.Context, out _));
        var shared = Weft.Memory.CreateShared(engine, new MemoryType(new Limits(1, 1), IsShared: true));
        Assert.Throws<NullReferenceException>(() => Load(null, null, shared.Cell->Base + 65536, null));
        Assert.Throws<NullReferenceException>(() => Load((ushort*)2, store.Context->StackBase, shared.Cell->Base + 65536, null));
        Assert.True(GuardPages.TryGetFault(store.Context, out fault) && fault.Ip == (ushort*)2);
    }

    [Fact]
    public void A_null_reference_of_the_host_stays_one_and_notes_nothing()
    {
        SkipWhereUnsupported();
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        using var store = new Store(engine);
        string? nothing = null;
        Assert.Throws<NullReferenceException>(() => nothing!.Length);
        Assert.False(GuardPages.TryGetFault(store.Context, out _));
    }

    [Fact]
    public void What_was_stored_before_the_fault_is_there_afterwards()
    {
        SkipWhereUnsupported();
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        using var store = new Store(engine);
        var memory = new Weft.Memory(store, s_onePage);
        Assert.Throws<NullReferenceException>(() => StoreTwice(memory.Cell->Base + 65535, 7));
        Assert.Equal(7, memory.Read<byte>(65535));
    }

    [Fact]
    public void Grown_pages_can_be_accessed_and_those_behind_them_not()
    {
        SkipWhereUnsupported();
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        using var store = new Store(engine);
        var memory = new Weft.Memory(store, new MemoryType(new Limits(0, 3)));
        var start = memory.Cell->Base;
        Assert.Throws<NullReferenceException>(() => Load(null, null, start, null));
        Assert.Equal(0, memory.Grow(2));
        Assert.True(start == memory.Cell->Base);
        Assert.Equal(0, Load(null, null, start + (2 * 65536) - 4, null));
        Assert.Throws<NullReferenceException>(() => Load(null, null, start + (2 * 65536) - 3, null));
    }

    [Fact]
    public void Many_threads_fault_while_the_collector_runs_and_memories_come_and_go()
    {
        SkipWhereUnsupported();
        const int Threads = 4;
        const int Faults = 2_500;
        using var engine = new Engine(new EngineOptions { BoundsChecks = BoundsChecks.GuardPages });
        var caught = 0;
        var running = true;
        var collector = new Thread(() =>
        {
            while (Volatile.Read(ref running))
            {
                var garbage = new object[1000];
                for (var i = 0; i < garbage.Length; i++)
                {
                    garbage[i] = new byte[i];
                }

                GC.Collect(0);
                GC.KeepAlive(garbage);
            }
        });
        collector.Start();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            for (var i = 0; i < Faults; i += 50)
            {
                using var store = new Store(engine);
                var memory = new Weft.Memory(store, s_onePage);
                for (var j = 0; j < 50; j++)
                {
                    var address = memory.Cell->Base + 65536 + (ulong)(number * 1000) + (ulong)j;
                    try
                    {
                        _ = Load((ushort*)(nint)j, store.Context->StackBase + j, address, (InstanceContext*)(nint)number);
                    }
                    catch (NullReferenceException)
                    {
                        if (GuardPages.TryGetFault(store.Context, out var fault) && fault.Address == (ulong)address && fault.Ip == (ushort*)(nint)j
                            && fault.Fp == store.Context->StackBase + j && fault.Instance == (InstanceContext*)(nint)number)
                        {
                            Interlocked.Increment(ref caught);
                        }
                    }
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Volatile.Write(ref running, false);
        collector.Join();
        Assert.Equal(Threads * Faults, caught);
    }

    // As the handlers of the interpreter: ip, fp, memory, instance are the first four arguments.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Load(ushort* ip, ulong* fp, byte* address, InstanceContext* instance) => *(int*)address;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Save(ushort* ip, ulong* fp, byte* address, InstanceContext* instance) => *(long*)address = 1;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StoreTwice(byte* address, byte value)
    {
        address[0] = value;
        address[1] = value;
    }

    private static void SkipWhereUnsupported() => Assert.SkipUnless(GuardPages.IsSupported, GuardPages.WhyNotSupported ?? "");
}
