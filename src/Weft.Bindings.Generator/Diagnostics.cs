// What the generator reports.
using Microsoft.CodeAnalysis;

namespace Weft.Bindings.Generator;

/// <summary>The diagnostics.</summary>
internal static class Diagnostics
{
    private const string Category = "Weft.Bindings";

    /// <summary>The text is not WIT, or there are no bindings for what is in it.</summary>
    public static readonly DiagnosticDescriptor Wit = new("WEFT1001", "WIT", "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>The files are not there.</summary>
    public static readonly DiagnosticDescriptor NoFiles = new(
        "WEFT1002", "No WIT", "there is no WIT file or folder \"{0}\" among the AdditionalFiles of the project", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>TypesFrom names a class without interfaces.</summary>
    public static readonly DiagnosticDescriptor NoTypes = new(
        "WEFT1004", "No types", "{0} has no classes for interfaces of WIT: name a class with [WitWorld] of another project", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>Nothing can be added to the class.</summary>
    public static readonly DiagnosticDescriptor NotPartial = new(
        "WEFT1003", "Class is not partial", "{0} and the types around it must be partial and have no type parameters, for bindings to be added", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
