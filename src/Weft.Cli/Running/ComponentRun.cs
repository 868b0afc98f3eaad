// `weft run` of a component: runs a command of WASI 0.2, or calls an exported function with arguments in WAVE and prints its result.
using Weft.Components;
using Weft.Wasi;
using Weft.Wasm;

namespace Weft.Cli.Running;

/// <summary>Runs components.</summary>
internal static class ComponentRun
{
    // Any version that is compatible with it will do.
    private const string RunInterface = "wasi:cli/run@0.2.0";

    /// <summary>Instantiates a component, and runs it as a command or calls the function that the options name, whose result it prints.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandException">The component cannot run, or there is no such function, or its arguments are others.</exception>
    public static int Call(Store store, ComponentDefinition definition, WasiContext wasi, GuestOptions options, HandOver? handOver)
    {
        try
        {
            using var component = Component.Load(store.Engine, definition);
            using var services = options.Services;
            var linker = new ComponentLinker(store.Engine).AddWasiPreview2(wasi);
            services.AddTo(linker, wasi);
            var instance = linker.Instantiate(store, component);
            if (options.Invoke is { } call)
            {
                Invoke(instance, call, options, handOver);
                return 0;
            }

            if (instance.TryGetInstance(RunInterface, out var program) && program.TryGetFunction("run", out var run))
            {
                return run.Call() is { IsOk: true } ? 0 : 1;
            }

            throw new CommandException(
                $"{options.File} is a component, but not a command (it does not export wasi:cli/run): name the function to call, for example " +
                $"--invoke 'f(1, \"x\")'; it exports {string.Join(", ", Describe(instance, ""))}");
        }
        catch (Exception error) when (error is LinkException or InvalidModuleException or MalformedModuleException or FormatException)
        {
            throw new CommandException($"{options.File}: {error.Message}", error);
        }
    }

    private static void Invoke(ComponentInstance instance, string call, GuestOptions options, HandOver? handOver)
    {
        var name = Wave.GetFunctionName(call);
        var function = Find(instance, name)
            ?? throw new CommandException($"{options.File} exports no function '{name}'; it exports {string.Join(", ", Describe(instance, ""))}");
        var result = function.Call(Wave.ParseArguments(call, function.Type));
        handOver?.Stop();
        if (result is { } value)
        {
            Console.Out.WriteLine(Wave.Print(value, function.Type.Result!));
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
