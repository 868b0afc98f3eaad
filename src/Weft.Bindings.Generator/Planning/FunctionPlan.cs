// A function as a C# method.
using Weft.Wit;

namespace Weft.Bindings.Generator.Planning;

/// <summary>A function with its name.</summary>
/// <param name="Function">The function.</param>
/// <param name="Name">The name of the method.</param>
/// <param name="IsGuest">Whether the guest has it: its types are those of exports.</param>
/// <param name="Owner">The C# name of the resource that a method is on; else null.</param>
internal sealed record FunctionPlan(WitFunction Function, string Name, bool IsGuest, string? Owner = null)
{
    /// <summary>The name of the field that holds it, when the guest has it.</summary>
    public string Field => Owner is null ? $"_{char.ToLowerInvariant(Name[0])}{Name.Substring(1)}Function" : $"_{Owner}_{Name}Function";

    /// <summary>The parameters with their C# names, without that of a method's own handle.</summary>
    public IReadOnlyList<(string Name, WitParameter Parameter)> Parameters { get; } = NameParameters(Function);

    private static List<(string, WitParameter)> NameParameters(WitFunction function)
    {
        // Names that the method itself has a use for.
        var names = new NameScope("codecs", "cancellationToken");
        return function.Parameters.Skip(function.Kind == WitFunctionKind.Method ? 1 : 0)
            .Select(parameter => (names.Take(CSharpName.Camel(parameter.Name)), parameter))
            .ToList();
    }
}
