// Settings that Wasmtime's library has and its package does not offer.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Fuzz.Differential;

/// <summary>Sets options of Wasmtime by the names of its C API.</summary>
internal static class WasmtimeSettings
{
    private static readonly nint s_library = NativeLibrary.Load("wasmtime", typeof(Wasmtime.Config).Assembly, null);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void SetSwitch(nint config, [MarshalAs(UnmanagedType.U1)] bool value);

    /// <summary>Switches an option on.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="function">The function of the C API that sets it.</param>
    /// <returns>The configuration.</returns>
    public static Wasmtime.Config SwitchOn(this Wasmtime.Config config, string function)
    {
        var field = typeof(Wasmtime.Config).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic);
        var handle = field?.GetValue(config) as SafeHandle
            ?? throw new InvalidOperationException("the package of Wasmtime keeps its configuration in another field than it did");
        Marshal.GetDelegateForFunctionPointer<SetSwitch>(NativeLibrary.GetExport(s_library, function))(handle.DangerousGetHandle(), true);
        GC.KeepAlive(config);
        return config;
    }
}
