// Whether a thread is still there: asked with one load, so that whoever knows a thread by its stack notices when the stack is another's.
using System.Runtime.InteropServices;

namespace Weft.Runtime;

/// <summary>A number in native memory that changes when the thread that made it ends.</summary>
/// <remarks>
/// The C library calls a function with a pointer for each thread that ends, after the runtime has left the thread. It must be native and
/// change memory: sem_post adds one to the semaphore it is given, which is a number to everybody else.
/// </remarks>
internal sealed unsafe partial class ThreadMark
{
    // More than a semaphore has anywhere.
    private const nuint SemaphoreBytes = 128;

    private static readonly int s_key = MakeKey();

    private ThreadMark(nuint size)
    {
        Size = size;
        Ended = (int*)NativeMemory.AllocZeroed(SemaphoreBytes);
    }

    ~ThreadMark()
    {
        // SAFETY: freed when nobody refers to it, and the thread's end has been noted: nobody writes it any more.
        if (*Ended != 0)
        {
            NativeMemory.Free(Ended);
        }
        else
        {
            GC.ReRegisterForFinalize(this);
        }
    }

    /// <summary>Not 0 when the thread is gone.</summary>
    public int* Ended { get; }

    /// <summary>The bytes of its stack above <see cref="ThreadStack.Limit"/>.</summary>
    public nuint Size { get; }

    /// <summary>Makes the mark of the running thread; null where its end cannot be noted.</summary>
    /// <param name="size">The bytes of its stack that may be used.</param>
    public static ThreadMark? TryMake(nuint size)
    {
        if (s_key < 0)
        {
            return null;
        }

        var mark = new ThreadMark(size);

        // SAFETY: memory of zeros is a semaphore of 0 after sem_init, and stays allocated until the thread is gone.
        if (InitializeSemaphore(mark.Ended, 0, 0) == 0 && SetSpecific(s_key, mark.Ended) == 0)
        {
            return mark;
        }

        // No thread ends with it.
        *mark.Ended = 1;
        return null;
    }

    private static int MakeKey()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "sem_post", out var post))
        {
            return -1;
        }

        int key;
        return CreateKey(&key, post) == 0 ? key : -1;
    }

    [LibraryImport("libc", EntryPoint = "pthread_key_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateKey(int* key, nint destructor);

    [LibraryImport("libc", EntryPoint = "pthread_setspecific")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSpecific(int key, void* value);

    [LibraryImport("libc", EntryPoint = "sem_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitializeSemaphore(void* semaphore, int shared, uint value);
}
