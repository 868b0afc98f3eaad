// Drafts as text for the resolver.
using System.Text;
using Weft.Wit;
using Weft.Wit.Syntax;

namespace Weft.Components.Tools.Packages;

/// <summary>Writes drafts as one text of WIT, in which the packages beside the root are nested.</summary>
internal sealed class DraftPrinter(DraftPackages packages)
{
    private readonly StringBuilder _text = new();
    private WitPackageName? _package;

    /// <summary>A name as WIT writes it.</summary>
    public static string Escape(string name) => Lexer.IsKeyword(name) ? "%" + name : name;

    public string Print(WitPackageName root)
    {
        _package = root;
        PrintDocumentation(packages[root].Documentation);
        Line($"package {Spell(root)};");
        PrintItems(packages[root]);
        foreach (var (name, package) in packages.Packages)
        {
            if (name != root)
            {
                _package = name;
                PrintDocumentation(package.Documentation);
                Line($"package {Spell(name)} {{");
                PrintItems(package);
                Line("}");
            }
        }

        return _text.ToString();
    }

    private void PrintItems(DraftPackage package)
    {
        foreach (var (name, scope) in package.Interfaces)
        {
            PrintHead(scope);
            PrintScope($"interface {Escape(name)} {{", scope);
        }

        foreach (var (name, world) in package.Worlds)
        {
            PrintHead(world);
            Line($"world {Escape(name)} {{");
            PrintInterfaces("import", world.ImportedInterfaces);
            PrintTypes(world.Imports);
            PrintFunctions("import ", world.Imports.Functions);
            PrintFunctions("export ", world.ExportedFunctions);
            PrintInterfaces("export", world.ExportedInterfaces);
            Line("}");
        }
    }

    private void PrintInterfaces(string verb, OrderedDictionary<string, DraftWorldInterface> items)
    {
        foreach (var (name, item) in items)
        {
            PrintHead(item);
            if (item.Inline is { } inline)
            {
                PrintScope($"{verb} {Escape(name)}: interface {{", inline);
            }
            else
            {
                var path = Spell(item.Target!.Value);
                Line(name == item.Target.Value.ToString() ? $"{verb} {path};" : $"{verb} {Escape(name)}: {path};");
            }
        }
    }

    private void PrintScope(string head, DraftScope scope)
    {
        Line(head);
        PrintTypes(scope);
        PrintFunctions("", scope.Functions);
        Line("}");
    }

    private void PrintFunctions(string verb, OrderedDictionary<string, DraftFunction> functions)
    {
        foreach (var function in functions.Values)
        {
            PrintHead(function);
            Line(function.Name.Length == 0 ? $"{function.Text};" : $"{verb}{Escape(function.Name)}: {function.Text};");
        }
    }

    private void PrintTypes(DraftScope scope)
    {
        foreach (var type in scope.Types.Values)
        {
            PrintHead(type);
            var name = Escape(type.Name);
            switch (type.Keyword)
            {
                case "use":
                    Line($"use {Spell(type.Source)}.{{{(type.Target == type.Name ? name : $"{Escape(type.Target)} as {name}")}}};");
                    break;
                case "type":
                    Line($"type {name} = {type.Target};");
                    break;
                default:
                    Line($"{type.Keyword} {name} {{");
                    foreach (var part in type.Parts)
                    {
                        PrintDocumentation(part.Documentation);
                        Line(part.Type is null ? $"{Escape(part.Name)}," : type.Keyword == "record" ? $"{Escape(part.Name)}: {part.Type}," : $"{Escape(part.Name)}({part.Type}),");
                    }

                    PrintFunctions("", type.Functions);
                    Line("}");
                    break;
            }
        }
    }

    private void PrintHead(DraftItem item)
    {
        PrintDocumentation(item.Documentation);
        if (item.Gate?.Since is { } since)
        {
            Line($"@since(version = {since})");
        }

        if (item.Gate?.Feature is { } feature)
        {
            Line($"@unstable(feature = {Escape(feature)})");
        }

        if (item.Gate?.Deprecated is { } deprecated)
        {
            Line($"@deprecated(version = {deprecated})");
        }

        if (item.ExternalId is { } id)
        {
            Line($"@external-id({WitPrinter.Quote(id)})");
        }
    }

    // Comments come from a section that nobody checks: what a text may not hold is left out.
    private void PrintDocumentation(string? text)
    {
        foreach (var line in text?.Split('\n') ?? [])
        {
            Line($"/// {string.Concat(line.Where(Lexer.IsAllowed))}");
        }
    }

    private string Spell(InterfaceId id) => id.Package == _package ? Escape(id.Name) : $"{SpellWithoutVersion(id.Package)}/{Escape(id.Name)}{VersionOf(id.Package)}";

    private static string Spell(WitPackageName name) => SpellWithoutVersion(name) + VersionOf(name);

    private static string SpellWithoutVersion(WitPackageName name) => $"{Escape(name.Namespace)}:{Escape(name.Name)}";

    private static string VersionOf(WitPackageName name) => name.Version is { } version ? $"@{version}" : "";

    private void Line(string line) => _text.Append(line).Append('\n');
}
