// Modules that begin where an initialiser ended.
using Weft.Wasm;
using Weft.Wasm.Binary;

namespace Weft.Samples.Embedding;

/// <summary>Modules that begin where an initialiser ended.</summary>
public static class Preinitialization
{
    /// <summary>Runs the sample.</summary>
    public static void Run(TextWriter output)
    {
        #region preinitialize
        using var engine = new Engine();
        using var module = engine.LoadModuleText("""
            (module
              (global $answer (mut i32) (i32.const 0))
              (func (export "wizer-initialize") (global.set $answer (i32.const 42)))
              (func (export "answer") (result i32) (global.get $answer)))
            """);

        using var store = new Store(engine);
        ModuleDefinition initialized = new Linker(engine).Preinitialize(store, module);
        byte[] bytes = ModuleWriter.Write(initialized);

        using var ready = engine.LoadModule(bytes);
        using var another = new Store(engine);
        output.WriteLine(new Linker(engine).Instantiate(another, ready).GetFunction<Func<int>>("answer")());
        #endregion
    }
}
