// The model as text again. What it writes resolves to the same model, with the same features and proposals on.
using System.Globalization;
using System.Text;
using Weft.Wit.Syntax;

namespace Weft.Wit;

/// <summary>Writes packages as WIT.</summary>
public sealed class WitPrinter
{
    private readonly StringBuilder _text = new();
    private WitPackage _package;
    private readonly bool _hasDocumentation;
    private int _depth;

    private WitPrinter(WitPackage package, bool hasDocumentation)
    {
        _package = package;
        _hasDocumentation = hasDocumentation;
    }

    /// <summary>Writes the root package of a set, then the others as nested packages: one text that stands on its own.</summary>
    /// <param name="packages">The packages.</param>
    public static string Print(WitPackageSet packages) => Print(packages, hasDocumentation: true);

    /// <summary>Writes the root package of a set, then the others as nested packages: one text that stands on its own.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="hasDocumentation">Whether comments are written.</param>
    public static string Print(WitPackageSet packages, bool hasDocumentation)
    {
        var printer = new WitPrinter(packages.Root, hasDocumentation);
        printer.PrintRoot(packages.Root);
        foreach (var package in packages.Packages.Where(package => package != packages.Root))
        {
            printer._text.Append('\n');
            printer.Documentation(package.Documentation);
            printer.Open($"package {Name(package.Name)} {{");
            printer._package = package;
            printer.PrintItems(package, isFirst: true);
            printer.Close();
        }

        return printer._text.ToString();
    }

    /// <summary>Writes one package, without those that it refers to.</summary>
    /// <param name="package">The package.</param>
    public static string Print(WitPackage package) => Print(package, hasDocumentation: true);

    /// <summary>Writes one package, without those that it refers to.</summary>
    /// <param name="package">The package.</param>
    /// <param name="hasDocumentation">Whether comments are written.</param>
    public static string Print(WitPackage package, bool hasDocumentation)
    {
        var printer = new WitPrinter(package, hasDocumentation);
        printer.PrintRoot(package);
        return printer._text.ToString();
    }

    /// <summary>A type as WIT writes it where it is used: definitions by their name.</summary>
    /// <param name="type">The type.</param>
    public static string Print(WitType type) => type switch
    {
        WitPrimitiveType primitive => primitive.Keyword,
        WitTypeDefinition definition => Name(definition.Name),
        WitHandleType handle => handle.IsBorrowed ? $"borrow<{Name(handle.Definition.Name)}>" : Name(handle.Definition.Name),
        WitListType { Length: { } length } list => string.Format(CultureInfo.InvariantCulture, "list<{0}, {1}>", Print(list.Element), length),
        WitListType list => $"list<{Print(list.Element)}>",
        WitOptionType option => $"option<{Print(option.Value)}>",
        WitResultType { Ok: null, Error: null } => "result",
        WitResultType { Error: null } result => $"result<{Print(result.Ok!)}>",
        WitResultType result => $"result<{(result.Ok is null ? "_" : Print(result.Ok))}, {Print(result.Error!)}>",
        WitTupleType tuple => $"tuple<{string.Join(", ", tuple.Elements.Select(Print))}>",
        WitMapType map => $"map<{Print(map.Key)}, {Print(map.Value)}>",
        WitFutureType future => future.Element is null ? "future" : $"future<{Print(future.Element)}>",
        WitStreamType stream => stream.Element is null ? "stream" : $"stream<{Print(stream.Element)}>",
        _ => throw new ArgumentException($"{type.GetType()} has no text", nameof(type)),
    };

    /// <summary>The signature of a function as WIT writes it, such as <c>async func(a: u32) -&gt; string</c>.</summary>
    /// <param name="function">The function.</param>
    public static string Print(WitFunction function)
    {
        var isConstructor = function.Kind == WitFunctionKind.Constructor;
        var parameters = string.Join(
            ", ",
            function.Parameters.Skip(function.Kind == WitFunctionKind.Method ? 1 : 0).Select(parameter => $"{Name(parameter.Name)}: {Print(parameter.Type)}"));
        var result = function.Result is null || (isConstructor && function.Result is WitHandleType) ? "" : $" -> {Print(function.Result)}";
        return $"{(function.IsAsync ? "async " : "")}{(isConstructor ? "constructor" : "func")}({parameters}){result}";
    }

