// What of Wasmtime's C API for components the comparison needs: its .NET package has the library, and no classes for components.
using System.Runtime.InteropServices;

namespace Weft.Bench.Components;

/// <summary>A value of a component in Wasmtime's C API.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct WasmtimeValue
{
    public const byte U32Kind = 6;
    public const byte F64Kind = 10;
    public const byte StringKind = 12;
    public const byte ListKind = 13;
    public const byte RecordKind = 14;

    [FieldOffset(0)]
    public byte Kind;
    [FieldOffset(8)]
    public uint U32;
    [FieldOffset(8)]
    public double F64;

    /// <summary>The length of strings, lists and records; what they point to follows.</summary>
    [FieldOffset(8)]
    public nuint Size;
    [FieldOffset(16)]
    public void* Data;
}

/// <summary>A field of a record.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WasmtimeField
{
    public nuint NameSize;
    public byte* Name;
    public WasmtimeValue Value;
}

/// <summary>A function of an instance, or the instance: the API has them in the memory of whoever asks.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct WasmtimeItem;

/// <summary>The functions of the library.</summary>
// SAFETY: signatures and layouts are those of the C headers of the package's version; a wrong one shows in the values that are compared.
internal static unsafe partial class WasmtimeComponents
{
    private const string Library = "wasmtime";

    [LibraryImport(Library, EntryPoint = "wasm_config_new")]
    public static partial nint NewConfiguration();

    [LibraryImport(Library, EntryPoint = "wasmtime_config_wasm_component_model_set")]
    public static partial void EnableComponents(nint configuration, [MarshalAs(UnmanagedType.U1)] bool isEnabled);

    [LibraryImport(Library, EntryPoint = "wasmtime_pooling_allocation_config_new")]
    public static partial nint NewPooling();

    [LibraryImport(Library, EntryPoint = "wasmtime_pooling_allocation_strategy_set")]
    public static partial void UsePooling(nint configuration, nint pooling);

    [LibraryImport(Library, EntryPoint = "wasmtime_pooling_allocation_config_delete")]
    public static partial void DeletePooling(nint pooling);

    [LibraryImport(Library, EntryPoint = "wasm_engine_new_with_config")]
    public static partial nint NewEngine(nint configuration);

    [LibraryImport(Library, EntryPoint = "wasm_engine_delete")]
    public static partial void DeleteEngine(nint engine);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_new")]
    public static partial nint NewStore(nint engine, nint data, nint finalizer);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_context")]
    public static partial nint GetContext(nint store);

    [LibraryImport(Library, EntryPoint = "wasmtime_store_delete")]
    public static partial void DeleteStore(nint store);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_new")]
    public static partial nint NewComponent(nint engine, byte* bytes, nuint length, out nint component);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_delete")]
    public static partial void DeleteComponent(nint component);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_linker_new")]
    public static partial nint NewLinker(nint engine);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_linker_delete")]
    public static partial void DeleteLinker(nint linker);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_linker_instantiate")]
    public static partial nint Instantiate(nint linker, nint context, nint component, out WasmtimeItem instance);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_instance_get_export_index")]
    public static partial nint FindExport(in WasmtimeItem instance, nint context, nint parent, byte* name, nuint length);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_export_index_delete")]
    public static partial void DeleteExport(nint export);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_instance_get_func")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool GetFunction(in WasmtimeItem instance, nint context, nint export, out WasmtimeItem function);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_func_call")]
    public static partial nint Call(in WasmtimeItem function, nint context, WasmtimeValue* arguments, nuint count, WasmtimeValue* results, nuint resultCount);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_val_delete")]
    public static partial void DeleteValue(WasmtimeValue* value);

    [LibraryImport(Library, EntryPoint = "wasmtime_component_resource_any_drop")]
    public static partial nint DropResource(nint context, void* resource);

    [LibraryImport(Library, EntryPoint = "wasmtime_error_message")]
    private static partial void GetMessage(nint error, out WasmtimeBytes message);

    /// <summary>Throws what a function has returned, unless it is null.</summary>
    public static void Check(nint error)
    {
        if (error != 0)
        {
            GetMessage(error, out var message);
            throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)message.Data, (int)message.Size));
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WasmtimeBytes
    {
        public nuint Size;
        public byte* Data;
    }
}
