// How far the stack of the running thread may be used by compiled code: what lies beyond is kept for the host and for the runtime.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>The stack of the running thread.</summary>
internal static unsafe partial class ThreadStack
{
    // A host function, exception handling and the largest frame of a compiled function whose check comes after its prologue fit in it.
    private const nuint Reserve = 192 << 10;

    [ThreadStatic]
    private static nuint t_limit;

    /// <summary>The lowest address that frames of compiled functions may reach.</summary>
    public static nuint Limit => t_limit != 0 ? t_limit : t_limit = Find();

    private static nuint Find()
    {
        byte mark;
        var here = (nuint)(&mark);
        if (OperatingSystem.IsLinux() && TryFindLowest(out var lowest) && lowest < here)
        {
            return Math.Min(lowest + Reserve, here);
        }

        // Not known: as much as the runtime promises to be there, less what it keeps for itself.
        const nuint assumed = 256 << 10;
        return RuntimeHelpers.TryEnsureSufficientExecutionStack() ? here - Math.Min(assumed / 4, here) : here;
    }

    private static bool TryFindLowest(out nuint lowest)
    {
        lowest = 0;
        var attributes = stackalloc byte[64];
        if (GetAttributes(GetSelf(), attributes) != 0)
        {
            return false;
        }

        void* address;
        nuint size;
        var found = GetStack(attributes, &address, &size) == 0;
        _ = Destroy(attributes);
        lowest = (nuint)address;
        return found;
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetSelf();

    // pthread_attr_t has 56 bytes with glibc and with musl on 64 bits.
    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStack(byte* attributes, void** address, nuint* size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Destroy(byte* attributes);
}
