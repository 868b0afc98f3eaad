// A loaded library: its engine, store, instance and memory, and the two moves every call of it needs.
using System.Security.Cryptography;

namespace Weft.RealPrograms.Tests;

internal sealed class Guest : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Module _module;
    private readonly Store _store;
    private readonly Instance _instance;

    private Guest(string path)
    {
        _module = _engine.LoadModule(path);
        _store = new Store(_engine);
        // The image libraries import three WASI functions that decoding never calls.
        _instance = new Linker(_engine).DefineUnknownImportsAsTraps(_module).Instantiate(_store, _module);
        (_instance.GetExport("_initialize") as Function)?.Invoke();
    }

    public Memory Memory => _instance.GetMemory("memory");

    public static Guest Load(string path) => new(path);

    public TDelegate Call<TDelegate>(string name)
        where TDelegate : Delegate => _instance.GetFunction<TDelegate>(name);

    public int Allocate(int size) => Call<Func<int, int>>("malloc")(size);

    public int Copy(byte[] bytes)
    {
        var address = Allocate(bytes.Length);
        bytes.CopyTo(Memory.GetSpan(address, bytes.Length));
        return address;
    }

    public string Hash(int address, int length) => Convert.ToHexString(SHA256.HashData(Memory.GetSpan(address, length)));

    public void Dispose()
    {
        _store.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
