// What the host decides about growth, and what a store tells about itself.
using Weft.Wasm;
using Xunit;

namespace Weft.Tests.Runtime;

public sealed class GrowthLimitTests
{
    private const int Page = 65536;

    private const string Growing = """
        (module
          (memory (export "memory") 1 10)
          (table (export "table") 2 funcref)
          (func (export "memory.grow") (param i32) (result i32) (memory.grow (local.get 0)))
          (func (export "table.grow") (param i32) (result i32) (table.grow (ref.null func) (local.get 0)))
          (func (export "one") (result i32) (i32.const 1)))
        """;

    public static TheoryData<BoundsChecks> Modes => Memories.MemoryTests.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_host_is_asked_before_something_grows(BoundsChecks mode)
    {
        var asked = new List<GrowthRequest>();
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText(Growing);
        using var store = new Store(engine, new StoreOptions
        {
            MemoryGrowing = request =>
            {
                asked.Add(request);
                return request.Desired <= 3 * Page;
            },
            TableGrowing = request =>
            {
                asked.Add(request);
                return request.Desired <= 5;
            },
            MaxMemory = 8 * Page,
        });
        var instance = new Linker(engine).Instantiate(store, module);
        Assert.Equal([new GrowthRequest(0, Page, 10 * Page), new GrowthRequest(0, 2, null)], asked.OrderByDescending(request => request.Desired));
        asked.Clear();
        var grow = instance.GetFunction<Func<int, int>>("memory.grow");
        Assert.Equal(1, grow(2));
        Assert.Equal(-1, grow(1));
        Assert.Equal(-1, grow(6));
        Assert.Equal(-1, instance.GetMemory("memory").Grow(1));
        Assert.Equal(3, grow(0));

        // Six pages more are beyond MaxMemory, which is not asked about.
        Assert.Equal(
            [
                new GrowthRequest(Page, 3 * Page, 10 * Page), new GrowthRequest(3 * Page, 4 * Page, 10 * Page),
                new GrowthRequest(3 * Page, 4 * Page, 10 * Page), new GrowthRequest(3 * Page, 3 * Page, 10 * Page),
            ],
            asked);
        asked.Clear();
        var growTable = instance.GetFunction<Func<int, int>>("table.grow");
        Assert.Equal(2, growTable(3));
        Assert.Equal(-1, growTable(1));
        Assert.Equal(-1, instance.GetTable("table").GrowBy(1, null));
        Assert.Equal([new GrowthRequest(2, 5, null), new GrowthRequest(5, 6, null), new GrowthRequest(5, 6, null)], asked);
        Assert.Equal(3 * Page, store.Statistics.MemoryBytes);
        Assert.Equal(3 * Page, store.Statistics.PeakMemoryBytes);
    }

    [Fact]
    public void Denying_what_is_to_be_made_is_an_error_of_linking()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText(Growing);
        using var noMemory = new Store(engine, new StoreOptions { MemoryGrowing = _ => false });
        using var noTable = new Store(engine, new StoreOptions { TableGrowing = _ => false });
        var linker = new Linker(engine);
        Assert.Throws<LinkException>(() => linker.Instantiate(noMemory, module));
        Assert.Equal(0, noMemory.Statistics.MemoryBytes);
        Assert.Throws<LinkException>(() => linker.Instantiate(noTable, module));
        Assert.Throws<LinkException>(() => new Weft.Memory(noMemory, new MemoryType(new Limits(1, null))));
        Assert.Throws<LinkException>(() => new Table(noTable, new TableType(Wasm.ValueType.FuncRef, new Limits(0, null))));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_the_host_throws_passes_through_the_guest_and_nothing_has_grown(BoundsChecks mode)
    {
        var isAngry = false;
        using var engine = new Engine(new EngineOptions { BoundsChecks = mode });
        using var module = engine.LoadModuleText(Growing);
        using var store = new Store(engine, new StoreOptions
        {
            MemoryGrowing = _ => isAngry ? throw new TimeoutException("memory") : true,
            TableGrowing = _ => isAngry ? throw new TimeoutException("table") : true,
        });
        var instance = new Linker(engine).Instantiate(store, module);
        isAngry = true;
        Assert.Equal("memory", Assert.Throws<TimeoutException>(() => instance.GetFunction("memory.grow").Invoke(1)).Message);
        Assert.Equal("table", Assert.Throws<TimeoutException>(() => instance.GetFunction("table.grow").Invoke(1)).Message);
        isAngry = false;
        Assert.Equal((Page, 2), (store.Statistics.MemoryBytes, store.Statistics.TableElements));
        Assert.Equal(1, instance.GetFunction<Func<int, int>>("memory.grow")(1));
        Assert.Equal(2, instance.GetFunction<Func<int, int>>("table.grow")(1));
    }

