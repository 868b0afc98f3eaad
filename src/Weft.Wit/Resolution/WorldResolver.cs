// Makes a world: what it says itself, what it includes, and the interfaces that those use (WIT.md, "Union of Worlds", "Transitive imports").
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class WorldResolver(PackageResolver package, WorldItem syntax, int file)
{
    private readonly WitWorld _world = new(package.Unit.Package, syntax.Attributes.ItemOf(syntax.Name));
    private readonly WorldScope _imports = new("imported");
    private readonly WorldScope _exports = new("exported");

    public WitWorld Resolve()
    {
        var types = new ScopeResolver(package, file, type => type.World = _world);
        types.Resolve(syntax.Items.Where(item => item is UseItem or DefinitionItem).ToList());
        foreach (var definition in types.Definitions)
        {
            _imports.Add(new WitWorldType(definition), syntax.Name);
        }

        foreach (var item in syntax.Items.OfType<ExternItem>())
        {
            Gates.Check(item.Attributes.Gate, package.Unit.Name, item.Name);
            if (package.Gates.Includes(item.Attributes.Gate))
            {
                (item.IsExport ? _exports : _imports).Add(ResolveExtern(item, types), item.Name);
            }
        }

        foreach (var include in syntax.Items.OfType<IncludeItem>())
        {
            Gates.Check(include.Attributes.Gate, package.Unit.Name, include.Name);
            if (package.Gates.Includes(include.Attributes.Gate))
            {
                Include(include);
            }
        }

        var elaboration = new WorldElaboration(syntax.Name, _imports.Items, _exports.Items);
        _world.Imports = elaboration.Imports;
        _world.Exports = elaboration.Exports;
        package.Budget.Spend(_world.Imports.Count + _world.Exports.Count, syntax.Name);
        return _world;
    }

    private WitWorldItem ResolveExtern(ExternItem item, ScopeResolver types)
    {
        if (item.Function is { } function)
        {
            return new WitWorldFunction(types.ResolveFunction(function));
        }

        if (item.Interface is { } inline)
        {
            return new WitWorldInterface(item.Attributes.ItemOf(item.Name), package.ResolveInterface(inline, null, file), hasPlainName: true);
        }

        var target = package.FindInterface(item.Path!, file);
        var own = item.Attributes.ItemOf(item.Name);
        return new WitWorldInterface(item.HasName ? own : own with { Name = target.QualifiedName! }, target, item.HasName);
    }

    private void Include(IncludeItem include)
    {
        var other = package.FindWorld(include.Path, file);
        var renames = new Dictionary<string, UseName>(StringComparer.Ordinal);
        foreach (var name in include.Names)
        {
            if (renames.ContainsKey(name.Name.Name))
            {
                throw name.Name.Error($"`{name.Name.Name}` is renamed twice");
            }

            renames.Add(name.Name.Name, name);
        }

        package.Budget.Spend(other.Imports.Count + other.Exports.Count, include.Name);
        var copy = new WorldCopy(_world, other, name => renames.TryGetValue(name, out var rename) ? rename.Local.Name : name);
        var plainNames = new HashSet<string>(other.Imports.Concat(other.Exports).Where(WorldScope.HasPlainName).Select(item => item.Name), StringComparer.Ordinal);
        foreach (var rename in include.Names.Where(name => !plainNames.Contains(name.Name.Name)))
        {
            throw rename.Name.Error($"the world `{other.Name}` has no import or export with the plain name `{rename.Name.Name}`; names of interfaces cannot be changed");
        }

        foreach (var item in copy.Imports)
        {
            _imports.Include(item, include.Name);
        }

        foreach (var item in copy.Exports)
        {
            _exports.Include(item, include.Name);
        }
    }
}
