// The module `spectest` that the suite's scripts import from.
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Wast;

/// <summary>Defines <c>spectest</c>: printing functions that print nothing, globals, tables and memories.</summary>
internal static class SpecTestModule
{
    private const string Name = "spectest";

    /// <summary>Adds the definitions, in a store of their own linker.</summary>
    public static void AddTo(Linker linker, Store store)
    {
        linker.AddFunction(Name, "print", static () => { });
        linker.AddFunction(Name, "print_i32", static (int _) => { });
        linker.AddFunction(Name, "print_i64", static (long _) => { });
        linker.AddFunction(Name, "print_f32", static (float _) => { });
        linker.AddFunction(Name, "print_f64", static (double _) => { });
        linker.AddFunction(Name, "print_i32_f32", static (int _, float _) => { });
        linker.AddFunction(Name, "print_f64_f64", static (double _, double _) => { });
        linker.Define(Name, "global_i32", new Global(store, new GlobalType(ValueType.I32, IsMutable: false), 666));
        linker.Define(Name, "global_i64", new Global(store, new GlobalType(ValueType.I64, IsMutable: false), 666L));
        linker.Define(Name, "global_f32", new Global(store, new GlobalType(ValueType.F32, IsMutable: false), 666.6f));
        linker.Define(Name, "global_f64", new Global(store, new GlobalType(ValueType.F64, IsMutable: false), 666.6));
        linker.Define(Name, "table", new Table(store, new TableType(ValueType.FuncRef, new Limits(10, 20))));
        linker.Define(Name, "table64", new Table(store, new TableType(ValueType.FuncRef, new Limits(10, 20), AddressType.I64)));
        linker.Define(Name, "memory", new Memory(store, new MemoryType(new Limits(1, 2))));
        linker.Define(Name, "shared_memory", new Memory(store, new MemoryType(new Limits(1, 2), IsShared: true)));
    }
}
