// What a composition in the WAC language says, as written.
namespace Weft.Components.Tools.Composing.Wac;

/// <summary>A place in the text, both numbers from 1.</summary>
internal readonly record struct WacPlace(int Line, int Column)
{
    /// <summary>The exception for a mistake here.</summary>
    public ComponentToolException Error(string file, string message) => new($"{file}:{Line}:{Column}: {message}");
}

/// <summary>A document: the package it makes, the world it is to be of, and its statements.</summary>
internal sealed record WacDocument(string Package, WacName? Target, IReadOnlyList<WacStatement> Statements);

/// <summary>A name with its place.</summary>
internal sealed record WacName(string Text, WacPlace Place);

/// <summary>A statement.</summary>
internal abstract record WacStatement(WacPlace Place);

/// <summary><c>import name: path;</c></summary>
internal sealed record WacImport(WacName Name, WacName Path) : WacStatement(Name.Place);

/// <summary><c>let name = expression;</c></summary>
internal sealed record WacLet(WacName Name, WacExpression Value) : WacStatement(Name.Place);

/// <summary><c>export expression;</c>, <c>export expression as "name";</c>, <c>export expression...;</c></summary>
internal sealed record WacExport(WacPlace Place, WacExpression Value, WacName? Name, bool IsSpread) : WacStatement(Place);

/// <summary>An expression.</summary>
internal abstract record WacExpression(WacPlace Place);

/// <summary>A name that was imported or let.</summary>
internal sealed record WacReference(WacName Name) : WacExpression(Name.Place);

/// <summary><c>new package { arguments }</c></summary>
internal sealed record WacNew(WacPlace Place, WacName Package, IReadOnlyList<WacArgument> Arguments, bool Fills) : WacExpression(Place);

/// <summary><c>value.name</c> or <c>value["name"]</c></summary>
/// <param name="Value">The instance.</param>
/// <param name="Name">The name of the export.</param>
/// <param name="IsExact">Whether it is the whole name.</param>
internal sealed record WacAccess(WacExpression Value, WacName Name, bool IsExact) : WacExpression(Name.Place);

/// <summary>An argument.</summary>
internal abstract record WacArgument(WacPlace Place);

/// <summary><c>name: value</c>, <c>"name": value</c>; without a name, <c>value</c>, whose own name says which argument it is.</summary>
internal sealed record WacNamedArgument(WacName? Name, bool IsExact, WacExpression Value) : WacArgument(Name?.Place ?? Value.Place);

/// <summary><c>...value</c>: what an instance exports.</summary>
internal sealed record WacSpreadArgument(WacName Value) : WacArgument(Value.Place);
