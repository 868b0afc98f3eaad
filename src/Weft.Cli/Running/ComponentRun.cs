// `weft run` of a component: calls an exported function with arguments in WAVE, and prints its result.
using Weft.Components;
using Weft.Wasm;

namespace Weft.Cli.Running;

/// <summary>Runs components.</summary>
internal static class ComponentRun
{
    /// <summary>Instantiates a component, calls the function that the options name, and prints the result.</summary>
    /// <exception cref="CommandException">The component cannot run, or there is no such function, or its arguments are others.</exception>
    public static void Call(Store store, ComponentDefinition definition, GuestOptions options)
    {
        try
        {
            using var component = Component.Load(store.Engine, definition);
            using var services = options.Services;
            var linker = new ComponentLinker(store.Engine);
            services.AddTo(linker);
            var instance = linker.Instantiate(store, component);
            var call = options.Invoke ?? throw new CommandException(
                $"{options.File} is a component: name the function to call, for example --invoke 'f(1, \"x\")'; it exports {string.Join(", ", Describe(instance, ""))}");
            var name = Wave.GetFunctionName(call);
            var function = Find(instance, name)
                ?? throw new CommandException($"{options.File} exports no function '{name}'; it exports {string.Join(", ", Describe(instance, ""))}");
            if (function.Call(Wave.ParseArguments(call, function.Type)) is { } result)
            {
                Console.Out.WriteLine(Wave.Print(result, function.Type.Result!));
            }
        }
        catch (Exception error) when (error is LinkException or InvalidModuleException or MalformedModuleException or FormatException)
        {
            throw new CommandException($"{options.File}: {error.Message}", error);
        }
    }

    // Either the whole name, of the instance and of the function behind #, or a name that only one instance has.
    private static ComponentFunction? Find(ComponentInstance instance, string name)
    {
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            return instance.HasExport(name[..hash]) ? Find(instance.GetInstance(name[..hash]), name[(hash + 1)..]) : null;
        }

        if (instance.TryGetFunction(name, out var function))
        {
            return function;
        }

        ComponentFunction? found = null;
        foreach (var export in instance.ExportNames)
        {
            if (instance.TryGetInstance(export, out var inner) && Find(inner, name) is { } candidate)
            {
                found = found is null ? candidate : throw new CommandException($"several instances export a function '{name}': write INSTANCE#{name}");
            }
        }

        return found;
    }

    private static IEnumerable<string> Describe(ComponentInstance instance, string path)
    {
        foreach (var export in instance.ExportNames)
        {
            if (instance.TryGetFunction(export, out _))
            {
                yield return path + export;
            }
            else if (instance.TryGetInstance(export, out var inner))
            {
                foreach (var name in Describe(inner, $"{path}{export}#"))
                {
                    yield return name;
                }
            }
        }
    }
}
