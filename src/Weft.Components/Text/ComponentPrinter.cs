// ComponentDefinition to text (Explainer.md). Without abbreviations: every definition stands for itself, and refers to others by index, so
// that the text says what the binary says, in its order.
using System.Globalization;
using System.Text;
using Weft.Wasm;
using Weft.Wasm.Text;

namespace Weft.Components.Text;

/// <summary>Prints components, valid or not. Parsing the text and writing it gives the same binary, but for names and custom sections.</summary>
public sealed partial class ComponentPrinter
{
    private readonly TextWriter _output;
    private readonly int[] _counts = new int[SortFacts.Count];
    private readonly ComponentNames _names;
    private int _indentation;

    private ComponentPrinter(TextWriter output, int indentation, ComponentNames names) => (_output, _indentation, _names) = (output, indentation, names);

    /// <summary>Prints a component.</summary>
    /// <param name="component">The component.</param>
    /// <param name="output">Where to; lines end with a line feed.</param>
    /// <exception cref="MalformedModuleException">A body in a module is not a sequence of instructions. Part of the text has been written by then.</exception>
    public static void Print(ComponentDefinition component, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(component);
        ArgumentNullException.ThrowIfNull(output);
        new ComponentPrinter(output, 0, component.Names).PrintComponent(component, "");
        output.Write('\n');
    }

