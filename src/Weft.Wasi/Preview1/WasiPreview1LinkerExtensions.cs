// WASI preview 1: the only place where its functions meet the engine. A module finds them under two names: wasi_snapshot_preview1, and
// wasi_unstable, which lays some structures out differently.

using Weft.Wasi.Preview1;

namespace Weft.Wasi;

/// <summary>Gives guests WASI preview 1.</summary>
public static class WasiPreview1LinkerExtensions
{
    /// <summary>
    /// Defines <c>wasi_snapshot_preview1</c> and <c>wasi_unstable</c>. Each store that uses them gets a world of its own, which is opened at
    /// its first call and closed when the store is collected; threads that a guest starts (<see cref="WasiThreads"/>) have that of its first.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="configure">Says what a guest is granted.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static Linker AddWasiPreview1(this Linker linker, Action<WasiOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new WasiOptionsBuilder();
        configure(builder);
        return Add(linker, new Preview1Binding(builder));
    }

    /// <summary>
    /// Defines <c>wasi_snapshot_preview1</c> and <c>wasi_unstable</c> over a given world. Only one store at a time may use them: a world
    /// belongs to one guest and the threads that it starts (<see cref="WasiThreads"/>).
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="context">The guest's world; the caller disposes it when the guest has ended.</param>
    /// <returns>The linker.</returns>
    /// <exception cref="ArgumentException">A name is defined already.</exception>
    public static Linker AddWasiPreview1(this Linker linker, WasiContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Add(linker, new Preview1Binding(new Preview1Process(context)));
    }

    /// <summary>Defines the functions for one binding.</summary>
    internal static Linker Add(Linker linker, Preview1Binding binding)
    {
        ArgumentNullException.ThrowIfNull(linker);
        Add(linker, binding, "wasi_snapshot_preview1", Layout.Snapshot);
        Add(linker, binding, "wasi_unstable", Layout.Unstable);
        // wasi_unstable is older than accepting.
        return linker.AddFunction("wasi_snapshot_preview1", "sock_accept", (Caller caller, int fd, int flags, uint result) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)SocketFunctions.SockAccept(call.Process, call.Memory, fd, flags, result);
        });
    }

    private static void Add(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        AddProcess(linker, binding, module);
        AddDescriptors(linker, binding, module, layout);
        AddPaths(linker, binding, module, layout);
        linker.AddFunction(module, "poll_oneoff", (Caller caller, uint subscriptions, uint events, uint count, uint result) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)PollFunctions.PollOneoff(call.Process, call.Memory, layout, subscriptions, events, count, result);
        });
        linker.AddFunction(module, "sock_recv", (Caller caller, int fd, uint vectors, uint count, int flags, uint countResult, uint flagsResult) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)SocketFunctions.SockRecv(call.Process, call.Memory, fd, vectors, count, flags, countResult, flagsResult);
        });
        linker.AddFunction(module, "sock_send", (Caller caller, int fd, uint vectors, uint count, int flags, uint result) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)SocketFunctions.SockSend(call.Process, call.Memory, fd, vectors, count, flags, result);
        });
        linker.AddFunction(module, "sock_shutdown", (Caller caller, int fd, int how) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)SocketFunctions.SockShutdown(call.Process, fd, how);
        });
    }

    private static void AddProcess(Linker linker, Preview1Binding binding, string module)
    {
        linker.AddFunction(module, "args_get", (Caller caller, uint pointers, uint bytes) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.ArgsGet(call.Process, call.Memory, pointers, bytes);
        });
        linker.AddFunction(module, "args_sizes_get", (Caller caller, uint count, uint size) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.ArgsSizesGet(call.Process, call.Memory, count, size);
        });
        linker.AddFunction(module, "environ_get", (Caller caller, uint pointers, uint bytes) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.EnvironGet(call.Process, call.Memory, pointers, bytes);
        });
        linker.AddFunction(module, "environ_sizes_get", (Caller caller, uint count, uint size) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.EnvironSizesGet(call.Process, call.Memory, count, size);
        });
        linker.AddFunction(module, "clock_res_get", (Caller caller, int clock, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.ClockResGet(call.Process, call.Memory, clock, result);
        });
        linker.AddFunction(module, "clock_time_get", (Caller caller, int clock, long _, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.ClockTimeGet(call.Process, call.Memory, clock, result);
        });
        linker.AddFunction(module, "random_get", (Caller caller, uint buffer, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)ProcessFunctions.RandomGet(call.Process, call.Memory, buffer, length);
        });
        linker.AddFunction(module, "sched_yield", () => (int)ProcessFunctions.SchedYield());
        linker.AddFunction(module, "proc_exit", (int code) => ProcessFunctions.ProcExit(code));
        linker.AddFunction(module, "proc_raise", (int _) => (int)ProcessFunctions.ProcRaise());
    }

    private static void AddDescriptors(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        linker.AddFunction(module, "fd_advise", (Caller caller, int fd, ulong offset, ulong length, int advice) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdAdvise(call.Process, fd, offset, length, advice);
        });
        linker.AddFunction(module, "fd_allocate", (Caller caller, int fd, ulong offset, ulong length) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdAllocate(call.Process, fd, offset, length);
        });
        linker.AddFunction(module, "fd_close", (Caller caller, int fd) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdClose(call.Process, fd);
        });
        linker.AddFunction(module, "fd_datasync", (Caller caller, int fd) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdDatasync(call.Process, fd);
        });
        linker.AddFunction(module, "fd_sync", (Caller caller, int fd) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdSync(call.Process, fd);
        });
        linker.AddFunction(module, "fd_fdstat_get", (Caller caller, int fd, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdFdstatGet(call.Process, call.Memory, fd, result);
        });
        linker.AddFunction(module, "fd_fdstat_set_flags", (Caller caller, int fd, int flags) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdFdstatSetFlags(call.Process, fd, flags);
        });
        linker.AddFunction(module, "fd_fdstat_set_rights", (Caller caller, int fd, ulong rights, ulong inheriting) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdFdstatSetRights(call.Process, fd, rights, inheriting);
        });
        linker.AddFunction(module, "fd_filestat_get", (Caller caller, int fd, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdFilestatGet(call.Process, call.Memory, layout, fd, result);
        });
        linker.AddFunction(module, "fd_filestat_set_size", (Caller caller, int fd, ulong size) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdFilestatSetSize(call.Process, fd, size);
        });
        linker.AddFunction(module, "fd_filestat_set_times", (Caller caller, int fd, ulong access, ulong modification, int flags) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdFilestatSetTimes(call.Process, fd, access, modification, flags);
        });
        linker.AddFunction(module, "fd_read", (Caller caller, int fd, uint vectors, uint count, uint result) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)DescriptorFunctions.FdRead(call.Process, call.Memory, fd, vectors, count, result);
        });
        linker.AddFunction(module, "fd_write", (Caller caller, int fd, uint vectors, uint count, uint result) =>
        {
            using Preview1Call call = binding.Block(caller);
            return (int)DescriptorFunctions.FdWrite(call.Process, call.Memory, fd, vectors, count, result);
        });
        linker.AddFunction(module, "fd_pread", (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdPread(call.Process, call.Memory, fd, vectors, count, offset, result);
        });
        linker.AddFunction(module, "fd_pwrite", (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdPwrite(call.Process, call.Memory, fd, vectors, count, offset, result);
        });
        linker.AddFunction(module, "fd_prestat_get", (Caller caller, int fd, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdPrestatGet(call.Process, call.Memory, fd, result);
        });
        linker.AddFunction(module, "fd_prestat_dir_name", (Caller caller, int fd, uint buffer, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdPrestatDirName(call.Process, call.Memory, fd, buffer, length);
        });
        linker.AddFunction(module, "fd_readdir", (Caller caller, int fd, uint buffer, uint length, ulong cookie, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdReaddir(call.Process, call.Memory, fd, buffer, length, cookie, result);
        });
        linker.AddFunction(module, "fd_renumber", (Caller caller, int from, int to) =>
        {
            using Preview1Call call = binding.Enter(caller);
            return (int)DescriptorFunctions.FdRenumber(call.Process, from, to);
        });
        linker.AddFunction(module, "fd_seek", (Caller caller, int fd, long offset, int whence, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdSeek(call.Process, call.Memory, layout, fd, offset, whence, result);
        });
        linker.AddFunction(module, "fd_tell", (Caller caller, int fd, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)DescriptorFunctions.FdTell(call.Process, call.Memory, fd, result);
        });
    }

    private static void AddPaths(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        linker.AddFunction(module, "path_create_directory", (Caller caller, int fd, uint path, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathCreateDirectory(call.Process, call.Memory, fd, path, length);
        });
        linker.AddFunction(module, "path_filestat_get", (Caller caller, int fd, int flags, uint path, uint length, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathFilestatGet(call.Process, call.Memory, layout, fd, flags, path, length, result);
        });
        linker.AddFunction(
            module, "path_filestat_set_times",
            (Caller caller, int fd, int flags, uint path, uint length, ulong access, ulong modification, int timeFlags) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathFilestatSetTimes(call.Process, call.Memory, fd, flags, path, length, access, modification, timeFlags);
        });
        linker.AddFunction(
            module, "path_link",
            (Caller caller, int oldFd, int oldFlags, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathLink(call.Process, call.Memory, oldFd, oldFlags, oldPath, oldLength, newFd, newPath, newLength);
        });
        linker.AddFunction(
            module, "path_open",
            (Caller caller, int fd, int lookupFlags, uint path, uint length, int openFlags, ulong rights, ulong inheriting, int flags, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathOpen(call.Process, call.Memory, fd, lookupFlags, path, length, openFlags, rights, inheriting, flags, result);
        });
        linker.AddFunction(
            module, "path_readlink", (Caller caller, int fd, uint path, uint length, uint buffer, uint bufferLength, uint result) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathReadlink(call.Process, call.Memory, fd, path, length, buffer, bufferLength, result);
        });
        linker.AddFunction(module, "path_remove_directory", (Caller caller, int fd, uint path, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathRemoveDirectory(call.Process, call.Memory, fd, path, length);
        });
        linker.AddFunction(
            module, "path_rename", (Caller caller, int oldFd, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathRename(call.Process, call.Memory, oldFd, oldPath, oldLength, newFd, newPath, newLength);
        });
        linker.AddFunction(module, "path_symlink", (Caller caller, uint target, uint targetLength, int fd, uint path, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathSymlink(call.Process, call.Memory, target, targetLength, fd, path, length);
        });
        linker.AddFunction(module, "path_unlink_file", (Caller caller, int fd, uint path, uint length) =>
        {
            using Preview1Call call = binding.EnterMemory(caller);
            return (int)PathFunctions.PathUnlinkFile(call.Process, call.Memory, fd, path, length);
        });
    }
}
