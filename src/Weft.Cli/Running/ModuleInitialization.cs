// One run of `weft wizer`: engine, WASI where it is allowed, the initialiser, and the file.
using Weft.Cli.Parsing;
using Weft.Wasi;
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Cli.Running;

/// <summary>Initialises a module as <see cref="InitializationOptions"/> says.</summary>
internal static class ModuleInitialization
{
    private const int TrapExitCode = 134;

    /// <summary>Writes the module.</summary>
    /// <returns>The exit code of this process.</returns>
    public static int Run(InitializationOptions options)
    {
        using var engine = new Engine();
        using var module = Load(engine, options.File);
        using var wasi = BuildWasi(options);
        using var store = new Store(engine, new StoreOptions { Fuel = options.Fuel, MaxMemory = options.MaxMemory });
        using var timer = options.Timeout is { } timeout ? new Timer(_ => store.Interrupt(), null, timeout, System.Threading.Timeout.InfiniteTimeSpan) : null;
        var preloads = new List<Module>();
        try
        {
            var linker = new Linker(engine);
            if (options.AllowsWasi)
            {
                linker.AddWasiPreview1(wasi);
            }

            foreach (var (name, file) in options.Preloads)
            {
                preloads.Add(Load(engine, file));
                linker.DefineModule(store, name, preloads[^1]);
            }

            var result = linker.DefineUnknownImportsAsTraps(module).Preinitialize(store, module, options.Snapshot);
            if (wasi.OpenedDescriptors is { Count: > 0 } open)
            {
                throw new CommandException(
                    $"{options.File}: the initialiser left files open (descriptor {string.Join(", ", open)}), which will not be open when the new module starts: it must close them");
            }

            Write(options.Output, ModuleWriter.Write(result));
            return 0;
        }
        catch (SnapshotException error)
        {
            throw new CommandException($"{options.File}: {error.Message}", error);
        }
        catch (GuestExitException exit)
        {
            throw new CommandException($"{options.File}: the initialiser ended the program with exit code {exit.ExitCode}, instead of returning", exit);
        }
        catch (TrapException trap)
        {
            Console.Error.WriteLine($"weft: trap: {trap.Message}{Hint(trap, options)}");
            if (trap.WasmStackTrace is { } trace)
            {
                Console.Error.WriteLine(trace);
            }

            return TrapExitCode;
        }
        catch (GuestException exception)
        {
            Console.Error.WriteLine($"weft: {exception.Message}");
            return TrapExitCode;
        }
        finally
        {
            preloads.ForEach(preload => preload.Dispose());
        }
    }

    private static string Hint(TrapException trap, InitializationOptions options) =>
        !options.AllowsWasi && trap.Message.Contains("\"wasi_", StringComparison.Ordinal) ? ": --allow-wasi lets the initialiser use WASI" : "";

    private static Module Load(Engine engine, string file)
    {
        try
        {
            return engine.LoadModule(ModuleFile.ReadBytes(file));
        }
        catch (WasmException error)
        {
            throw new CommandException($"{file}: {error.Message}", error);
        }
    }

    // Made in any case: without --allow-wasi no guest gets hold of it. Standard input is empty: a result must not depend on who was typing.
    private static WasiContext BuildWasi(InitializationOptions options)
    {
        var builder = new WasiOptionsBuilder().AddArguments([Path.GetFileName(options.File)]).InheritStandardError();

        // What the guest prints must not get into a module that is written there.
        builder = options.Output == "-" ? builder.WithStandardOutput(Console.OpenStandardError()) : builder.InheritStandardOutput();
        foreach (var (name, value) in options.Environment)
        {
            builder.SetEnvironment(name, value);
        }

        foreach (var directory in options.Directories)
        {
            builder.MapDirectory(directory.Guest, directory.Host, directory.IsReadOnly ? DirectoryAccess.Read : DirectoryAccess.ReadWrite);
        }

        return builder.Build();
    }

    // What is there stays until the new file is whole.
    private static void Write(string path, byte[] bytes)
    {
        if (path == "-")
        {
            using var output = Console.OpenStandardOutput();
            output.Write(bytes);
            return;
        }

        var temporary = path + ".tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