    /// <summary>Prints a component.</summary>
    /// <param name="component">The component.</param>
    /// <exception cref="MalformedModuleException">A body in a module is not a sequence of instructions.</exception>
    public static string Print(ComponentDefinition component)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        Print(component, output);
        return output.ToString();
    }

    private void PrintComponent(ComponentDefinition component, string comment)
    {
        _output.Write("(component" + comment);
        _indentation++;
        foreach (var item in component.Items)
        {
            PrintItem(item);
        }

        _indentation--;
        _output.Write(')');
    }

    private void NewLine()
    {
        _output.Write('\n');
        // Deeper nesting is not indented further: text stays proportional to the component.
        _output.Write(new string(' ', 2 * Math.Min(_indentation, 32)));
    }

    /// <summary>The index that a definition gets, as a comment, with its name.</summary>
    private string Number(Sort sort)
    {
        var index = _counts[SortFacts.IndexOf(sort)]++;
        var name = _names.Find(sort, index);
        return name is not null && IsPlain(name) ? $" (;{index} {name};)" : $" (;{index};)";
    }

    private static bool IsPlain(string name) => name.Length < 200 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '/' or '@');

    private void Line(string text)
    {
        NewLine();
        _output.Write(text);
    }

    private void PrintItem(ComponentItem item)
    {
        switch (item)
        {
            case CoreModuleItem module:
                PrintModule(module.Module);
                break;
            case CoreInstantiation instantiation:
                var coreArguments = instantiation.Arguments.Select(argument => $" (with {Quote(argument.Name)} (instance {argument.Instance}))");
                Line($"(core instance{Number(Sort.CoreInstance)} (instantiate {instantiation.Module}{string.Concat(coreArguments)}))");
                break;
            case CoreExportBundle bundle:
                var coreExports = bundle.Exports.Select(export => $" (export {Quote(export.Name)} ({export.Sort.Keyword()} {export.Index}))");
                Line($"(core instance{Number(Sort.CoreInstance)}{string.Concat(coreExports)})");
                break;
            case CoreTypeItem type:
                PrintCoreType(type.Type);
                break;
            case NestedComponent nested:
                NewLine();
                new ComponentPrinter(_output, _indentation, nested.Component.Names).PrintComponent(nested.Component, Number(Sort.Component));
                break;
            case ComponentInstantiation instantiation:
                var arguments = instantiation.Arguments.Select(argument => $" (with {Quote(argument.Name)} ({argument.Sort.Spell()} {argument.Index}))");
                Line($"(instance{Number(Sort.Instance)} (instantiate {instantiation.Component}{string.Concat(arguments)}))");
                break;
            case ExportBundle bundle:
                var exports = bundle.Exports.Select(export => $" (export {Spell(export.Name)} ({export.Sort.Spell()} {export.Index}))");
                Line($"(instance{Number(Sort.Instance)}{string.Concat(exports)})");
                break;
            case ExportAlias alias:
                Line($"(alias export {alias.Instance} {Quote(alias.Name)} ({alias.Sort.Spell()}{Number(alias.Sort)}))");
                break;
            case CoreExportAlias alias:
                Line($"(alias core export {alias.Instance} {Quote(alias.Name)} ({alias.Sort.Spell()}{Number(alias.Sort)}))");
                break;
            case OuterAlias alias:
                Line($"(alias outer {alias.Levels} {alias.Index} ({alias.Sort.Spell()}{Number(alias.Sort)}))");
                break;
            case TypeItem type:
                Line($"(type{Number(Sort.Type)} ");
                PrintType(type.Type);
                _output.Write(')');
                break;
            case CanonicalItem canonical:
                PrintCanonical(canonical.Definition);
                break;
            case ImportItem import:
                Line($"(import {Spell(import.Name)} {Spell(import.Description, Number(import.Description.Sort))})");
                break;
            case ExportItem export:
                var ascription = export.Ascription is { } description ? " " + Spell(description, "") : "";
                Line($"(export{Number(export.Sort)} {Spell(export.Name)} ({export.Sort.Spell()} {export.Index}){ascription})");
                break;
            case ExportDeclaration export:
                Line($"(export {Spell(export.Name)} {Spell(export.Description, Number(export.Description.Sort))})");
                break;
            case CustomItem custom:
                Line($";; custom section {Quote(custom.Section.Name)}, {custom.Section.Bytes.Length} bytes");
                break;
            default:
                throw new ArgumentException($"{item.GetType().Name} is no definition of a component");
        }
    }

    private void PrintModule(ModuleDefinition module)
    {
        // Line feeds in strings are escaped, so that lines can be indented.
        var text = WatPrinter.Print(module);
        var lines = text["(module".Length..].TrimEnd('\n').Split('\n');
        lines[0] = WithoutIdentifier(lines[0]);
        NewLine();
        _output.Write($"(core module{Number(Sort.CoreModule)}");
        _output.Write(lines[0]);
        foreach (var line in lines.AsSpan(1))
        {
            NewLine();
            _output.Write(line);
        }
    }

    /// <summary>The name of a module is no identifier of the component's, where another module may have it, too.</summary>
    private static string WithoutIdentifier(string line)
    {
        if (!line.StartsWith(" $", StringComparison.Ordinal))
        {
            return line;
        }

        var end = 2;
        if (line.AsSpan(end).StartsWith("\""))
        {
            for (end++; line[end] != '"'; end++)
            {
                end += line[end] == '\\' ? 1 : 0;
            }

            end++;
        }
        else
        {
            while (end < line.Length && line[end] is not (' ' or ')' or '('))
            {
                end++;
            }
        }

        return line[end..];
    }

    private static string Spell(ExternName name)
    {
        var text = Quote(name.Name);
        text += name.Implements is { } implements ? $" (implements {Quote(implements)})" : "";
        text += name.VersionSuffix is { } suffix ? $" (versionsuffix {Quote(suffix)})" : "";
        return text + (name.ExternalId is { } id ? $" (external-id {Quote(id)})" : "");
    }

    private static string Spell(ExternDescription description, string comment) => description.Kind switch
    {
        ExternDescriptionKind.SubResource => $"(type{comment} (sub resource))",
        ExternDescriptionKind.TypeEqual => $"(type{comment} (eq {description.Index}))",
        _ => $"({description.Sort.Spell()}{comment} (type {description.Index}))",
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                quoted.Append('\\').Append((char)rune.Value);
            }
            else if (rune.Value is >= 0x20 and < 0x7F)
            {
                quoted.Append((char)rune.Value);
            }
            else
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }

        return quoted.Append('"').ToString();
    }
}
