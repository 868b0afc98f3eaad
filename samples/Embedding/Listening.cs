// Hearing of the calls of a guest's functions.
namespace Weft.Samples.Embedding;

/// <summary>Hearing of the calls of a guest's functions.</summary>
public static class Listening
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        #region engine
        using var engine = new Engine(new EngineOptions
        {
            FunctionListeners = function => function.Name?.StartsWith("check", StringComparison.Ordinal) == true ? new Watcher(output) : null,
        });
        #endregion
        using var module = engine.LoadModuleText("""
            (module
              (func $check_age (param i32) (result i32) (i32.div_u (i32.const 100) (local.get 0)))
              (func (export "run") (param i32) (result i32) (call $check_age (local.get 0))))
            """);
        using var store = new Store(engine);
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        run(20);
        try
        {
            run(0);
        }
        catch (TrapException)
        {
            output.WriteLine("trapped");
        }
    }

    #region listener
    private sealed class Watcher(TextWriter output) : FunctionListener
    {
        public override void Entered(in FunctionCall call, ReadOnlySpan<Value> arguments) =>
            output.WriteLine($"{call.Function.Name}({arguments[0]}) at depth {call.Depth}");

        public override void Returned(in FunctionCall call, ReadOnlySpan<Value> results) =>
            output.WriteLine($"{call.Function.Name} = {results[0]}");

        public override void Failed(in FunctionCall call, Exception reason) =>
            output.WriteLine($"{call.Function.Name}: {reason.Message}");
    }
    #endregion
}
