// WASI file systems, Linux: path resolution that cannot leave a directory. Everything that takes a guest's path goes through OpenBeneath.
// The kernel does it (openat2(2), RESOLVE_BENEATH: no "..", absolute path, symbolic link or race leads outside, and no magic link of /proc
// is followed). Where openat2 is missing, or a seccomp filter refuses it, the walk below does the same one component at a time: each
// component is opened without following links, links are read and expanded here, ".." goes back to a directory that the walk itself holds
// open, so that what happens to names meanwhile cannot matter.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>Opens paths beneath a directory.</summary>
internal static class LinuxSandbox
{
    /// <summary>The longest path with its NUL, as in Linux (PATH_MAX).</summary>
    public const int MaximumPath = 4096;

    private const int MaximumLinks = 40;
    private const int MaximumRaces = 256;
    private static readonly bool s_kernelResolves = ProbeKernel();

    /// <summary>Opens a path beneath a directory.</summary>
    /// <param name="directory">Where the path starts, and what it cannot leave.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">As for open(2).</param>
    /// <param name="mode">The permissions of a new file.</param>
    /// <param name="alwaysWalk">Whether to walk even where the kernel would resolve the path.</param>
    /// <param name="handle">The open file, or null.</param>
    /// <returns>0, or Linux's error number; <see cref="ErrorNotPermitted"/> where the path leads outside.</returns>
    public static int OpenBeneath(
        SafeFileHandle directory, ReadOnlySpan<byte> path, int flags, uint mode, bool alwaysWalk, out SafeFileHandle? handle)
    {
        handle = null;
        flags |= OpenCloseOnExecute;
        if (path.Length >= MaximumPath)
            return ErrorNameTooLong;
        if (path.IsEmpty)
            return ErrorNoEntry;
        if (path[0] == (byte)'/')
            return ErrorNotPermitted;
        if (!s_kernelResolves || alwaysWalk)
            return Walk(directory, path, flags, mode, out handle);

        Span<byte> name = stackalloc byte[path.Length + 1];
        Terminate(path, name);
        var how = new OpenHow
        {
            Flags = (uint)flags,
            Mode = (flags & OpenCreate) != 0 ? mode : 0,
            Resolve = ResolveBeneath | ResolveNoMagicLinks,
        };
        // A rename elsewhere in the file system makes ".." uncertain, and the kernel then asks to try again.
        for (int race = 0; ; race++)
        {
            int descriptor = LinuxNative.OpenAt2(directory, in name[0], in how);
            if (descriptor >= 0)
            {
                handle = new SafeFileHandle(descriptor, ownsHandle: true);
                return 0;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == ErrorInterrupted || (error == ErrorAgain && race < MaximumRaces))
                continue;
            return error == ErrorCrossDevice ? ErrorNotPermitted : error;
        }
    }

    /// <summary>Copies a path and ends it with NUL.</summary>
    /// <param name="path">The path.</param>
    /// <param name="destination">Room for the path and one byte.</param>
    public static void Terminate(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        path.CopyTo(destination);
        destination[path.Length] = 0;
    }

    /// <summary>Splits a path before its last component.</summary>
    /// <param name="path">The path.</param>
    /// <param name="parent">What comes before; empty for nothing.</param>
    /// <param name="name">The last component; empty where the path is empty or of slashes only.</param>
    /// <param name="hasTrailingSlash">Whether slashes follow it.</param>
    public static void Split(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> parent, out ReadOnlySpan<byte> name, out bool hasTrailingSlash)
    {
        ReadOnlySpan<byte> trimmed = path.TrimEnd((byte)'/');
        hasTrailingSlash = trimmed.Length != path.Length;
        int slash = trimmed.LastIndexOf((byte)'/');
        parent = trimmed[..(slash + 1)];
        name = trimmed[(slash + 1)..];
    }

    private static bool ProbeKernel()
    {
        int descriptor = LinuxNative.Open(in "/\0"u8[0], OpenPath | OpenDirectory | OpenCloseOnExecute, 0);
        if (descriptor < 0)
            return false;
        using var root = new SafeFileHandle(descriptor, ownsHandle: true);
        var how = new OpenHow { Flags = (uint)(OpenPath | OpenCloseOnExecute), Resolve = ResolveBeneath | ResolveNoMagicLinks };
        int probe = LinuxNative.OpenAt2(root, in ".\0"u8[0], in how);
        if (probe < 0)
            return false;
        new SafeFileHandle(probe, ownsHandle: true).Dispose();
        return true;
    }

