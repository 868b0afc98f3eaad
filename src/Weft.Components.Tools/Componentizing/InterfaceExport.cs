// Exported interfaces. Lifted functions have types without names; a small component inside gives them the names of the interface: it imports
// types and functions, and exports them again under the types that it names.
using System.Collections.Immutable;
using System.Globalization;
using Weft.Components.Tools.Building;
using Weft.Wit;

namespace Weft.Components.Tools.Componentizing;

/// <summary>Builds the component that names what an interface exports.</summary>
internal sealed class InterfaceExport : WitTypeScope
{
    private readonly List<(string Name, WitTypeDefinition Type)> _imports = [];
    private readonly Dictionary<string, int> _names = [];
    private readonly WitInterface _type;
    private bool _isExporting;

    private InterfaceExport(WitInterface type)
        : base(new ItemBuilder()) => _type = type;

    /// <summary>Adds an instance of an interface to a component.</summary>
    /// <param name="type">The interface.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="scope">The component; it knows the types that the functions have.</param>
    /// <param name="functions">The lifted functions of the interface, in their order.</param>
    /// <returns>The instance.</returns>
    public static int Add(WitInterface type, string name, WorldScope scope, IReadOnlyList<(WitFunction Function, int Index)> functions)
    {
        var export = new InterfaceExport(type);
        export.Build(functions);
        var arguments = ImmutableArray.CreateBuilder<InstantiationArgument>();
        foreach (var (function, index) in functions)
        {
            arguments.Add(new InstantiationArgument(ImportNameOf(function), Sort.Function, index));
        }

        foreach (var (importName, definition) in export._imports)
        {
            arguments.Add(new InstantiationArgument(importName, Sort.Type, scope.EncodeDefinition(definition)));
        }

        var component = scope.Items.Add(new NestedComponent(export.Items.ToComponent()), name + "-shim-component");
        return scope.Items.Add(new ComponentInstantiation(component, arguments.ToImmutable()), name + "-shim-instance");
    }

    /// <inheritdoc/>
    protected override int? Name(int index, WitTypeDefinition type) => _isExporting
        ? Items.Add(new ExportItem(WitFunctions.NameOf(type), Sort.Type, index, null))
        : Import(type, new ExternDescription(ExternDescriptionKind.TypeEqual, index));

    /// <inheritdoc/>
    protected override int NameResource(WitResource resource) => Import(resource, new ExternDescription(ExternDescriptionKind.SubResource, 0));

    /// <inheritdoc/>
    protected override int Find(WitInterface owner, WitTypeDefinition type) =>
        throw new InvalidOperationException($"the type {type.Name} of {owner.QualifiedName} was not imported before it was used");

    private void Build(IReadOnlyList<(WitFunction Function, int Index)> functions)
    {
        var live = new LiveTypes();
        live.Add(_type);
        foreach (var type in live.Types.Where(type => type.Interface is { } owner && owner != _type))
        {
            Interface = type.Interface;
            EncodeDefinition(type);
        }

        Interface = _type;
        var foreign = new Dictionary<WitTypeDefinition, int>(Definitions, ReferenceEqualityComparer.Instance);
        var resources = _type.Types.OfType<WitResource>().ToDictionary(resource => resource, EncodeDefinition);
        foreach (var (function, _) in functions)
        {
            Items.Add(new ImportItem(new ExternName(ImportNameOf(function)), new ExternDescription(ExternDescriptionKind.Function, EncodeFunction(function))));
        }

        // From here on the interface's own types are those that it exports.
        Reset(foreign);
        _isExporting = true;
        foreach (var type in _type.Types)
        {
            if (type is WitResource resource)
            {
                Definitions[resource] = Items.Add(new ExportItem(WitFunctions.NameOf(resource), Sort.Type, resources[resource], null));
            }
            else
            {
                EncodeDefinition(type);
            }
        }

        for (var i = 0; i < functions.Count; i++)
        {
            var type = EncodeFunction(functions[i].Function);
            Items.Add(new ExportItem(WitFunctions.NameOf(functions[i].Function), Sort.Function, i, new ExternDescription(ExternDescriptionKind.Function, type)));
        }
    }

    private int Import(WitTypeDefinition type, ExternDescription description)
    {
        var name = UniqueNames.Add(_names, "import-type-" + type.Name, (start, number) => string.Create(CultureInfo.InvariantCulture, $"{start}{number - 2}"));

        _imports.Add((name, type));
        return Items.Add(new ImportItem(new ExternName(name), description));
    }

    // Plain names that no other function can have.
    private static string ImportNameOf(WitFunction function) => function.Kind switch
    {
        WitFunctionKind.Method => $"import-method-{function.Resource!.Name}-{function.Name}",
        WitFunctionKind.Static => $"import-static-{function.Resource!.Name}-{function.Name}",
        WitFunctionKind.Constructor => $"import-constructor-{function.Resource!.Name}",
        _ => $"import-func-{function.Name}",
    };
}
