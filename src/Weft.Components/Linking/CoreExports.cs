// Core instances in an index space, and names of their exports that are looked up once for all instances that look alike.
namespace Weft.Components;

/// <summary>A core instance: of a module, or put together.</summary>
internal sealed class CoreExports
{
    private readonly Instance? _instance;
    private readonly External[]? _bundle;

    /// <summary>One of a module.</summary>
    public CoreExports(Instance instance) => (_instance, Shape) = (instance, instance.Module);

    /// <summary>One that was put together.</summary>
    /// <param name="names">The places of its exports.</param>
    /// <param name="bundle">The exports.</param>
    public CoreExports(Dictionary<string, int> names, External[] bundle) => (_bundle, Shape) = (bundle, names);

    /// <summary>The same object for all that have the same names in the same places.</summary>
    public object Shape { get; }

    /// <summary>The place of an export, which validation has found.</summary>
    public int PlaceOf(string name)
    {
        if (Shape is Dictionary<string, int> names)
        {
            return names[name];
        }

        var exports = ((Module)Shape).Exports;
        for (var i = 0; ; i++)
        {
            if (exports[i].Name == name)
            {
                return i;
            }
        }
    }

    /// <summary>What is at a place.</summary>
    public External this[int place] => _bundle is not null ? _bundle[place] : _instance!.GetExport(place);
}

/// <summary>The name of an export of a core instance.</summary>
internal sealed class CoreLink(string name)
{
    private Found? _found;

    /// <summary>The export.</summary>
    public External Find(CoreExports exports)
    {
        var found = _found;
        if (found is null || found.Shape != exports.Shape)
        {
            _found = found = new Found(exports.Shape, exports.PlaceOf(name));
        }

        return exports[found.Place];
    }

    private sealed record Found(object Shape, int Place);
}
