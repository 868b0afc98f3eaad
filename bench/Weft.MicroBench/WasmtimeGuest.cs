// The small module under Wasmtime's .NET API, with its pooling allocator: the fastest instantiation it offers.
namespace Weft.MicroBench;

/// <summary>Wasmtime through its package.</summary>
internal sealed class WasmtimeGuest : IGuest
{
    private readonly Wasmtime.Engine _engine;
    private readonly Wasmtime.Module _module;
    private readonly Wasmtime.Linker _linker;
    private readonly Wasmtime.Store _store;

    public WasmtimeGuest()
    {
        _engine = new Wasmtime.Engine(new Wasmtime.Config().WithPoolingAllocationStrategy(new Wasmtime.PoolingAllocationConfig()));
        _module = Wasmtime.Module.FromText(_engine, "small", SmallModule.Text);
        _linker = new Wasmtime.Linker(_engine);
        _linker.DefineFunction("host", "add", static (int a, int b) => a + b);
        _store = new Wasmtime.Store(_engine);
        var instance = _linker.Instantiate(_store, _module);
        Add = instance.GetFunction<int, int, int>("add") ?? throw new InvalidOperationException("no export named add");
        Loop = instance.GetFunction<int, int>("loop") ?? throw new InvalidOperationException("no export named loop");
    }

    public Func<int, int, int> Add { get; }

    public Func<int, int> Loop { get; }

    public int InstantiateCallReset()
    {
        using var store = new Wasmtime.Store(_engine);
        return _linker.Instantiate(store, _module).GetFunction<int, int>("touch")!(7);
    }

    public void Dispose()
    {
        _store.Dispose();
        _linker.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
