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

    [ThreadStatic]
    private static ThreadMark? t_mark;

    /// <summary>The lowest address that frames of compiled functions may reach. No two living threads have the same.</summary>
    public static nuint Limit => t_limit != 0 ? t_limit : t_limit = Find();

    /// <summary>Tells when the running thread ends; null where that cannot be known.</summary>
    public static ThreadMark? Mark
    {
        get
        {
            _ = Limit;
            return t_mark;
        }
    }

    /// <summary>An address in the running frame.</summary>
    public static nuint Here
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            byte mark;
            return (nuint)(&mark);
        }
    }

    private static nuint Find()
    {
        byte mark;
        var here = (nuint)(&mark);
        if (OperatingSystem.IsLinux() && TryFindRange(out var lowest, out var size) && here - lowest < size)
        {
            // Of a small stack, a part.
            var limit = Math.Min(lowest + Math.Min(Reserve, size / 4 * 3), here);
            t_mark = ThreadMark.TryMake(lowest + size - limit);
            return limit;
        }

        // Not known: as much as the runtime promises to be there, less what it keeps for itself.
        const nuint assumed = 256 << 10;
        return RuntimeHelpers.TryEnsureSufficientExecutionStack() ? here - Math.Min(assumed / 4, here) : here;
    }

    private static bool TryFindRange(out nuint lowest, out nuint size)
    {
        lowest = 0;
        size = 0;
        var attributes = stackalloc byte[64];
        if (GetAttributes(GetSelf(), attributes) != 0)
        {
            return false;
        }

        void* address;
        nuint length;
        var found = GetStack(attributes, &address, &length) == 0;
        _ = Destroy(attributes);
        lowest = (nuint)address;
        size = length;
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