    private void PrintRoot(WitPackage package)
    {
        Documentation(package.Documentation);
        Line($"package {Name(package.Name)};");
        PrintItems(package, isFirst: false);
    }

    private void PrintItems(WitPackage package, bool isFirst)
    {
        foreach (var item in package.Interfaces)
        {
            Separate(ref isFirst);
            Head(item.Item);
            PrintInterface(item, $"interface {Name(item.Name!)} {{");
        }

        foreach (var world in package.Worlds)
        {
            Separate(ref isFirst);
            PrintWorld(world);
        }
    }

    private void PrintInterface(WitInterface item, string head)
    {
        Open(head);
        var isFirst = true;
        PrintTypes(item.Types, ref isFirst);
        foreach (var function in item.Functions)
        {
            Separate(ref isFirst);
            Head(function.Item);
            Line($"{Name(function.Name)}: {Print(function)};");
        }

        Close();
    }

    private void PrintWorld(WitWorld world)
    {
        Head(world.Item);
        Open($"world {Name(world.Name)} {{");
        var isFirst = true;
        foreach (var item in world.Imports.OfType<WitWorldInterface>())
        {
            PrintExtern("import", item, ref isFirst);
        }

        PrintTypes(world.Imports.OfType<WitWorldType>().Select(item => item.Type), ref isFirst);
        foreach (var item in world.Imports.OfType<WitWorldFunction>())
        {
            PrintExtern("import", item, ref isFirst);
        }

        foreach (var item in world.Exports)
        {
            PrintExtern("export", item, ref isFirst);
        }

        Close();
    }

    private void PrintExtern(string verb, WitWorldItem item, ref bool isFirst)
    {
        if (item.Documentation is not null || item is WitWorldInterface { Interface.Name: null })
        {
            Separate(ref isFirst);
        }

        isFirst = false;
        Head(item.Item);
        switch (item)
        {
            case WitWorldFunction function:
                Line($"{verb} {Name(item.Name)}: {Print(function.Function)};");
                break;
            case WitWorldInterface { Interface.Name: null } inline:
                PrintInterface(inline.Interface, $"{verb} {Name(item.Name)}: interface {{");
                break;
            case WitWorldInterface named:
                Line($"{verb} {(named.HasPlainName ? Name(item.Name) + ": " : "")}{PathOf(named.Interface)};");
                break;
            default:
                break;
        }
    }

    private void PrintTypes(IEnumerable<WitTypeDefinition> types, ref bool isFirst)
    {
        // Neighbours that are used from one interface under one gate stand in one line.
        var all = types.ToList();
        for (var index = 0; index < all.Count; index++)
        {
            if (all[index] is not WitTypeAlias { IsUse: true } use)
            {
                Separate(ref isFirst);
                PrintDefinition(all[index]);
                continue;
            }

            var names = new List<string>();
            var source = ((WitTypeDefinition)use.Target).Interface!;
            while (index < all.Count && all[index] is WitTypeAlias { IsUse: true } next && ((WitTypeDefinition)next.Target).Interface == source
                && Equals(next.Gate, use.Gate) && next.Documentation == use.Documentation && next.ExternalId == use.ExternalId)
            {
                var name = ((WitTypeDefinition)next.Target).Name;
                names.Add(name == next.Name ? Name(name) : $"{Name(name)} as {Name(next.Name)}");
                index++;
            }

            index--;
            isFirst = false;
            Head(use.Item);
            Line($"use {PathOf(source)}.{{{string.Join(", ", names)}}};");
        }
    }

