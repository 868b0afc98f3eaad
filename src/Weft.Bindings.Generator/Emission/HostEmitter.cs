// What the host implements, and how it gets to components: interfaces, and functions that define them for a linker.
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes the side of imports.</summary>
internal sealed class HostEmitter(CodeWriter writer, WorldPlan plan, TypeSpelling spelling, CodecTable table)
{
    private const string Linker = "global::Weft.Components.ComponentLinker";

    /// <summary>Writes the interface that the host implements for an interface.</summary>
    public void WriteInterface(Container container)
    {
        writer.Gap();
        Documentation.Write(writer, container.Documentation, $"What the host implements of {container.ImportName}.");
        writer.Open($"public interface {container.HostName}");
        WriteMethods(container.Functions);
        writer.Close();
    }

    /// <summary>Writes the methods of an interface.</summary>
    public void WriteMethods(IEnumerable<FunctionPlan> functions)
    {
        foreach (var function in functions)
        {
            writer.Gap();
            Documentation.Write(writer, function.Function.Documentation, $"The function {function.Function.ComponentName}.");
            writer.Line($"{spelling.SpellResult(function.Function, false)} {function.Name}({SpellParameters(function)});");
        }
    }

    /// <summary>Writes the interface and the type of a resource of the host.</summary>
    public void WriteResource(Container container, WitResource resource)
    {
        writer.Gap();
        Documentation.Write(writer, resource.Documentation, $"The resource {resource.Name}. It is disposed, if it can be, when a guest drops what it owns.");
        writer.Open($"public partial interface {container.NameOf(resource)}");
        WriteMethods(container.Methods[resource]);
        writer.Close();
        writer.Gap();
        writer.Line($"/// <summary>The resource type {resource.Name}.</summary>");
        writer.Line($"public static global::Weft.Components.ComponentResourceType {container.ResourceNameOf(resource)} {{ get; }} = new(\"{resource.Name}\", typeof({container.FullName}.{container.NameOf(resource)}));");
    }

    /// <summary>Writes how an interface is defined for a linker.</summary>
    public void WriteAddTo(Container container)
    {
        var host = container.HostName is null ? null : $"{plan.Request.QualifiedName}.{container.HostName}";
        WriteAddToHeader(host, $"Defines {container.ImportName} for components, also for those that import a compatible version.");
        writer.Line($"var instance = linker.Instance(\"{container.ImportName}\");");
        foreach (var type in container.Interface!.Types.Where(type => type.Resolved is WitResource))
        {
            WriteResourceDefinition("instance", type);
        }

        WriteDefinitions("instance", container, host is not null);
        writer.Line("return linker;");
        writer.Close();
    }

    /// <summary>Writes how all imports of the world are defined for a linker.</summary>
    public void WriteAddToOfWorld()
    {
        WriteAddToHeader(plan.HasImports ? plan.ImportsName : null, $"Defines what components of the world {plan.World.QualifiedName} import.");
        foreach (var container in plan.Containers.Where(container => container.ImportName is not null && !container.IsElsewhere))
        {
            writer.Line($"{container.FullName}.AddTo(linker{(container.HostName is null ? "" : ", host")});");
        }

        var resources = plan.World.Imports.OfType<WitWorldType>().Select(item => item.Type).Where(type => type.Resolved is WitResource).ToList();
        if (resources.Count != 0 || plan.Root.Functions.Count != 0)
        {
            writer.Line("var instance = linker.Root;");
            foreach (var type in resources)
            {
                WriteResourceDefinition("instance", type);
            }

            WriteDefinitions("instance", plan.Root, plan.HasImports);
        }

        writer.Line("return linker;");
        writer.Close();
    }

    /// <summary>The parameters of a method as they are declared.</summary>
    public string SpellParameters(FunctionPlan function) =>
        string.Join(", ", function.Parameters.Select(item => $"{spelling.Spell(item.Parameter.Type, function.IsGuest)} {item.Name}"));

    /// <summary>The expression that makes the signature of a function.</summary>
    public static string SpellSignature(CodecTable table, FunctionPlan function)
    {
        var parameters = string.Join(", ", function.Function.Parameters.Select(parameter => table.Refer(parameter.Type, function.IsGuest)));
        var result = function.Function.Result is { } type ? table.Refer(type, function.IsGuest) : "null";
        return $"new global::Weft.Components.ComponentSignature([{parameters}], {result})";
    }

