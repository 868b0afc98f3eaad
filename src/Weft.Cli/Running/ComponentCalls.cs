// What a component is run for: its command, or a function with arguments in WAVE. Executables that `weft create-exe` makes have this file, too.
using Weft.Components;

namespace Weft.Cli.Running;

/// <summary>Calls functions of component instances.</summary>
internal static class ComponentCalls
{
    /// <summary>What commands export. Any version that is compatible with it will do.</summary>
    public const string RunInterface = "wasi:cli/run@0.2.0";

    /// <summary>Runs an instance as a command, or calls the function that somebody named, whose result it prints.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="file">What messages call it.</param>
    /// <param name="call">The call; null for the command.</param>
    /// <param name="beforePrinting">Is told that a result comes.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandException">There is no such function, or it is no command.</exception>
    /// <exception cref="FormatException">The arguments are others.</exception>
    public static int Run(ComponentInstance instance, string file, string? call, Action? beforePrinting = null)
    {
        if (call is not null)
        {
            Invoke(instance, file, call, beforePrinting);
            return 0;
        }

        if (instance.TryGetInstance(RunInterface, out var program) && program.TryGetFunction("run", out var run))
        {
            return run.Call() is { IsOk: true } ? 0 : 1;
        }

        throw new CommandException(
            $"{file} is a component, but not a command (it does not export wasi:cli/run): name the function to call, for example " +
            $"--invoke 'f(1, \"x\")'; it exports {string.Join(", ", Describe(instance, ""))}");
    }

    private static void Invoke(ComponentInstance instance, string file, string call, Action? beforePrinting)
    {
        var name = Wave.GetFunctionName(call);
        var function = Find(instance, name)
            ?? throw new CommandException($"{file} exports no function '{name}'; it exports {string.Join(", ", Describe(instance, ""))}");
        var result = function.Call(Wave.ParseArguments(call, function.Type));
        beforePrinting?.Invoke();
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
