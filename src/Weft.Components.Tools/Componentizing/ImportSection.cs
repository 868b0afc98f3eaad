// The imports of a component: of each interface what its modules use, and the types that its exports need.
using Weft.Components.Tools.Building;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Writes the imports of a world that are in use.</summary>
internal sealed class ImportSection
{
    private readonly WitWorld _world;
    private readonly WorldScope _scope;
    private readonly HashSet<(WitWorldInterface? Item, WitFunction Function)> _functions = [];
    private readonly Dictionary<WitInterface, List<WitTypeDefinition>> _types = [];
    private readonly Dictionary<(WitWorldInterface? Item, WitFunction Function), int> _indices = [];
    private readonly Dictionary<WitWorldInterface, int> _instances = [];

    /// <param name="world">The world.</param>
    /// <param name="scope">The component's scope, which gets the imports.</param>
    /// <param name="functions">The functions that are used.</param>
    /// <param name="types">The types that are used besides those of the functions.</param>
    public ImportSection(WitWorld world, WorldScope scope, IEnumerable<(WitWorldInterface? Item, WitFunction Function)> functions, LiveTypes types)
    {
        (_world, _scope) = (world, scope);
        foreach (var (item, function) in functions)
        {
            if (_functions.Add((item, function)))
            {
                types.Add(function);
            }
        }

        foreach (var type in types.Types)
        {
            if (type.Interface is { } owner)
            {
                if (!_types.TryGetValue(owner, out var list))
                {
                    _types.Add(owner, list = []);
                }

                list.Add(type);
            }
        }
    }

    /// <summary>A function as the component has it.</summary>
    public int IndexOf(WitWorldInterface? item, WitFunction function)
    {
        if (!_indices.TryGetValue((item, function), out var index))
        {
            _indices.Add((item, function), index = _scope.Items.Add(new ExportAlias(Sort.Function, _instances[item!], function.ComponentName), function.ComponentName));
        }

        return index;
    }

    /// <summary>The instance of an interface; null when nothing of it is used.</summary>
    public int? InstanceOf(WitWorldInterface item) => _instances.TryGetValue(item, out var instance) ? instance : null;

    /// <summary>Writes the imports.</summary>
    public void Write()
    {
        foreach (var item in _world.Imports.OfType<WitWorldInterface>())
        {
            WriteInterface(item);
        }

        _scope.Names = NamedTypes.Imported;
        foreach (var item in _world.Imports.OfType<WitWorldType>())
        {
            _scope.EncodeDefinition(item.Type);
        }

        foreach (var function in WitFunctions.ImportedBy(_world).Where(function => _functions.Contains((null, function))))
        {
            var type = _scope.EncodeFunction(function);
            _indices.Add((null, function), _scope.Items.Add(
                new ImportItem(WitFunctions.NameOf(function), new ExternDescription(ExternDescriptionKind.Function, type)), function.ComponentName));
        }
    }

    private void WriteInterface(WitWorldInterface item)
    {
        var scope = new InstanceScope(_scope, item.Interface);
        foreach (var type in _types.GetValueOrDefault(item.Interface) ?? [])
        {
            scope.EncodeDefinition(type);
        }

        foreach (var function in WitFunctions.Of(item.Interface).Where(function => _functions.Contains((item, function))))
        {
            scope.Export(function);
        }

        if (scope.Items.IsEmpty)
        {
            return;
        }

        var index = _scope.Items.AddType(scope.ToType(), "ty-" + item.Name);
        var instance = _scope.Items.Add(new ImportItem(WitFunctions.NameOf(item), new ExternDescription(ExternDescriptionKind.Instance, index)), item.Name);
        _instances.Add(item, instance);
        _scope.Instances[item.Interface] = instance;
    }
}
