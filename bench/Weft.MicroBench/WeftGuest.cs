// The small module under Weft.
namespace Weft.MicroBench;

/// <summary>Weft on one tier.</summary>
internal sealed class WeftGuest : IGuest
{
    private readonly Engine _engine;
    private readonly Module _module;
    private readonly Linker _linker;
    private readonly Store _store;

    public WeftGuest(EngineOptions options)
    {
        _engine = new Engine(options);
        _module = _engine.LoadModuleText(SmallModule.Text);
        _linker = new Linker(_engine).AddFunction("host", "add", static (int a, int b) => a + b);
        _store = new Store(_engine);
        var instance = _linker.Instantiate(_store, _module);
        Add = instance.GetFunction<Func<int, int, int>>("add");
        Loop = instance.GetFunction<Func<int, int>>("loop");
    }

    public Func<int, int, int> Add { get; }

    public Func<int, int> Loop { get; }

    public int InstantiateCallReset()
    {
        using var store = new Store(_engine);
        return _linker.Instantiate(store, _module).GetFunction<Func<int, int>>("touch")(7);
    }

    public void Dispose()
    {
        _store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
