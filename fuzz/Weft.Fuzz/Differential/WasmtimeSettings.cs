// Settings that Wasmtime's library has and its package does not offer.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Fuzz.Differential;

/// <summary>Sets options of Wasmtime by the names of its C API.</summary>
internal static class WasmtimeSettings
{
    private static readonly nint s_library = NativeLibrary.Load("wasmtime", typeof(Wasmtime.Config).Assembly, null);

    // struct sigaction of Linux on 64 bits: the handler, a mask of 128 bytes, the flags.
    private const int ActionBytes = 152;
    private const int FlagsOffset = 136;
    private const int OnAlternateStack = 0x0800_0000;
    private const int SigFpe = 8;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SignalAction(int signal, [In] byte[]? action, [Out] byte[]? old);

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

    /// <summary>
    /// Lets Wasmtime's handler of divisions by zero run on the stack of the thread. It asks for the alternate stack, and passes a division
    /// of .NET's code on to the handler of .NET, which expects a whole stack there and overflows the other. To be called when there is an
    /// engine: the first installs the handlers.
    /// </summary>
    public static void KeepDivisionsOffTheAlternateStack()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return;
        }

        var call = Marshal.GetDelegateForFunctionPointer<SignalAction>(NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "sigaction"));
        var action = new byte[ActionBytes];
        var found = call(SigFpe, null, action) == 0;
        var flags = BitConverter.ToInt32(action, FlagsOffset);
        BitConverter.TryWriteBytes(action.AsSpan(FlagsOffset), flags & ~OnAlternateStack);
        if (!found || call(SigFpe, action, null) != 0)
        {
            throw new InvalidOperationException("the handler of divisions by zero cannot be changed");
        }
    }
}
