// What the guest exports: methods of the class of the world, classes for interfaces, and handles of the guest's resources.
using Weft.Bindings.Generator.Planning;
using Weft.Wit;

namespace Weft.Bindings.Generator.Emission;

/// <summary>Writes the side of exports.</summary>
internal sealed class ExportEmitter(CodeWriter writer, WorldPlan plan, TypeSpelling spelling, CodecTable table, HostEmitter host)
{
    public const string CancellationToken = "global::System.Threading.CancellationToken cancellationToken = default";

    private const string Function = "global::Weft.Components.ComponentFunction";

    /// <summary>Writes the fields and the constructor of the class for an exported interface.</summary>
    public void WriteConstructor(Container container)
    {
        var functions = FunctionsOf(container).ToList();
        WriteFields(functions, "internal");
        writer.Line("private readonly global::Weft.Store _store;");
        if (plan.HasGuestResources)
        {
            writer.Line("private readonly GuestCodecs codecs;");
        }

        writer.Gap();
        writer.Open($"internal {container.Name}(global::Weft.Components.ComponentInstance instance{(plan.HasGuestResources ? ", GuestCodecs codecs" : "")})");
        writer.Line("_store = instance.Store;");
        if (plan.HasGuestResources)
        {
            writer.Line("this.codecs = codecs;");
        }

        WriteLookups(functions);
        writer.Close();
    }

    /// <summary>Writes the functions of a container that are called without a resource.</summary>
    public void WriteMethods(IEnumerable<FunctionPlan> functions, string store)
    {
        foreach (var function in functions)
        {
            WriteMethod(function, function.Field);
            WriteAsyncMethod(function, store);
        }
    }

    /// <summary>Writes the class for handles of a resource of the guest.</summary>
    public void WriteResource(Container container, WitResource resource)
    {
        var name = container.NameOf(resource);
        writer.Gap();
        Documentation.Write(writer, resource.Documentation, $"A handle of the resource {resource.Name}. One that the host owns has to be disposed, or given to a guest.");
        writer.Open($"public sealed partial class {name} : global::System.IDisposable");
        writer.Line("private readonly GuestCodecs codecs;");
        writer.Gap();
        writer.Open($"internal {name}(GuestCodecs codecs, global::Weft.Components.ComponentResource handle)");
        writer.Line("this.codecs = codecs;");
        writer.Line("Handle = handle;");
        writer.Close();
        writer.Gap();
        writer.Line("internal global::Weft.Components.ComponentResource Handle { get; }");
        foreach (var function in container.Methods[resource])
        {
            WriteMethod(function, $"codecs.World.Exports.{container.Name}.{function.Field}");
            WriteAsyncMethod(function, "codecs.World.Instance.Store");
        }

        writer.Gap();
        writer.Line("/// <summary>Ends the resource, if the host owns it still: its destructor runs.</summary>");
        writer.Line("public void Dispose() => Handle.Dispose();");
        writer.Close();
    }

    /// <summary>Writes the list of exported interfaces.</summary>
    public void WriteExportList()
    {
        var exports = plan.Containers.Where(container => container.ExportName is not null).ToList();
        var codecs = plan.HasGuestResources;
        writer.Gap();
        writer.Line("/// <summary>The exported interfaces.</summary>");
        writer.Open("public sealed class ExportList");
        writer.Open($"internal ExportList(global::Weft.Components.ComponentInstance instance{(codecs ? ", GuestCodecs codecs" : "")})");
        foreach (var container in exports)
        {
            writer.Line($"{container.Name} = new(global::Weft.Components.ComponentSignature.FindInstance(instance, \"{container.ExportName}\"){(codecs ? ", codecs" : "")});");
        }

        writer.Close();
        foreach (var container in exports)
        {
            writer.Gap();
            writer.Line($"/// <summary>The exported interface {container.ExportName}.</summary>");
            writer.Line($"public {container.FullName} {container.Name} {{ get; }}");
        }

        writer.Close();
    }

    /// <summary>Writes fields for functions.</summary>
    public void WriteFields(IEnumerable<FunctionPlan> functions, string accessibility)
    {
        foreach (var function in functions)
        {
            writer.Line($"{accessibility} readonly {Function} {function.Field};");
        }
    }