    private void WriteAddToHeader(string? host, string summary)
    {
        writer.Gap();
        if (host is not null)
        {
            WriteAddToDocumentation(summary);
            writer.Line("/// <param name=\"host\">What they get.</param>");
            writer.Line("/// <returns>The linker.</returns>");
            writer.Open($"public static {Linker} AddTo({Linker} linker, {host} host)");
            writer.Line("global::System.ArgumentNullException.ThrowIfNull(host);");
            writer.Line("return AddTo(linker, _ => host);");
            writer.Close();
            writer.Line();
        }

        WriteAddToDocumentation(summary);
        if (host is not null)
        {
            writer.Line("/// <param name=\"host\">Finds what the components of a store get; called for each call of a function.</param>");
        }

        writer.Line("/// <returns>The linker.</returns>");
        writer.Open($"public static {Linker} AddTo({Linker} linker{(host is null ? "" : $", global::System.Func<global::Weft.Store, {host}> host")})");
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(linker);");
    }

    private void WriteAddToDocumentation(string summary)
    {
        writer.Line($"/// <summary>{Documentation.Escape(summary)}</summary>");
        writer.Line("/// <param name=\"linker\">The linker.</param>");
    }

    private void WriteResourceDefinition(string instance, WitTypeDefinition type)
    {
        var resource = (WitResource)type.Resolved;
        var owner = plan.ContainerOf(resource, isGuest: false);
        writer.Line($"{instance}.DefineResource(\"{type.Name}\", {owner.FullName}.{owner.ResourceNameOf(resource)});");
    }

    private void WriteDefinitions(string instance, Container container, bool hasHost)
    {
        foreach (var function in container.Functions.Where(_ => hasHost))
        {
            WriteDefinition(instance, function, $"host(call.Store).{function.Name}");
        }

        foreach (var function in container.Methods.Values.SelectMany(methods => methods).Where(_ => !container.IsGuestSide))
        {
            WriteDefinition(instance, function, $"self.{function.Name}");
        }
    }

    private void WriteDefinition(string instance, FunctionPlan function, string target)
    {
        var definition = function.Function;
        writer.Line($"{instance}.AddFunction(");
        writer.Line($"    \"{definition.ComponentName}\",");
        writer.Line($"    static () => {SpellSignature(table, function)},");
        writer.Open($"    {(target.StartsWith("self", StringComparison.Ordinal) ? "static " : "")}(ref {CodecEmitter.Abi}ComponentHostCall call) =>");
        if (definition.Kind == WitFunctionKind.Method)
        {
            writer.Line($"var self = call.Take({table.Refer(definition.Parameters[0].Type, false)});");
        }

        for (var i = 0; i < function.Parameters.Count; i++)
        {
            writer.Line($"var argument{i} = call.Take({table.Refer(function.Parameters[i].Parameter.Type, false)});");
        }

        WriteCall(definition, $"{target}({string.Join(", ", function.Parameters.Select((_, i) => $"argument{i}"))})");
        writer.Close(");");
    }

    private void WriteCall(WitFunction function, string call)
    {
        if (function.Result is not { } result)
        {
            writer.Line(call + ";");
            return;
        }

        var codec = table.Refer(result, false);
        if (!spelling.IsThrown(function))
        {
            writer.Line($"call.Give({codec}, {call});");
            return;
        }

        var type = (WitResultType)result.Resolved;
        writer.Line($"{spelling.Spell(result, false)} result;");
        writer.Open("try");
        if (type.Ok is null)
        {
            writer.Line(call + ";");
            writer.Line("result = global::Weft.Components.ComponentResult.Ok();");
        }
        else
        {
            writer.Line($"result = global::Weft.Components.ComponentResult.Ok({call});");
        }

        writer.Close();
        writer.Open($"catch (global::Weft.Components.ComponentErrorException<{spelling.SpellPayload(type.Error, false)}> error)");
        writer.Line("result = global::Weft.Components.ComponentResult.Error(error.Error);");
        writer.Close();
        writer.Gap();
        writer.Line($"call.Give({codec}, result);");
    }
}
