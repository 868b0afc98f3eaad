// A plug-in of samples/Plugin that imports WASI besides its world, as the libraries of languages do.
using Weft.Components;
using Weft.Tests.Shared;
using Weft.Wasi;
using Xunit;

namespace Weft.Bindings.Tests;

[WitWorld("../../samples/Plugin/filter.wit")]
internal sealed partial class Filter;

public sealed class WasiPluginTests
{
    private const string Imported = """
        (component
          (import "wasi:cli/environment@0.2.3" (instance (export "get-arguments" (func (result (list string))))))
          (import "wasi:io/error@0.2.3" (instance (export "error" (type (sub resource)))))
          (import "wasi:cli/exit@0.2.3" (instance (export "exit" (func (param "status" (result))))))
        """;

    [Fact]
    public void Its_host_has_a_linker_with_WASI()
    {
        using var engine = new Engine();
        var text = File.ReadAllText(Repository.PathOf("samples", "Plugin", "shout.wat")).Replace("(component\n", Imported, StringComparison.Ordinal);
        Assert.Contains("wasi:cli", text);
        using var component = Component.LoadText(engine, text);
        using var store = new Store(engine);
        Assert.Throws<LinkException>(() => Filter.Instantiate(store, component, new Host()));

        #region wasi
        var linker = new ComponentLinker(engine).AddWasiPreview2(wasi => wasi.InheritStandardError());
        Filter.AddTo(linker, new Host());
        var filter = Filter.Instantiate(store, component, linker);
        #endregion

        Assert.Equal("HELLO", Assert.IsType<Filter.Verdict.Rename>(filter.Examine(new("hello", ["line"])).Ok).Value);
    }

    private sealed class Host : IFilterImports
    {
        public void Log(Filter.Host.Level level, string text)
        {
        }
    }
}