    /// <summary>Writes where the fields get their values, from <c>instance</c>.</summary>
    public void WriteLookups(IEnumerable<FunctionPlan> functions)
    {
        foreach (var function in functions)
        {
            writer.Line($"{function.Field} = {HostEmitter.SpellSignature(table, function)}.Find(instance, \"{function.Function.ComponentName}\");");
        }
    }

    private static IEnumerable<FunctionPlan> FunctionsOf(Container container) =>
        container.IsGuestSide ? container.Exports.Concat(container.Methods.Values.SelectMany(methods => methods)) : container.Exports;

    private void WriteMethod(FunctionPlan plan, string function)
    {
        var definition = plan.Function;
        writer.Gap();
        Documentation.Write(writer, definition.Documentation, $"The function {definition.ComponentName}.");
        writer.Line("/// <exception cref=\"global::Weft.TrapException\">The guest trapped, or broke a rule of the canonical ABI.</exception>");
        if (spelling.IsThrown(definition))
        {
            writer.Line($"/// <exception cref=\"global::Weft.Components.ComponentErrorException{{TError}}\">The result is an error.</exception>");
        }

        writer.Open($"public {spelling.SpellResult(definition, plan.IsGuest)} {plan.Name}({host.SpellParameters(plan)})");
        writer.Line($"var __call = new {CodecEmitter.Abi}ComponentCall({function}, stackalloc ulong[{function}.SlotCount]);");
        writer.Open("try");
        if (definition.Kind == WitFunctionKind.Method)
        {
            writer.Line($"__call.Give({table.Refer(definition.Parameters[0].Type, plan.IsGuest)}, this);");
        }

        foreach (var (name, parameter) in plan.Parameters)
        {
            writer.Line($"__call.Give({table.Refer(parameter.Type, plan.IsGuest)}, {name});");
        }

        writer.Line("__call.Run();");
        if (definition.Result is { } result)
        {
            writer.Line($"var __result = __call.Take({table.Refer(result, plan.IsGuest)});");
        }

        writer.Line("__call.Finish();");
        WriteReturn(definition, plan.IsGuest);
        writer.Close();
        writer.Open($"catch (global::System.Exception __exception) when ({CodecEmitter.Abi}ComponentCall.IsViolation(__exception))");
        writer.Line("throw __call.Trap(__exception);");
        writer.Close();
        writer.Open("finally");
        writer.Line("__call.Dispose();");
        writer.Close();
        writer.Close();
    }

    private void WriteAsyncMethod(FunctionPlan function, string store)
    {
        if (!plan.Request.IsAsync)
        {
            return;
        }

        var result = spelling.SpellResult(function.Function, function.IsGuest);
        var parameters = host.SpellParameters(function);
        writer.Gap();
        writer.Line($"/// <summary>Calls {function.Name} on another thread; the store must not be used until it has returned.</summary>");
        writer.Line("/// <param name=\"cancellationToken\">Interrupts the guest.</param>");
        writer.Open($"public global::System.Threading.Tasks.Task{(result == "void" ? "" : $"<{result}>")} {function.Name}Async({parameters}{(parameters.Length == 0 ? "" : ", ")}{CancellationToken})");
        writer.Line($"return global::Weft.Components.ComponentTask.Run({store}, () => {function.Name}({string.Join(", ", function.Parameters.Select(item => item.Name))}), cancellationToken);");
        writer.Close();
    }

    private void WriteReturn(WitFunction function, bool isGuest)
    {
        if (!spelling.IsThrown(function))
        {
            if (function.Result is not null)
            {
                writer.Line("return __result;");
            }

            return;
        }

        var type = (WitResultType)function.Result!.Resolved;
        writer.Open("if (__result.IsError)");
        writer.Line($"throw new global::Weft.Components.ComponentErrorException<{spelling.SpellPayload(type.Error, isGuest)}>(__result.Error);");
        writer.Close();
        if (type.Ok is not null)
        {
            writer.Gap();
            writer.Line("return __result.Ok;");
        }
    }
}
