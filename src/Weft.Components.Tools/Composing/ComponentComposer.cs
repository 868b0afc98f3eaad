// Compositions in the WAC language: a text says which components are instantiated, what each is given, and what comes out.
using Weft.Components.Tools.Composing.Wac;
using Weft.Components.Tools.Packages;
using Weft.Components.Types;
using Weft.Components.Validation;
using Weft.Wasm;
using Weft.Wit;

namespace Weft.Components.Tools.Composing;

/// <summary>Makes one component of several, as a text in the WAC language says.</summary>
public sealed class ComponentComposer
{
    private readonly string _file;
    private readonly Func<string, ComponentDefinition?> _findPackage;
    private readonly Composition _composition = new();
    private readonly Dictionary<string, CompositionNode> _names = [];
    private readonly Dictionary<string, (NamedComponent Component, ValidatedComponent Valid)> _packages = [];

    private ComponentComposer(string file, Func<string, ComponentDefinition?> findPackage) => (_file, _findPackage) = (file, findPackage);

    /// <summary>Makes a component.</summary>
    /// <param name="text">The composition.</param>
    /// <param name="file">What errors call it; they have line and column behind it.</param>
    /// <param name="findPackage">
    /// Finds what the text names as a package, with its version if it has one: a component, or a WIT package in the binary format. Null when there is none.
    /// </param>
    /// <exception cref="ComponentToolException">The text is wrong, a package is missing, or something does not fit.</exception>
    /// <exception cref="WasmException">A component is invalid, or the types of what would be connected differ.</exception>
    /// <exception cref="WitException">What is imported is not WIT.</exception>
    public static ComponentDefinition Compose(string text, string file, Func<string, ComponentDefinition?> findPackage)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(findPackage);
        return new ComponentComposer(file, findPackage).Run(WacParser.Parse(text, file));
    }

    private ComponentDefinition Run(WacDocument document)
    {
        foreach (var statement in document.Statements)
        {
            switch (statement)
            {
                case WacImport import:
                    Define(import.Name, Import(import.Path));
                    break;
                case WacLet let:
                    Define(let.Name, Evaluate(let.Value, let.Name.Text));
                    break;
                case WacExport export:
                    Export(export);
                    break;
            }
        }

        var result = _composition.Build();
        if (document.Target is { } target)
        {
            CheckTarget(result, target);
        }

        return result;
    }

    private void Define(WacName name, CompositionNode node)
    {
        if (!_names.TryAdd(name.Text, node))
        {
            throw Error(name.Place, $"'{name.Text}' is there already");
        }
    }

    private ImportedNode Import(WacName path)
    {
        var id = InterfaceId.TryParse(path.Text) ?? throw Error(path.Place, $"'{path.Text}' is no interface: one is a:b/c, or a:b/c@1.0.0");
        var (_, valid) = FindPackage(id.Package.ToString(), path.Place);
        if (!WitDecoder.IsPackage(valid) || !valid.Type.Exports.TryFind(id.Name, out var found) || ((ComponentType)found.Type).Exports[^1].Type is not { Sort: Sort.Instance } item)
        {
            throw Error(path.Place, $"the package {id.Package} has no interface {id.Name}: it must be a WIT package in the binary format");
        }

        var packages = new DraftPackages();
        WitDecoder.ReadItem((ComponentType)found.Type, packages);
        return _composition.Import(id, (InstanceType)item.Type, packages);
    }

    private void Export(WacExport export)
    {
        var node = Evaluate(export.Value, null);
        if (!export.IsSpread)
        {
            var name = export.Name?.Text ?? NameOf(node) ?? throw Error(export.Place, "the export needs a name: `export ... as \"name\";`, or `export ...;` with three dots for all that the instance exports");
            if (!_composition.TryExport(new ExternName(name), node))
            {
                throw Error(export.Place, $"'{name}' is exported already");
            }

            return;
        }

        // What was exported by name stays.
        var exports = Composition.ExportsOf(node) ?? throw Error(export.Place, "only what an instance exports can be exported together");
        var exported = exports.Where(item => item.Type.Sort != Sort.Type).Count(item => _composition.TryExport(item.Name, new ExportedNode(node, item.Name.Name, item.Type)));
        if (exported == 0)
        {
            throw Error(export.Place, "the instance has nothing that is not exported already");
        }
    }

    // What it is called where it comes from.
    private static string? NameOf(CompositionNode node) => node switch { ImportedNode imported => imported.Name, ExportedNode exported => exported.Name, _ => null };

    private CompositionNode Evaluate(WacExpression expression, string? name)
    {
        switch (expression)
        {
            case WacReference reference:
                return Find(reference.Name);
            case WacAccess access:
                var instance = Evaluate(access.Value, null);
                var exports = Composition.ExportsOf(instance) ?? throw Error(access.Place, "only instances have exports");
                var export = Match(exports, access.Name, access.IsExact) ?? throw Missing(exports, access.Name, "the instance exports");
                exports.TryFind(export, out var type);
                return new ExportedNode(instance, export, type);
            default:
                return Instantiate((WacNew)expression, name);
        }
    }

    private CompositionNode Find(WacName name) => _names.TryGetValue(name.Text, out var node) ? node : throw Error(name.Place, $"nothing is called '{name.Text}'");

    private InstanceNode Instantiate(WacNew expression, string? name)
    {
        var (component, valid) = FindPackage(expression.Package.Text, expression.Package.Place);
        if (WitDecoder.IsPackage(valid))
        {
            throw Error(expression.Package.Place, $"{expression.Package.Text} is a WIT package, not a component");
        }

        var type = valid.Type;
        var arguments = new Dictionary<string, CompositionNode>();
        foreach (var argument in expression.Arguments.OfType<WacNamedArgument>())
        {
            var node = Evaluate(argument.Value, null);
            var import = FindArgument(type.Imports, argument, node);
            if (!arguments.TryAdd(import, node))
            {
                throw Error(argument.Place, $"the argument {import} is given twice");
            }

            type.Imports.TryFind(import, out var needed);
            if (needed.Sort != Composition.SortOf(node))
            {
                throw Error(argument.Place, $"the argument {import} has to be {Describe(needed.Sort)}, and this is {Describe(Composition.SortOf(node))}");
            }
        }

        foreach (var spread in expression.Arguments.OfType<WacSpreadArgument>())
        {
            Spread(type.Imports, spread, arguments);
        }

        if (!expression.Fills && type.Imports.FirstOrDefault(import => import.Type.Sort is not (Sort.Type or Sort.CoreModule) && !arguments.ContainsKey(import.Name.Name)) is { Name: { } missing })
        {
            throw Error(expression.Place, $"{expression.Package.Text} needs {missing.Name}: give it, or end the arguments with `...` to import what is not given");
        }

        return _composition.Instantiate(component, type, name ?? component.Name, arguments);
    }

    // A value without a name is the argument that it is called where it comes from.
    private string FindArgument(ExternMap imports, WacNamedArgument argument, CompositionNode node)
    {
        if (argument.Name is { } given)
        {
            return Match(imports, given, argument.IsExact) ?? throw Missing(imports, given, "the component imports");
        }

        var reference = (argument.Value as WacReference)?.Name;
        if (reference is not null && imports.TryFind(reference.Text, out _))
        {
            return reference.Text;
        }

        var name = NameOf(node) is { } own ? new WacName(own, argument.Place) : null;
        return (name is not null ? Match(imports, name, isExact: true) : null)
            ?? (reference is not null ? Match(imports, reference, isExact: false) : null)
            ?? throw Missing(imports, name ?? reference ?? new WacName("this", argument.Place), "the component imports");
    }

    private void Spread(ExternMap imports, WacSpreadArgument spread, Dictionary<string, CompositionNode> arguments)
    {
        var instance = Find(spread.Value);
        var exports = Composition.ExportsOf(instance) ?? throw Error(spread.Place, $"'{spread.Value.Text}' is no instance");
        var index = new ExternIndex(exports);
        var before = arguments.Count;
        foreach (var import in imports.Where(import => import.Type.Sort != Sort.Type && !arguments.ContainsKey(import.Name.Name)))
        {
            if (index.Find(import.Name.Name, import.Type.Sort, out var type) is { } export)
            {
                arguments.Add(import.Name.Name, new ExportedNode(instance, export, type));
            }
        }

        if (arguments.Count == before)
        {
            throw Error(spread.Place, $"'{spread.Value.Text}' exports nothing that is still needed: it has {ExternIndex.Join(exports)}");
        }
    }

    // The name of an item: a whole one, also with another version that is compatible; or the last part of an interface's name, if one only has it.
    private string? Match(ExternMap items, WacName name, bool isExact)
    {
        if (new ExternIndex(items).Find(name.Text) is { } whole)
        {
            return whole;
        }

        var found = isExact ? [] : items.Where(item => InterfaceId.TryParse(item.Name.Name)?.Name == name.Text).Select(item => item.Name.Name).ToList();
        return found.Count > 1 ? throw Error(name.Place, $"'{name.Text}' may be {string.Join(" or ", found)}: give the whole name in quotation marks") : found.FirstOrDefault();
    }

    private (NamedComponent Component, ValidatedComponent Valid) FindPackage(string name, WacPlace place)
    {
        if (!_packages.TryGetValue(name, out var found))
        {
            var component = _findPackage(name) ?? throw Error(place, $"there is no package {name}: give its file with --dep {name}=FILE, or put it into the folder of packages");
            found = (new NamedComponent(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('@')[0], component), WitDecoder.Validate(component));
            _packages.Add(name, found);
        }

        return found;
    }

    private void CheckTarget(ComponentDefinition component, WacName target)
    {
        var id = InterfaceId.TryParse(target.Text) ?? throw Error(target.Place, $"'{target.Text}' is no world: one is a:b/c, or a:b/c@1.0.0");
        var (package, valid) = FindPackage(id.Package.ToString(), target.Place);
        var world = WitDecoder.IsPackage(valid) ? WitDecoder.Decode(package.Component).Packages.Root.Worlds.FirstOrDefault(world => world.Name == id.Name) : null;
        var problems = WorldTarget.FindProblems(component, world ?? throw Error(target.Place, $"the package {id.Package} has no world {id.Name}"));
        if (problems.Count != 0)
        {
            throw Error(target.Place, $"what comes out is not of the world {target.Text}: {string.Join("; ", problems)}");
        }
    }

    private static string Describe(Sort sort) => (sort == Sort.Instance ? "an " : "a ") + sort.Keyword();

    private ComponentToolException Missing(ExternMap items, WacName name, string who) => Error(name.Place, $"there is no {name.Text}: {who} {ExternIndex.Join(items)}");

    private ComponentToolException Error(WacPlace place, string message) => place.Error(_file, message);
}
