// Loading, calling, host functions, traps.
using Weft.Wasm;

namespace Weft.Samples.Embedding;

/// <summary>Loading, calling, host functions, traps.</summary>
public static class Basics
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        First(output);
        HostFunctions(output);
        Untyped(output);
        Traps(output);
        Sharing(output);
    }

    private static void First(TextWriter output)
    {
        #region first
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (func (export "add") (param i32 i32) (result i32)
                (i32.add (local.get 0) (local.get 1))))
            """);

        using var store = new Store(engine);
        var instance = new Linker(engine).Instantiate(store, module);
        var add = instance.GetFunction<Func<int, int, int>>("add");
        output.WriteLine(add(40, 2));
        #endregion
    }

    private static void HostFunctions(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (import "env" "log" (func $log (param i32 i32)))
              (import "math" "divmod" (func $divmod (param i64 i64) (result i64 i64)))
              (memory (export "memory") 1)
              (data (i32.const 16) "hello from the guest")
              (func (export "greet") (call $log (i32.const 16) (i32.const 20)))
              (func (export "seven") (result i64 i64) (call $divmod (i64.const 45) (i64.const 38))))
            """);
        #region host-functions
        var linker = new Linker(engine)
            .AddFunction("env", "log", (Caller caller, int pointer, int length) => output.WriteLine(caller.Memory.ReadString(pointer, length)))
            .AddFunction("math", "divmod", (long dividend, long divisor) => Math.DivRem(dividend, divisor));

        var instance = linker.Instantiate(store, module);
        instance.GetFunction<Action>("greet")();
        var (quotient, remainder) = instance.GetFunction<Func<(long, long)>>("seven")();
        #endregion
        output.WriteLine($"{quotient} {remainder}");
    }

    private static void Untyped(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (func (export "scale") (param f64 i32) (result f64) (f64.mul (local.get 0) (f64.convert_i32_s (local.get 1))))
              (memory (export "memory") 1))
            """);
        #region untyped
        foreach (var import in module.Imports)
        {
            output.WriteLine($"needs {import.Module} {import.Name}");
        }

        var instance = new Linker(engine).Instantiate(store, module);
        foreach (var name in instance.ExportNames)
        {
            output.WriteLine($"offers {name}: {instance.GetExport(name)!.Kind}");
        }

        Value[] results = instance.GetFunction("scale").Invoke(1.5, 4);
        output.WriteLine(results[0].AsDouble());
        #endregion
    }

    private static void Traps(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module $calculator
              (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func $average (export "average") (param i32 i32) (result i32) (call $divide (local.get 0) (local.get 1))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        #region traps
        try
        {
            instance.GetFunction("average").Invoke(10, 0);
        }
        catch (TrapException trap) when (trap.Kind == TrapKind.IntegerDivideByZero)
        {
            output.WriteLine(trap.Message);
            foreach (var frame in trap.WasmStackTrace!)
            {
                output.WriteLine(frame.FunctionName);
            }
        }
        #endregion

        #region errors
        try
        {
            using var broken = engine.LoadModuleText("(module (func (result i32) (i64.const 1)))");
        }
        catch (InvalidModuleException error)
        {
            output.WriteLine($"{error.Reason} at {error.Position}");
        }

        try
        {
            using var needy = engine.LoadModuleText("""(module (import "env" "missing" (func)))""");
            new Linker(engine).Instantiate(store, needy);
        }
        catch (LinkException error)
        {
            output.WriteLine($"{error.Import!.Module} {error.Import.Name} is missing");
        }
        #endregion
    }

    private static void Sharing(TextWriter output)
    {
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (global $count (mut i32) (i32.const 0))
              (func (export "next") (result i32)
                (global.set $count (i32.add (global.get $count) (i32.const 1)))
                (global.get $count)))
            """);
        #region sharing
        // The engine, the module and a filled linker are shared; each request has a store of its own, and nothing stays of it.
        var linker = new Linker(engine);
        var answers = new int[4];
        Parallel.For(0, answers.Length, request =>
        {
            using var store = new Store(engine);
            var next = linker.Instantiate(store, module).GetFunction<Func<int>>("next");
            next();
            answers[request] = next();
        });
        #endregion
        output.WriteLine(string.Join(' ', answers));
    }
}
