// What a test needs to run a component.
using Weft.Components;

namespace Weft.Bindings.Tests;

internal sealed class Guests : IDisposable
{
    public Engine Engine { get; } = new();

    public Store Store => field ??= new Store(Engine);

    public Component Load(string text) => Component.LoadText(Engine, text);

    public void Dispose()
    {
        Store.Dispose();
        Engine.Dispose();
    }
}
