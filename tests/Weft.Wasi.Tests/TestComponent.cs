// A component that exports again what it imports: its functions are called with values, as a guest's code would call them.

using Weft.Components;

namespace Weft.Wasi.Tests;

internal sealed class TestComponent : IDisposable
{
    private readonly Component _component;

    public TestComponent(string text, Action<ComponentLinker> define, Func<Engine, Store>? makeStore = null)
    {
        Engine = new Engine();
        Store = makeStore?.Invoke(Engine) ?? new Store(Engine);
        _component = Component.LoadText(Engine, text);
        var linker = new ComponentLinker(Engine);
        define(linker);
        Instance = linker.Instantiate(Store, _component);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    public ComponentInstance Instance { get; }

    public ComponentValue Call(string function, params ComponentValue[] arguments) => Instance.GetFunction(function).Call(arguments)!.Value;

    /// <summary>What a result says went well.</summary>
    public ComponentValue Ok(string function, params ComponentValue[] arguments)
    {
        ComponentValue result = Call(function, arguments);
        Xunit.Assert.True(result.IsOk, $"{function}: {result}");
        return result.Payload ?? ComponentValue.None;
    }

    public void Dispose()
    {
        _component.Dispose();
        Store.Dispose();
        Engine.Dispose();
    }
}
