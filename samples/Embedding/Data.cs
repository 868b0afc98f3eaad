// Memories, globals and tables.
using Weft.Wasm;

namespace Weft.Samples.Embedding;

/// <summary>Memories, globals and tables.</summary>
public static class Data
{
    /// <summary>Runs the samples.</summary>
    public static void Run(TextWriter output)
    {
        Memories(output);
        ImportedMemory(output);
        GlobalsAndTables(output);
    }

    private static void Memories(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (memory (export "memory") 1)
              (global $free (mut i32) (i32.const 1024))
              (func (export "allocate") (param i32) (result i32)
                (global.get $free)
                (global.set $free (i32.add (global.get $free) (local.get 0))))
              (func (export "upper") (param $at i32) (param $count i32)
                (loop $next
                  (if (local.get $count)
                    (then
                      (i32.store8 (local.get $at) (i32.and (i32.load8_u (local.get $at)) (i32.const 0xDF)))
                      (local.set $at (i32.add (local.get $at) (i32.const 1)))
                      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
                      (br $next))))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        #region memories
        var memory = instance.GetMemory("memory");
        var allocate = instance.GetFunction<Func<int, int>>("allocate");
        var upper = instance.GetFunction<Action<int, int>>("upper");

        var pointer = allocate(8);
        var length = memory.WriteString(pointer, "weft");
        upper(pointer, length);
        output.WriteLine(memory.ReadString(pointer, length));

        // A span of the guest's bytes, without a copy. It stays valid when the memory grows, because memories never move.
        Span<byte> bytes = memory.GetSpan(pointer, length);
        memory.Grow(1);
        output.WriteLine($"{bytes[0]} of {memory.Pages} pages");
        output.WriteLine(memory.Read<int>(pointer));
        #endregion
    }

    private static void ImportedMemory(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (import "env" "memory" (memory 1))
              (func (export "sum") (param i32) (result i32)
                (i32.add (i32.load (local.get 0)) (i32.load offset=4 (local.get 0)))))
            """);
        #region imported-memory
        var memory = new Memory(store, new MemoryType(new Limits(Minimum: 1, Maximum: 16)));
        var linker = new Linker(engine).Define("env", "memory", memory);
        var sum = linker.Instantiate(store, module).GetFunction<Func<int, int>>("sum");

        memory.Write(64, 30);
        memory.Write(68, 12);
        output.WriteLine(sum(64));
        #endregion
    }

    private static void GlobalsAndTables(TextWriter output)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var module = engine.LoadModuleText("""
            (module
              (global (export "threshold") (mut i32) (i32.const 10))
              (table (export "operations") 2 funcref)
              (elem (i32.const 0) $double)
              (type $operation (func (param i32) (result i32)))
              (func $double (type $operation) (i32.mul (local.get 0) (i32.const 2)))
              (func (export "apply") (param i32 i32) (result i32)
                (call_indirect (type $operation) (local.get 1) (local.get 0))))
            """);
        var instance = new Linker(engine).Instantiate(store, module);
        #region globals-and-tables
        var threshold = instance.GetGlobal("threshold");
        threshold.Value = threshold.Value.AsInt32() + 5;
        output.WriteLine(threshold.Value);

        var operations = instance.GetTable("operations");
        var signature = ((Function)operations[0]!).Type;
        operations[1] = new Function(store, signature, (_, arguments, results) => results[0] = arguments[0].AsInt32() + 1);
        var apply = instance.GetFunction<Func<int, int, int>>("apply");
        output.WriteLine($"{apply(0, 20)} {apply(1, 20)}");
        #endregion
    }
}
