// Adds the interfaces that imports and exports use, and orders everything (WIT.md, "Transitive imports and worlds").
// Recursion is along `use`, whose depth the package resolver bounds.
using Weft.Wit.Syntax;

namespace Weft.Wit.Resolution;

internal sealed class WorldElaboration
{
    private readonly Identifier _place;
    private readonly Dictionary<string, WitWorldInterface> _saidImports;
    private readonly Dictionary<string, WitWorldInterface> _saidExports;
    private readonly Dictionary<string, WitWorldItem> _imports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WitWorldItem> _exports = new(StringComparer.Ordinal);
    private readonly HashSet<WitInterface> _required = [];

    public WorldElaboration(Identifier place, List<WitWorldItem> imports, List<WitWorldItem> exports)
    {
        _place = place;
        _saidImports = imports.OfType<WitWorldInterface>().ToDictionary(item => item.Name);
        _saidExports = exports.OfType<WitWorldInterface>().ToDictionary(item => item.Name);
        foreach (var item in imports.OfType<WitWorldInterface>())
        {
            Import(item.Interface, item, item.Item);
        }

        foreach (var alias in imports.OfType<WitWorldType>().Select(item => item.Type).OfType<WitTypeAlias>().Where(alias => alias.IsUse))
        {
            Import(((WitTypeDefinition)alias.Target).Interface!, null, alias.Item);
        }

        var functions = exports.OfType<WitWorldFunction>().ToList();
        foreach (var item in exports.OfType<WitWorldInterface>())
        {
            Export(item.Name, item.Interface, item, isExport: true, root: item);
        }

        var types = imports.OfType<WitWorldType>().OrderBy(item => item.Type is WitTypeAlias { IsUse: true } ? 0 : 1);
        Imports = [.. _imports.Values, .. types, .. imports.OfType<WitWorldFunction>()];
        Exports = [.. functions, .. _exports.Values];
    }

    public List<WitWorldItem> Imports { get; }

    public List<WitWorldItem> Exports { get; }

    // `said` is the import of the world itself, if it is one; `cause` is what brings it in.
    private void Import(WitInterface type, WitWorldInterface? said, WitItem cause)
    {
        var name = said?.Name ?? type.QualifiedName!;
        if (_imports.TryGetValue(name, out var there))
        {
            there.Item = there.Item with { Gate = said is not null || _saidImports.ContainsKey(name) ? there.Gate : Gates.Merge(there.Gate, cause.Gate) };
            return;
        }

        if (said is null && !_saidImports.TryGetValue(name, out said))
        {
            said = new WitWorldInterface(new WitItem(name, null, cause.Gate, null, cause.Location), type, hasPlainName: false);
        }

        foreach (var dependency in type.Dependencies)
        {
            Import(dependency, null, said.Item);
        }

        _imports.Add(name, said);
    }

    // An export uses exports where the world exports them, and imports otherwise. What an import uses is imported, too; were it exported
    // as well and used by the same export, that would see two of it.
    private void Export(string name, WitInterface type, WitWorldInterface? said, bool isExport, WitWorldInterface root)
    {
        if (_exports.ContainsKey(name))
        {
            if (!isExport)
            {
                throw Ambiguous(type, root);
            }

            return;
        }

        if (!isExport && _required.Contains(type))
        {
            return;
        }

        foreach (var dependency in type.Dependencies)
        {
            var dependencyName = dependency.QualifiedName!;
            var isDependencyExport = _saidExports.TryGetValue(dependencyName, out var saidDependency) && isExport;
            Export(dependencyName, dependency, isDependencyExport ? saidDependency : null, isDependencyExport, root);
        }

        if (isExport)
        {
            _exports.Add(name, _required.Contains(type) ? throw Ambiguous(type, root) : said!);
        }
        else
        {
            _required.Add(type);
            Import(type, null, root.Item);
        }
    }

    private WitException Ambiguous(WitInterface type, WitWorldInterface root) => _place.Error(
        $"the export `{root.Name}` uses `{type.QualifiedName ?? type.Item.Name}` both as an export and, through an interface that is not exported, as an import: "
        + "export the interfaces between them too");
}
