// Where i31 references live that nobody allocates: a range of address space with room for an object at every one of their 2^31 values. The
// address tells the value, so that making one, reading it and comparing two are arithmetic. The garbage collector leaves references alone
// that lead out of its own range, which is how it treats the objects of the runtime's frozen heap.
// SAFETY: whoever follows a reference into the range finds an object of the class I31: each page there is one of a file that is full of
// them. All pages are private to the process, so that a lock or a hash code in an object's header is where it belongs. The range is outside of
// what the garbage collector reserved when the process began, and it is never given back. That needs the collector that reserves one range
// for good (the one with regions, the default of 64-bit .NET) and a class that is never unloaded; elsewhere there is no range.
// RATIONALE.md says more, I31SpaceTests pin what it relies on.
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Runtime;

/// <summary>The range of addresses of i31 references.</summary>
internal static unsafe class I31Space
{
    /// <summary>Addresses shifted down by this are <see cref="Mark"/> exactly when they are in the range.</summary>
    public const int RangeBits = ValueBits + StrideBits;

    /// <summary>From one value to the next: the pointer to the class, and a header that nobody needs but the runtime.</summary>
    public const int StrideBits = 4;

    private const int ValueBits = 31;
    private const ulong Size = 1UL << RangeBits;

    // The pointer to the class stands behind the header.
    private const int HeaderBytes = 8;

    // How often the file is mapped is a compromise between its size and the number of mappings that a process may have, about 65,000.
    private const int FileBytes = 8 << 20;

    /// <summary>Where the object of the value zero is; 0 when there is no range.</summary>
    public static readonly nuint Zero = Create();

    /// <summary>Whether there is a range: then all i31 references are in it, and otherwise none.</summary>
    public static bool Exists => Zero != 0;

    /// <summary>What addresses in the range begin with.</summary>
    public static nuint Mark => Zero >> RangeBits;

    /// <summary>The reference of a value of which only the low 31 bits count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static I31 At(int value)
    {
        var address = Zero + ((nuint)((uint)value & int.MaxValue) << StrideBits);
        return Unsafe.As<nuint, I31>(ref address);
    }

    /// <summary>The value of a reference in the range, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueOf(I31 reference)
    {
        // Up to the sign, and down again.
        var address = Unsafe.As<I31, nint>(ref reference);
        return (int)(address << (64 - RangeBits) >> (64 - ValueBits));
    }

    /// <summary>Whether an object is one of the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(object? reference) => Unsafe.As<object?, nuint>(ref reference) >> RangeBits == Mark;

    private static nuint Create()
    {
        if (!OperatingSystem.IsLinux() || sizeof(nint) != 8 || !RuntimeFeature.IsDynamicCodeCompiled
            || typeof(I31).Assembly.IsCollectible || !HasRegions())
        {
            return 0;
        }

        using var file = CreateFile();
        if (file is null)
        {
            return 0;
        }

        // Twice the size, so that an aligned range is inside.
        var reserved = SystemMemory.Reserve(unchecked((nuint)(2 * Size)));
        if (reserved is null)
        {
            return 0;
        }

        var start = (byte*)(((ulong)reserved + Size - 1) & ~(Size - 1));
        if (start != reserved)
        {
            SystemMemory.Release(reserved, (nuint)(start - reserved));
        }

        SystemMemory.Release(start + Size, (nuint)(reserved + (2 * Size) - (start + Size)));
        for (var offset = 0UL; offset < Size; offset += FileBytes)
        {
            if (!SystemMemory.MapCopyOnWrite(start + offset, FileBytes, file, 0))
            {
                SystemMemory.Release(start, unchecked((nuint)Size));
                return 0;
            }
        }

        return (nuint)start + HeaderBytes;
    }

    // The other collectors that there are come as libraries of their own, and may take any address later.
    private static bool HasRegions() =>
        !GC.GetConfigurationVariables().TryGetValue("GCName", out var name) || name is null or "";

    private static SafeFileHandle? CreateFile()
    {
        if (ImageFile.TryCreate(FileBytes) is not { } file)
        {
            return null;
        }

        // What a reference points to is the pointer to the class.
        var type = typeof(I31).TypeHandle.Value;
        var content = new nint[FileBytes / sizeof(nint)];
        for (var i = 1; i < content.Length; i += 2)
        {
            content[i] = type;
        }

        if (ImageFile.TryWrite(file, System.Runtime.InteropServices.MemoryMarshal.AsBytes(content.AsSpan()), 0) && ImageFile.TrySeal(file))
        {
            return file;
        }

        file.Dispose();
        return null;
    }
}
