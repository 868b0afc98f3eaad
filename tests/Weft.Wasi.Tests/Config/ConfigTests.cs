using Weft.Components;
using Weft.Wasi.Config;
using Xunit;

namespace Weft.Wasi.Tests.Config;

public sealed class ConfigTests
{
    private static string Guest(string name = "wasi:config/store@0.2.0-draft") => $$"""
        (component
          (import "{{name}}" (instance $store
            (type $e (variant (case "upstream" string) (case "io" string)))
            (export "error" (type $error (eq $e)))
            (export "get" (func (param "key" string) (result (result (option string) (error $error)))))
            (export "get-all" (func (result (result (list (tuple string string)) (error $error)))))))
          (export "get" (func $store "get"))
          (export "get-all" (func $store "get-all")))
        """;

    [Theory]
    [InlineData("wasi:config/store@0.2.0-draft")]
    [InlineData("wasi:config/store@0.2.0-rc.1")]
    [InlineData("wasi:config/store@0.2.0-draft-2024-09-27")]
    [InlineData("wasi:config/runtime@0.2.0-draft")]
    public void Values_are_found_under_the_names_of_all_drafts(string name)
    {
        using var guest = new TestComponent(Guest(name), linker => linker.AddWasiConfig(new Dictionary<string, string> { ["greeting"] = "hällo", ["empty"] = "" }));
        Assert.Equal(ComponentValue.Ok(ComponentValue.Some("hällo")), guest.Call("get", "greeting"));
        Assert.Equal(ComponentValue.Ok(ComponentValue.Some("")), guest.Call("get", "empty"));
        Assert.Equal(ComponentValue.Ok(ComponentValue.None), guest.Call("get", "Greeting"));
        ComponentValue all = guest.Ok("get-all");
        Assert.Equal(["empty=", "greeting=hällo"], Enumerable.Range(0, all.Count).Select(i => $"{all[i][0].AsString()}={all[i][1].AsString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_source_that_fails_is_an_error_of_the_guest()
    {
        using var guest = new TestComponent(Guest(), linker => linker.AddWasiConfig(new Failing()));
        Assert.Equal(ComponentValue.Error(ComponentValue.Variant(0, "the vault is sealed")), guest.Call("get", "a"));
        Assert.Equal(ComponentValue.Error(ComponentValue.Variant(1, "unreadable")), guest.Call("get-all"));
    }

    [Fact]
    public void Each_store_has_the_source_that_is_found_for_it()
    {
        int asked = 0;
        using var guest = new TestComponent(Guest(), linker => linker.AddWasiConfig(store =>
        {
            asked++;
            return new ConfigValues([KeyValuePair.Create("tenant", "a")]);
        }));
        guest.Call("get", "tenant");
        Assert.Equal(ComponentValue.Ok(ComponentValue.Some("a")), guest.Call("get", "tenant"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_guest_that_waits_for_a_source_is_interrupted()
    {
        var source = new Endless();
        using var guest = new TestComponent(Guest(), linker => linker.AddWasiConfig(source));
        Task<TrapException> call = Task.Run(() => Assert.Throws<TrapException>(() => guest.Call("get", "a")), TestContext.Current.CancellationToken);
        await source.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        guest.Store.Interrupt();
        Assert.Equal(TrapKind.Interrupted, (await call.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Kind);
    }

    [Fact]
    public void An_alias_needs_an_instance_and_a_free_name()
    {
        using var engine = new Engine();
        var linker = new ComponentLinker(engine);
        Assert.Contains("there is no instance \"a:b/c\"", Assert.Throws<ArgumentException>(() => linker.AddAlias("a:b/d", "a:b/c")).Message);
        linker.Instance("a:b/c");
        linker.AddAlias("a:b/d", "a:b/c");
        Assert.Same(linker.Instance("a:b/c"), linker.Instance("a:b/d"));
        Assert.Contains("defined already", Assert.Throws<ArgumentException>(() => linker.AddAlias("a:b/d", "a:b/c")).Message);
    }

    private sealed class Failing : IConfigSource
    {
        public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default) => throw new ConfigException("the vault is sealed");

        public async ValueTask<IReadOnlyCollection<KeyValuePair<string, string>>> GetAllAsync(CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            throw new ConfigException("unreadable", isUpstream: false);
        }
    }

    // Does not listen to the token.
    private sealed class Endless : IConfigSource
    {
        public TaskCompletionSource Asked { get; } = new();

        public ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            return new(new TaskCompletionSource<string?>().Task);
        }

        public ValueTask<IReadOnlyCollection<KeyValuePair<string, string>>> GetAllAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