    [Theory]
    [InlineData("memory.grow")]
    [InlineData("table.grow")]
    public void The_guest_cannot_be_called_by_what_decides(string name)
    {
        Instance? instance = null;
        using var engine = new Engine();
        using var module = engine.LoadModuleText(Growing);
        bool CallGuest(GrowthRequest request) => instance is null || instance.GetFunction<Func<int>>("one")() == 1;
        using var store = new Store(engine, new StoreOptions { MemoryGrowing = CallGuest, TableGrowing = CallGuest });
        instance = new Linker(engine).Instantiate(store, module);
        var error = Assert.Throws<InvalidOperationException>(() => instance.GetFunction(name).Invoke(1));
        Assert.Contains("may grow", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, instance.GetFunction<Func<int>>("one")());
        Assert.Equal(1UL, instance.GetMemory("memory").Pages);
    }

    [Fact]
    public void A_decision_that_grows_the_same_thing_itself_denies()
    {
        Weft.Memory? memory = null;
        Table? table = null;
        var isNested = false;
        using var engine = new Engine();
        using var store = new Store(engine, new StoreOptions
        {
            MemoryGrowing = _ => Nest(() => memory?.Grow(2)),
            TableGrowing = _ => Nest(() => table?.GrowBy(2, null)),
        });
        memory = new Weft.Memory(store, new MemoryType(new Limits(1, null)));
        table = new Table(store, new TableType(Wasm.ValueType.FuncRef, new Limits(1, null)));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Equal(3UL, memory.Pages);
        Assert.Equal(-1, table.GrowBy(1, null));
        Assert.Equal(3UL, table.Length);
        Assert.Equal(3 * Page, store.Statistics.MemoryBytes);

        bool Nest(Action grow)
        {
            if (!isNested)
            {
                isNested = true;
                grow();
                isNested = false;
            }

            return true;
        }
    }

    [Fact]
    public void A_decision_that_disposes_the_store_is_an_error()
    {
        Store? toDispose = null;
        using var engine = new Engine();
        bool Dispose(GrowthRequest request)
        {
            toDispose?.Dispose();
            return true;
        }

        using var store = new Store(engine, new StoreOptions { MemoryGrowing = Dispose, TableGrowing = Dispose });
        var memory = new Weft.Memory(store, new MemoryType(new Limits(1, null)));
        using var other = new Store(engine, new StoreOptions { MemoryGrowing = Dispose, TableGrowing = Dispose });
        var table = new Table(other, new TableType(Wasm.ValueType.FuncRef, new Limits(1, null)));
        toDispose = store;
        Assert.Throws<ObjectDisposedException>(() => memory.Grow(1));
        toDispose = other;
        Assert.Throws<ObjectDisposedException>(() => table.GrowBy(1, null));
    }

    [Fact]
    public void A_store_tells_what_it_uses()
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText(Growing);
        using var store = new Store(engine, new StoreOptions { Fuel = 1000 });
        Assert.Equal(new StoreStatistics { FuelConsumed = 0 }, store.Statistics);
        var linker = new Linker(engine);
        var instance = linker.Instantiate(store, module);
        linker.Instantiate(store, module);
        Assert.Equal(new StoreStatistics { MemoryBytes = 2 * Page, PeakMemoryBytes = 2 * Page, TableElements = 4, Instances = 2, FuelConsumed = 0 }, store.Statistics);
        instance.GetFunction("memory.grow").Invoke(1);
        var first = store.Statistics.FuelConsumed!.Value;
        Assert.Equal(1000 - store.Fuel, first);
        Assert.InRange(first, 1, 10);
        store.Fuel = 50;
        Assert.Equal(first, store.Statistics.FuelConsumed);
        instance.GetFunction("memory.grow").Invoke(1);
        Assert.Equal(2 * first, store.Statistics.FuelConsumed);
        store.Fuel = 0;
        Assert.Throws<TrapException>(() => instance.GetFunction("memory.grow").Invoke(1));
        Assert.Equal(2 * first, store.Statistics.FuelConsumed);
        Assert.Equal(4 * Page, store.Statistics.MemoryBytes);
        using var unmetered = new Store(engine);
        Assert.Null(unmetered.Statistics.FuelConsumed);
    }
}
