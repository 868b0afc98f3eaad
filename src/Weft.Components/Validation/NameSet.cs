// The names of imports, or of exports, of one scope: unique, and annotated names fit their functions (Binary.md, "Import and export definitions").
using Weft.Components.Types;

namespace Weft.Components.Validation;

/// <summary>Names so far, and which resources they name.</summary>
internal sealed class NameSet(string what)
{
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<DefinedType, string> _resources = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _resourceNames = [];

    /// <summary>Adds a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">What it names.</param>
    /// <param name="features">The features that are on.</param>
    /// <param name="namesResources">Whether annotated names may refer to a resource by it.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(ExternName name, ExternType type, ComponentFeatures features, bool namesResources)
    {
        if (NameRules.Parse(name.Name, features, out var parsed) is { } error)
        {
            return $"{what} name `{name.Name}` is not a valid extern name: {error}";
        }

        if (parsed.Kind == NameKind.Dependency && what == "export")
        {
            return $"`{name.Name}` is not a valid export name: it says where to get an import";
        }

        if (CheckAttributes(name, type, features, parsed) is { } attributeError)
        {
            return attributeError;
        }

        if (parsed.Kind is NameKind.Constructor or NameKind.Method or NameKind.Static)
        {
            if (type.Type is not ComponentFunctionType function || type.Sort != Sort.Function)
            {
                return $"{what} name `{name.Name}` is not valid: it is not a func";
            }

            if (CheckAnnotation(parsed, function) is { } annotationError)
            {
                return $"{what} name `{name.Name}` is not valid: {annotationError}";
            }
        }

        if (!_names.TryAdd(parsed.Key, name.Name))
        {
            return $"{what} name `{name.Name}` conflicts with previous name `{_names[parsed.Key]}`";
        }

        if (namesResources && parsed.Kind == NameKind.Label && type is { Sort: Sort.Type, Type: ResourceType resource })
        {
            _resources[resource] = name.Name;
            _resourceNames.Add(name.Name);
        }

        return null;
    }

    private static string? CheckAttributes(ExternName name, ExternType type, ComponentFeatures features, ParsedName parsed)
    {
        if (name.Implements is { } interfaceName)
        {
            if (type.Sort != Sort.Instance)
            {
                return "only instances can have an `implements`";
            }

            if (parsed.Kind != NameKind.Label)
            {
                return $"name `{name.Name}` is not valid with `implements`";
            }

            if (NameRules.Parse(interfaceName, features, out var implemented) is { } error)
            {
                return $"`{interfaceName}` is not a valid name: {error}";
            }

            if (implemented.Kind != NameKind.Interface)
            {
                return $"`implements` of `{name.Name}` must be an interface, found `{interfaceName}`";
            }
        }

        if (name.VersionSuffix is { } suffix)
        {
            if (type.Sort != Sort.Instance)
            {
                return "only instances can have a `versionsuffix`";
            }

            var at = name.Name.IndexOf('@', StringComparison.Ordinal);
            if (at < 0)
            {
                return $"name `{name.Name}` is not valid with `versionsuffix`: it has no version";
            }

            if (NameRules.CheckVersion(name.Name[(at + 1)..] + suffix) is { } error)
            {
                return $"invalid interface version: `versionsuffix` of `{name.Name}` makes no valid version: {error}";
            }
        }

        return null;
    }

    private string? CheckAnnotation(ParsedName name, ComponentFunctionType function)
    {
        switch (name.Kind)
        {
            case NameKind.Constructor:
                var result = function.Result switch
                {
                    null => null,
                    ResultType { Ok: HandleType { IsBorrow: false } inner } => inner,
                    HandleType { IsBorrow: false } handle => handle,
                    _ => null,
                };
                return function.Result is null ? "function should return one value"
                    : result is null ? "function should return `(own $T)` or `(result (own $T))`"
                    : CheckResource(result.Resource, name.Resource);
            case NameKind.Method:
                if (function.Parameters.IsEmpty)
                {
                    return "function should have at least one argument";
                }

                var self = function.Parameters[0];
                return self.Name != "self" ? "function should have a first argument called `self`"
                    : self.Type is HandleType { IsBorrow: true } borrow ? CheckResource(borrow.Resource, name.Resource)
                    : "function should take a first argument of `(borrow $T)`";
            default:
                return _resourceNames.Contains(name.Resource) ? null : "static resource name is not known in this context";
        }
    }

    private string? CheckResource(ResourceType resource, string expected)
    {
        if (!_resources.TryGetValue(resource, out var name))
        {
            return "resource used in function does not have a name in this context";
        }

        return name == expected ? null : $"function does not match expected resource name `{name}`";
    }
}