    private void PrintDefinition(WitTypeDefinition definition)
    {
        Head(definition.Item);
        var name = Name(definition.Name);
        switch (definition)
        {
            case WitTypeAlias alias:
                // An owned handle needs its word here, as the bare name would be another name of the resource.
                Line($"type {name} = {(alias.Target is WitHandleType { IsBorrowed: false } handle ? $"own<{Name(handle.Definition.Name)}>" : Print(alias.Target))};");
                break;
            case WitRecord record:
                PrintParts($"record {name}", record.Fields.Select(field => (field.Documentation, $"{Name(field.Name)}: {Print(field.Type)}")));
                break;
            case WitVariant variant:
                PrintParts($"variant {name}", variant.Cases.Select(one => (one.Documentation, one.Payload is null ? Name(one.Name) : $"{Name(one.Name)}({Print(one.Payload)})")));
                break;
            case WitEnum values:
                PrintParts($"enum {name}", values.Cases.Select(one => (one.Documentation, Name(one.Name))));
                break;
            case WitFlags flags:
                PrintParts($"flags {name}", flags.Flags.Select(one => (one.Documentation, Name(one.Name))));
                break;
            case WitResource { Functions.Count: 0 }:
                Line($"resource {name};");
                break;
            case WitResource resource:
                Open($"resource {name} {{");
                foreach (var function in resource.Functions)
                {
                    Head(function.Item);
                    Line(function.Kind switch
                    {
                        WitFunctionKind.Constructor => $"{Print(function)};",
                        WitFunctionKind.Static => $"{Name(function.Name)}: static {Print(function)};",
                        _ => $"{Name(function.Name)}: {Print(function)};",
                    });
                }

                Close();
                break;
            default:
                throw new ArgumentException($"{definition.GetType()} has no text", nameof(definition));
        }
    }

    private void PrintParts(string head, IEnumerable<(string? Documentation, string Text)> parts)
    {
        Open($"{head} {{");
        foreach (var (documentation, text) in parts)
        {
            Documentation(documentation);
            Line($"{text},");
        }

        Close();
    }

    private string PathOf(WitInterface item) => item.Package == _package
        ? Name(item.Name!)
        : $"{Name(item.Package.Name.Namespace)}:{Name(item.Package.Name.Name)}/{Name(item.Name!)}{(item.Package.Name.Version is { } version ? $"@{version}" : "")}";

    private static string Name(WitPackageName name) => $"{Name(name.Namespace)}:{Name(name.Name)}{(name.Version is { } version ? $"@{version}" : "")}";

    private static string Name(string name) => Lexer.IsKeyword(name) ? "%" + name : name;

    private void Head(WitItem item)
    {
        Documentation(item.Documentation);
        if (item.Gate?.Since is { } since)
        {
            Line($"@since(version = {since})");
        }

        if (item.Gate?.Feature is { } feature)
        {
            Line($"@unstable(feature = {Name(feature)})");
        }

        if (item.Gate?.Deprecated is { } deprecated)
        {
            Line($"@deprecated(version = {deprecated})");
        }

        if (item.ExternalId is { } id)
        {
            Line($"@external-id({Quote(id)})");
        }
    }

    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            // What a text may not hold as it is, some of it for looking like something else, is written by number.
            quoted.Append(character is '"' or '\\' ? $"\\{character}"
                : Lexer.IsAllowed(character) && character is not ('\n' or '\r' or '\t') ? character.ToString()
                : string.Format(CultureInfo.InvariantCulture, "\\u{{{0:x}}}", (int)character));
        }

        return quoted.Append('"').ToString();
    }

    private void Documentation(string? text)
    {
        foreach (var line in _hasDocumentation && text is not null ? text.Split('\n') : [])
        {
            Line(line.Length == 0 ? "///" : $"/// {line}");
        }
    }

    private void Separate(ref bool isFirst)
    {
        if (!isFirst)
        {
            _text.Append('\n');
        }

        isFirst = false;
    }

    private void Open(string line)
    {
        Line(line);
        _depth++;
    }

    private void Close()
    {
        _depth--;
        Line("}");
    }

    private void Line(string line) => _text.Append(' ', 2 * _depth).Append(line).Append('\n');
}
