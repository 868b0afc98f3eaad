// Components that the tests instantiate.
namespace Weft.Components.Tests.Linking;

/// <summary>An engine, a store and a linker, and components as text.</summary>
internal sealed class Guests : IDisposable
{
    /// <summary>A core module with a memory and a realloc that never frees.</summary>
    public const string Libc = """
        (core module $libc
          (memory (export "mem") 1)
          (global $top (mut i32) (i32.const 1024))
          (func (export "realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
            (local $at i32)
            (local.set $at (i32.and (i32.add (global.get $top) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
            (global.set $top (i32.add (local.get $at) (local.get $new)))
            (block $done
              (loop $grow
                (br_if $done (i32.le_u (global.get $top) (i32.mul (memory.size) (i32.const 65536))))
                (br_if $done (i32.eq (memory.grow (i32.const 1)) (i32.const -1)))
                (br $grow)))
            (memory.copy (local.get $at) (local.get $old) (select (local.get $size) (local.get $new) (i32.lt_u (local.get $size) (local.get $new))))
            (local.get $at)))
        (core instance $libc (instantiate $libc))
        """;

    public Guests(EngineOptions? options = null, StoreOptions? store = null)
    {
        Engine = new Engine(options);
        Store = new Store(Engine, store);
        Linker = new ComponentLinker(Engine);
    }

    public Engine Engine { get; }

    public Store Store { get; }

    public ComponentLinker Linker { get; }

    public ComponentInstance Instantiate(string text, ComponentFeatures features = ComponentFeatures.None) =>
        Linker.Instantiate(Store, Component.LoadText(Engine, text, features));

    public void Dispose()
    {
        Store.Dispose();
        Engine.Dispose();
    }
}
