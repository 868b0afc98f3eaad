// `weft run` of a component: links it with all that the options give it, and calls it.
using Weft.Components;
using Weft.Wasi;
using Weft.Wasm;

namespace Weft.Cli.Running;

/// <summary>Runs components.</summary>
internal static class ComponentRun
{
    /// <summary>Instantiates a component that is loaded, and runs it as a command or calls the function that the options name, whose result it prints.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CommandException">The component cannot run, or there is no such function, or its arguments are others.</exception>
    public static int Call(Store store, Component component, WasiContext wasi, GuestOptions options, HandOver? handOver)
    {
        try
        {
            using var services = options.Services;
            var linker = new ComponentLinker(store.Engine).AddWasiPreview2(wasi).AddWasiPreview1(wasi);
            services.AddTo(linker, wasi);
            options.Network.AddTo(linker);
            var instance = linker.Instantiate(store, component);
            return ComponentCalls.Run(instance, options.File, options.Invoke, () => handOver?.Stop());
        }
        catch (Exception error) when (error is LinkException or InvalidModuleException or MalformedModuleException or FormatException)
        {
            throw new CommandException($"{options.File}: {error.Message}", error);
        }
    }
}
