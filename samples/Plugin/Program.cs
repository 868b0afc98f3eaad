#region host
using Weft;
using Weft.Components;

using var engine = new Engine();
using var component = Component.Load(engine, Path.Combine(AppContext.BaseDirectory, "shout.wat"));
using var store = new Store(engine, new StoreOptions { MaxMemory = 16 << 20 });
var filter = Filter.Instantiate(store, component, new Host());

Filter.Document[] documents = [new("hello", ["first line"]), new("draft of a letter", ["Dear"]), new("empty", [])];
foreach (var document in documents)
{
    var result = filter.Examine(document);
    Console.WriteLine($"{document.Title}: " + (result.IsError ? $"refused, {result.Error}" : result.Ok switch
    {
        Filter.Verdict.Rename rename => $"now {rename.Value}",
        var verdict => verdict.GetType().Name,
    }));
}
#endregion

#region world
[WitWorld("filter.wit")]
internal sealed partial class Filter;
#endregion

#region imports
internal sealed class Host : IFilterImports
{
    public void Log(Filter.Host.Level level, string text) => Console.WriteLine($"[{level}] {text}");
}
#endregion
