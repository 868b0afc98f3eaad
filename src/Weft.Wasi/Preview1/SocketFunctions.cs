// WASI preview 1: sock_*. A guest cannot make a socket; it gets them open, or accepts them from one that listens.

using System.Buffers.Binary;
using System.Net.Sockets;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;
using Weft.Wasi.Sockets;

namespace Weft.Wasi.Preview1;

/// <summary>The functions about sockets.</summary>
internal static class SocketFunctions
{
    /// <summary><c>sock_accept</c></summary>
    public static WasiError SockAccept(Preview1Process process, GuestMemory memory, int fd, int flags, uint result)
    {
        WasiError error = Find(process, fd, Rights.SockAccept, out DescriptorEntry? entry, out SocketDescriptor? socket);
        if (error != WasiError.Success)
            return error;
        if ((flags & ~(int)DescriptorFlags.NonBlocking) != 0)
            return WasiError.Invalid;
        if (!memory.TryGetRange(result, sizeof(uint), out _))
            return WasiError.Fault;
        error = socket!.Accept((DescriptorFlags)flags, process.Interruption, out SocketDescriptor? connection);
        if (error != WasiError.Success)
            return error;
        Rights rights = RightsOf.Base(connection!) & entry!.Inheriting;
        int number = process.Add(new DescriptorEntry(connection!, rights, rights));
        if (number < 0)
        {
            connection!.Dispose();
            return WasiError.TooManyDescriptors;
        }
        return memory.TryWrite(result, (uint)number) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>sock_recv</c></summary>
    public static WasiError SockRecv(
        Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, int flags, uint countResult, uint flagsResult)
    {
        const int Peek = 1, WaitForAll = 2;
        WasiError error = Find(process, fd, Rights.FdRead, out _, out SocketDescriptor? socket);
        if (error != WasiError.Success)
            return error;
        if ((flags & ~(Peek | WaitForAll)) != 0 || vectorCount > Transfer.MaximumVectors)
            return WasiError.Invalid;
        if (!memory.TryGetRange(flagsResult, sizeof(ushort), out Span<byte> received) || !memory.TryGetRange(countResult, sizeof(uint), out _))
            return WasiError.Fault;
        Span<IoVector> buffers = stackalloc IoVector[(int)vectorCount];
        error = memory.TryReadVectors(vectors, buffers);
        if (error != WasiError.Success)
            return error;
        error = socket!.Receive(buffers, (flags & Peek) != 0, (flags & WaitForAll) != 0, process.Interruption, out int count);
        if (error != WasiError.Success)
            return error;
        // A stream has no messages, so none is ever cut: no flag.
        BinaryPrimitives.WriteUInt16LittleEndian(received, 0);
        return memory.TryWrite(countResult, (uint)count) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>sock_send</c></summary>
    public static WasiError SockSend(
        Preview1Process process, GuestMemory memory, int fd, uint vectors, uint vectorCount, int flags, uint result)
    {
        WasiError error = Find(process, fd, Rights.FdWrite, out _, out SocketDescriptor? socket);
        if (error != WasiError.Success)
            return error;
        if (flags != 0 || vectorCount > Transfer.MaximumVectors)
            return WasiError.Invalid;
        if (!memory.TryGetRange(result, sizeof(uint), out _))
            return WasiError.Fault;
        Span<IoVector> buffers = stackalloc IoVector[(int)vectorCount];
        error = memory.TryReadVectors(vectors, buffers);
        if (error != WasiError.Success)
            return error;
        error = socket!.Write(buffers, process.Interruption, out int count);
        return error != WasiError.Success ? error : memory.TryWrite(result, (uint)count) ? WasiError.Success : WasiError.Fault;
    }

    /// <summary><c>sock_shutdown</c></summary>
    public static WasiError SockShutdown(Preview1Process process, int fd, int how)
    {
        WasiError error = Find(process, fd, Rights.SockShutdown, out _, out SocketDescriptor? socket);
        if (error != WasiError.Success)
            return error;
        return how switch
        {
            1 => socket!.Shutdown(SocketShutdown.Receive),
            2 => socket!.Shutdown(SocketShutdown.Send),
            3 => socket!.Shutdown(SocketShutdown.Both),
            _ => WasiError.Invalid,
        };
    }

    private static WasiError Find(
        Preview1Process process, int fd, Rights needed, out DescriptorEntry? entry, out SocketDescriptor? socket)
    {
        entry = process.Find(fd);
        socket = entry?.Descriptor as SocketDescriptor;
        return entry is null ? WasiError.BadDescriptor
            : socket is null ? WasiError.NotSocket
            : entry.Has(needed) ? WasiError.Success
            : WasiError.NotCapable;
    }
}
