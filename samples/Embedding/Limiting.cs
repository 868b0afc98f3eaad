// Limits for guests that one does not trust: memory, stack, fuel, time.
namespace Weft.Samples.Embedding;

/// <summary>Limits for guests that one does not trust: memory, stack, fuel, time.</summary>
public static class Limiting
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (memory 1)
              (func (export "grow") (result i32) (memory.grow (i32.const 1000)))
              (func $recurse (export "recurse") (call $recurse))
              (func (export "spin") (loop $again (br $again))))
            """);
        var linker = new Linker(engine);
        Resources(output, engine, module, linker);
        Growth(output, engine, module, linker);
        Fuel(output, engine, module, linker);
        Time(output, engine, module, linker);
        Exit(output, engine);
    }

    private static void Resources(TextWriter output, Engine engine, Module module, Linker linker)
    {
        #region resources
        var options = new StoreOptions { MaxMemory = 16 << 20, MaxTableElements = 10_000, MaxInstances = 10, MaxStack = 256 << 10 };
        using var store = new Store(engine, options);
        var instance = linker.Instantiate(store, module);
        output.WriteLine(instance.GetFunction<Func<int>>("grow")());
        try
        {
            instance.GetFunction<Action>("recurse")();
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.StackExhausted)
        {
            output.WriteLine(trap.Message);
        }
        #endregion
    }

    private static void Growth(TextWriter output, Engine engine, Module module, Linker linker)
    {
        #region growth
        var options = new StoreOptions
        {
            MemoryGrowing = request =>
            {
                output.WriteLine($"{request.Current} -> {request.Desired} bytes");
                return request.Desired <= 32 << 20;
            },
        };
        using var store = new Store(engine, options);
        var instance = linker.Instantiate(store, module);
        output.WriteLine(instance.GetFunction<Func<int>>("grow")());
        output.WriteLine(store.Statistics.PeakMemoryBytes);
        #endregion
    }

    private static void Fuel(TextWriter output, Engine engine, Module module, Linker linker)
    {
        #region fuel
        using var store = new Store(engine, new StoreOptions { Fuel = 100_000 });
        var instance = linker.Instantiate(store, module);
        try
        {
            instance.GetFunction<Action>("spin")();
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.OutOfFuel)
        {
            output.WriteLine($"{trap.Message}, {store.Fuel} left");
            store.Fuel = 100_000;
        }
        #endregion
    }

    private static void Time(TextWriter output, Engine engine, Module module, Linker linker)
    {
        #region time
        using var store = new Store(engine);
        var spin = linker.Instantiate(store, module).GetFunction("spin");
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try
        {
            spin.Invoke(timeout.Token);
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.Interrupted)
        {
            output.WriteLine(trap.Message);
        }
        #endregion
    }

    private static void Exit(TextWriter output, Engine engine)
    {
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module (import "env" "exit" (func $exit (param i32))) (func (export "main") (call $exit (i32.const 3))))
            """);
        #region exit
        var linker = new Linker(engine).AddFunction("env", "exit", (int code) => throw new GuestExitException(code));
        try
        {
            linker.Instantiate(store, module).GetFunction<Action>("main")();
        }
        catch (GuestExitException exit)
        {
            output.WriteLine($"exit code {exit.ExitCode}");
        }
        #endregion
    }
}