    private static int Walk(SafeFileHandle root, ReadOnlySpan<byte> path, int flags, uint mode, out SafeFileHandle? handle)
    {
        handle = null;
        // What remains to be walked, read from the front; a link's target is put before it. Links are few, hence so are the bytes.
        ReadOnlyMemory<byte> remaining = path.ToArray();
        int links = 0;
        bool followLast = (flags & OpenNoFollow) == 0 && (flags & (OpenCreate | OpenExclusive)) != (OpenCreate | OpenExclusive);
        var opened = new Stack<SafeFileHandle>();
        Span<byte> name = stackalloc byte[MaximumPath];
        Span<byte> target = stackalloc byte[MaximumPath];
        try
        {
            while (true)
            {
                remaining = remaining.TrimStart((byte)'/');
                int slash = remaining.Span.IndexOf((byte)'/');
                ReadOnlySpan<byte> component = remaining.Span[..(slash < 0 ? remaining.Length : slash)];
                ReadOnlyMemory<byte> after = slash < 0 ? default : remaining[slash..];
                bool mustBeDirectory = !after.IsEmpty;
                bool isLast = after.Span.TrimStart((byte)'/').IsEmpty;
                SafeFileHandle current = opened.Count == 0 ? root : opened.Peek();

                if (component.IsEmpty || component.SequenceEqual("."u8))
                {
                    if (isLast)
                        return OpenSelf(current, flags, mode, out handle);
                    remaining = after;
                    continue;
                }
                if (component.SequenceEqual(".."u8))
                {
                    if (opened.Count == 0)
                        return ErrorNotPermitted;
                    opened.Pop().Dispose();
                    if (isLast)
                        return OpenSelf(opened.Count == 0 ? root : opened.Peek(), flags, mode, out handle);
                    remaining = after;
                    continue;
                }
                if (component.Length > 255)
                    return ErrorNameTooLong;

                if (isLast && mustBeDirectory && (flags & OpenCreate) != 0)
                    return ErrorIsDirectory;

                Terminate(component, name);
                if (!isLast || mustBeDirectory || followLast)
                {
                    nint length = LinuxNative.ReadLinkAt(current, in name[0], ref target[0], MaximumPath);
                    if (length >= 0)
                    {
                        if (++links > MaximumLinks)
                            return ErrorLoop;
                        if (length + after.Length >= MaximumPath)
                            return ErrorNameTooLong;
                        if (length == 0)
                            return ErrorNoEntry;
                        if (target[0] == (byte)'/')
                            return ErrorNotPermitted;
                        if (IsMagic(current))
                            return ErrorLoop;
                        remaining = (byte[])[.. target[..(int)length], .. after.Span];
                        continue;
                    }
                    int error = Marshal.GetLastPInvokeError();
                    bool mayCreate = isLast && !mustBeDirectory && (flags & OpenCreate) != 0;
                    if (error != ErrorInvalid && !(error == ErrorNoEntry && mayCreate))
                        return error;
                }

                if (isLast)
                {
                    // A link that takes the name's place now is not followed: the open then fails, or opens the link itself.
                    return OpenComponent(current, name, flags | OpenNoFollow | (mustBeDirectory ? OpenDirectory : 0), mode, out handle);
                }
                int failure = OpenComponent(
                    current, name, OpenPath | OpenDirectory | OpenNoFollow | OpenCloseOnExecute, 0, out SafeFileHandle? next);
                if (failure != 0)
                    return failure;
                opened.Push(next!);
                remaining = after;
            }
        }
        finally
        {
            while (opened.TryPop(out SafeFileHandle? directory))
                directory.Dispose();
        }
    }

    private static int OpenSelf(SafeFileHandle directory, int flags, uint mode, out SafeFileHandle? handle)
    {
        handle = null;
        if ((flags & OpenCreate) != 0)
            return (flags & OpenExclusive) != 0 ? ErrorExists : ErrorIsDirectory;
        return OpenComponent(directory, ".\0"u8, flags, mode, out handle);
    }

    private static int OpenComponent(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, uint mode, out SafeFileHandle? handle)
    {
        handle = null;
        int descriptor = LinuxNative.OpenAt(directory, in name[0], flags, mode);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return 0;
    }

    // Links in procfs may be magic: they lead where their text does not say. The walk expands text only, so it cannot be led astray, but the
    // kernel's resolution refuses such links (ELOOP), and the two should answer alike.
    private static bool IsMagic(SafeFileHandle directory)
    {
        const long ProcessFileSystem = 0x9fa0;
        // struct statfs has 120 bytes on 64-bit Linux; its first word is the file system's type.
        Span<long> buffer = stackalloc long[64];
        return LinuxNative.FileSystemStatus(directory, ref buffer[0]) == 0 && buffer[0] == ProcessFileSystem;
    }
}
