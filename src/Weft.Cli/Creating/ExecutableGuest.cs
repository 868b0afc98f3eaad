// What `weft create-exe` makes an executable of: a module, or a component with the modules in it, as code that programs are linked with.
using System.Runtime.InteropServices;
using Weft.Cli.Parsing;
using Weft.Cli.Running;
using Weft.Components;
using Weft.Components.Types;
using Weft.Wasi;
using Weft.Wasm;

namespace Weft.Cli.Creating;

/// <summary>A program in WebAssembly, compiled as far as assemblies.</summary>
internal sealed class ExecutableGuest
{
    private readonly string _file;
    private readonly ComponentType? _type;

    private ExecutableGuest(string file, IReadOnlyList<TranslatedModule> modules, ReadOnlyMemory<byte>? component = null, ComponentType? type = null)
    {
        (_file, Modules, Component, _type) = (file, modules, component, type);
    }

    /// <summary>Its modules.</summary>
    public IReadOnlyList<TranslatedModule> Modules { get; }

    /// <summary>The component, as what is precompiled but for the code, which is in the program; null when it is a module.</summary>
    public ReadOnlyMemory<byte>? Component { get; }

    /// <summary>The functions that stay with the interpreter.</summary>
    public int InterpretedFunctions => Modules.Sum(module => module.InterpretedFunctions.Length);

    /// <summary>Whether the code relies on guard pages.</summary>
    /// <param name="engine">The engine that made it.</param>
    public bool UsesGuardPages(Engine engine) => Modules.Count == 0 ? engine.UsesGuardPages : Modules[0].UsesGuardPages;

    /// <summary>Compiles a file.</summary>
    /// <exception cref="CommandException">It is not there, or not valid.</exception>
    public static async Task<ExecutableGuest> MakeAsync(Engine engine, string file, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> bytes = ModuleFile.ReadBytes(file);
        if (Module.IsPrecompiledModule(bytes.Span) && !Module.TryReadOriginal(bytes, out bytes))
        {
            throw new CommandException($"{file}: the original in the precompiled file is damaged");
        }

        try
        {
            return ModuleFile.IsComponent(bytes.Span) ? await MakeOfComponentAsync(engine, file, bytes, cancellation).ConfigureAwait(false) : new ExecutableGuest(file,
            [
                engine.Translate(bytes, new TranslateOptions
                {
                    AssemblyName = ExecutableProject.AssemblyName,
                    ClassName = ExecutableProject.ClassName,
                    Target = RuntimeInformation.RuntimeIdentifier,
                }),
            ]);
        }
        catch (WasmException error)
        {
            throw new CommandException($"{file}: {error.Message}", error);
        }
    }

    /// <summary>Says now what the executable would say at each start.</summary>
    /// <param name="invoke">The function that it is to call; null for its command.</param>
    /// <param name="threads">How many threads it may start.</param>
    /// <exception cref="CommandException">It cannot run like that.</exception>
    public void Check(string? invoke, int? threads)
    {
        if (_type is not null)
        {
            CheckComponent(_type, invoke, threads);
            return;
        }

        var module = Modules[0].Module;
        bool Exports(string name) => module.Exports.Any(export => export.Kind == ExternalKind.Function && export.Name == name);
        if (invoke is not null)
        {
            if (!Exports(invoke))
            {
                throw new CommandException($"{_file}: there is no exported function '{invoke}'; weft inspect lists the exports");
            }
        }
        else if (!Exports("_start") && !Exports("_initialize"))
        {
            throw new CommandException($"{_file}: the module exports neither _start nor _initialize; name a function with --invoke");
        }

        if (threads is null && WasiThreads.AreUsedBy(module))
        {
            throw new CommandException($"{_file}: the program starts threads (it imports \"wasi\" \"thread-spawn\"): allow some with --threads N");
        }
    }

    private void CheckComponent(ComponentType type, string? invoke, int? threads)
    {
        if (threads is not null)
        {
            throw new CommandException($"{_file} is a component: --threads is for modules");
        }

        var functions = FindFunctions(type.Exports, "").ToList();

        // Every 0.2.x.
        var run = ComponentCalls.RunInterface[..^1];
        var isThere = invoke is null
            ? functions.Exists(function => function.StartsWith(run, StringComparison.Ordinal) && function.EndsWith("#run", StringComparison.Ordinal))
            : functions.Exists(function => function == Wave.GetFunctionName(invoke) || function.EndsWith("#" + Wave.GetFunctionName(invoke), StringComparison.Ordinal));
        if (!isThere)
        {
            var what = invoke is null ? "is a component, but not a command (it does not export wasi:cli/run): name a function with --invoke" : $"exports no function '{invoke}'";
            throw new CommandException($"{_file} {what}; it exports {string.Join(", ", functions)}");
        }
    }

    private static IEnumerable<string> FindFunctions(ExternMap exports, string path) => exports.SelectMany(export => export.Type.Type switch
    {
        ComponentFunctionType => [path + export.Name.Name],
        InstanceType instance => FindFunctions(instance.Exports, $"{path}{export.Name.Name}#"),
        _ => Enumerable.Empty<string>(),
    });

    private static async Task<ExecutableGuest> MakeOfComponentAsync(Engine engine, string file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        IReadOnlyList<TranslatedModule> modules = [];
        await engine.PrecompileComponentAsync(bytes, output, new PrecompileOptions
        {
            Kind = PrecompiledCodeKind.Native,

            // The program is made later, with this file in it.
            NativeLinker = (translated, _) =>
            {
                modules = translated;
                return Task.FromResult(ReadOnlyMemory<byte>.Empty);
            },
        }, cancellationToken: cancellation).ConfigureAwait(false);
        using var component = Weft.Components.Component.Load(engine, bytes);
        return new ExecutableGuest(file, modules, output.ToArray(), component.Type);
    }
}
