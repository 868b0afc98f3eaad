// WASI preview 1: the only place where its functions meet the engine. A module finds them under two names: wasi_snapshot_preview1, and
// wasi_unstable, which lays some structures out differently.

using Weft.Wasi.Preview1;

namespace Weft.Wasi;

/// <summary>Gives guests WASI preview 1.</summary>
public static class WasiPreview1LinkerExtensions
{
    private static readonly string[] s_process =
    [
        "args_get", "args_sizes_get", "environ_get", "environ_sizes_get", "clock_res_get", "clock_time_get", "random_get", "sched_yield",
        "proc_exit", "proc_raise",
    ];

    private static readonly string[] s_descriptors =
    [
        "fd_advise", "fd_allocate", "fd_close", "fd_datasync", "fd_sync", "fd_fdstat_get", "fd_fdstat_set_flags", "fd_fdstat_set_rights",
        "fd_filestat_get", "fd_filestat_set_size", "fd_filestat_set_times", "fd_read", "fd_write", "fd_pread", "fd_pwrite", "fd_prestat_get",
        "fd_prestat_dir_name", "fd_readdir", "fd_renumber", "fd_seek", "fd_tell",
    ];

    private static readonly string[] s_paths =
    [
        "path_create_directory", "path_filestat_get", "path_filestat_set_times", "path_link", "path_open", "path_readlink",
        "path_remove_directory", "path_rename", "path_symlink", "path_unlink_file",
    ];

    private static readonly string[] s_polling =
    [
        "poll_oneoff", "sock_recv", "sock_send", "sock_shutdown",
    ];

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
        return linker.DefineLazily("wasi_snapshot_preview1", ["sock_accept"], (made, name) => DefinePolling(made, binding, "wasi_snapshot_preview1", name, Layout.Snapshot));
    }

    // A guest imports few of them, and each takes the runtime types of delegates that nothing else needs.
    private static void Add(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        linker.DefineLazily(module, s_process, (made, name) => DefineProcess(made, binding, module, name));
        linker.DefineLazily(module, s_descriptors, (made, name) => DefineDescriptor(made, binding, module, name, layout));
        linker.DefineLazily(module, s_paths, (made, name) => DefinePath(made, binding, module, name, layout));
        linker.DefineLazily(module, s_polling, (made, name) => DefinePolling(made, binding, module, name, layout));
    }

    private static ArgumentException Unknown(string name) => new($"WASI preview 1 has no function {name}", nameof(name));

    private static void DefinePolling(Linker linker, Preview1Binding binding, string module, string name, Layout layout)
    {
        switch (name)
        {
            case "poll_oneoff":
                linker.AddFunction(module, name, (Caller caller, uint subscriptions, uint events, uint count, uint result) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)PollFunctions.PollOneoff(call.Process, call.Memory, layout, subscriptions, events, count, result);
                });
                return;
            case "sock_accept":
                linker.AddFunction(module, name, (Caller caller, int fd, int flags, uint result) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)SocketFunctions.SockAccept(call.Process, call.Memory, fd, flags, result);
                });
                return;
            case "sock_recv":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, int flags, uint countResult, uint flagsResult) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)SocketFunctions.SockRecv(call.Process, call.Memory, fd, vectors, count, flags, countResult, flagsResult);
                });
                return;
            case "sock_send":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, int flags, uint result) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)SocketFunctions.SockSend(call.Process, call.Memory, fd, vectors, count, flags, result);
                });
                return;
            case "sock_shutdown":
                linker.AddFunction(module, name, (Caller caller, int fd, int how) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)SocketFunctions.SockShutdown(call.Process, fd, how);
                });
                return;
            default:
                throw Unknown(name);
        }
    }

    private static void DefineProcess(Linker linker, Preview1Binding binding, string module, string name)
    {
        switch (name)
        {
            case "args_get":
                linker.AddFunction(module, name, (Caller caller, uint pointers, uint bytes) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.ArgsGet(call.Process, call.Memory, pointers, bytes);
                });
                return;
            case "args_sizes_get":
                linker.AddFunction(module, name, (Caller caller, uint count, uint size) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.ArgsSizesGet(call.Process, call.Memory, count, size);
                });
                return;
            case "environ_get":
                linker.AddFunction(module, name, (Caller caller, uint pointers, uint bytes) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.EnvironGet(call.Process, call.Memory, pointers, bytes);
                });
                return;
            case "environ_sizes_get":
                linker.AddFunction(module, name, (Caller caller, uint count, uint size) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.EnvironSizesGet(call.Process, call.Memory, count, size);
                });
                return;
            case "clock_res_get":
                linker.AddFunction(module, name, (Caller caller, int clock, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.ClockResGet(call.Process, call.Memory, clock, result);
                });
                return;
            case "clock_time_get":
                linker.AddFunction(module, name, (Caller caller, int clock, long _, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.ClockTimeGet(call.Process, call.Memory, clock, result);
                });
                return;
            case "random_get":
                linker.AddFunction(module, name, (Caller caller, uint buffer, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)ProcessFunctions.RandomGet(call.Process, call.Memory, buffer, length);
                });
                return;
            case "sched_yield":
                linker.AddFunction(module, name, () => (int)ProcessFunctions.SchedYield());
                return;
            case "proc_exit":
                linker.AddFunction(module, name, (int code) =>
                {
                    // The compiler ahead of time leaves out methods that do nothing but throw; each guest that ends would have this compiled.
                    Exception exit = ProcessFunctions.ProcExit(code);
                    if (exit is not null)
                        throw exit;
                });
                return;
            case "proc_raise":
                linker.AddFunction(module, name, (int _) => (int)ProcessFunctions.ProcRaise());
                return;
            default:
                throw Unknown(name);
        }
    }

    private static void DefineDescriptor(Linker linker, Preview1Binding binding, string module, string name, Layout layout)
    {
        switch (name)
        {
            case "fd_advise":
                linker.AddFunction(module, name, (Caller caller, int fd, ulong offset, ulong length, int advice) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdAdvise(call.Process, fd, offset, length, advice);
                });
                return;
            case "fd_allocate":
                linker.AddFunction(module, name, (Caller caller, int fd, ulong offset, ulong length) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdAllocate(call.Process, fd, offset, length);
                });
                return;
            case "fd_close":
                linker.AddFunction(module, name, (Caller caller, int fd) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdClose(call.Process, fd);
                });
                return;
            case "fd_datasync":
                linker.AddFunction(module, name, (Caller caller, int fd) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdDatasync(call.Process, fd);
                });
                return;
            case "fd_sync":
                linker.AddFunction(module, name, (Caller caller, int fd) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdSync(call.Process, fd);
                });
                return;
            case "fd_fdstat_get":
                linker.AddFunction(module, name, (Caller caller, int fd, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdFdstatGet(call.Process, call.Memory, fd, result);
                });
                return;
            case "fd_fdstat_set_flags":
                linker.AddFunction(module, name, (Caller caller, int fd, int flags) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdFdstatSetFlags(call.Process, fd, flags);
                });
                return;
            case "fd_fdstat_set_rights":
                linker.AddFunction(module, name, (Caller caller, int fd, ulong rights, ulong inheriting) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdFdstatSetRights(call.Process, fd, rights, inheriting);
                });
                return;
            case "fd_filestat_get":
                linker.AddFunction(module, name, (Caller caller, int fd, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdFilestatGet(call.Process, call.Memory, layout, fd, result);
                });
                return;
            case "fd_filestat_set_size":
                linker.AddFunction(module, name, (Caller caller, int fd, ulong size) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdFilestatSetSize(call.Process, fd, size);
                });
                return;
            case "fd_filestat_set_times":
                linker.AddFunction(module, name, (Caller caller, int fd, ulong access, ulong modification, int flags) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdFilestatSetTimes(call.Process, fd, access, modification, flags);
                });
                return;
            case "fd_read":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, uint result) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)DescriptorFunctions.FdRead(call.Process, call.Memory, fd, vectors, count, result);
                });
                return;
            case "fd_write":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, uint result) =>
                {
                    using Preview1Call call = binding.Block(caller);
                    return (int)DescriptorFunctions.FdWrite(call.Process, call.Memory, fd, vectors, count, result);
                });
                return;
            case "fd_pread":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdPread(call.Process, call.Memory, fd, vectors, count, offset, result);
                });
                return;
            case "fd_pwrite":
                linker.AddFunction(module, name, (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdPwrite(call.Process, call.Memory, fd, vectors, count, offset, result);
                });
                return;
            case "fd_prestat_get":
                linker.AddFunction(module, name, (Caller caller, int fd, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdPrestatGet(call.Process, call.Memory, fd, result);
                });
                return;
            case "fd_prestat_dir_name":
                linker.AddFunction(module, name, (Caller caller, int fd, uint buffer, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdPrestatDirName(call.Process, call.Memory, fd, buffer, length);
                });
                return;
            case "fd_readdir":
                linker.AddFunction(module, name, (Caller caller, int fd, uint buffer, uint length, ulong cookie, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdReaddir(call.Process, call.Memory, fd, buffer, length, cookie, result);
                });
                return;
            case "fd_renumber":
                linker.AddFunction(module, name, (Caller caller, int from, int to) =>
                {
                    using Preview1Call call = binding.Enter(caller);
                    return (int)DescriptorFunctions.FdRenumber(call.Process, from, to);
                });
                return;
            case "fd_seek":
                linker.AddFunction(module, name, (Caller caller, int fd, long offset, int whence, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdSeek(call.Process, call.Memory, layout, fd, offset, whence, result);
                });
                return;
            case "fd_tell":
                linker.AddFunction(module, name, (Caller caller, int fd, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)DescriptorFunctions.FdTell(call.Process, call.Memory, fd, result);
                });
                return;
            default:
                throw Unknown(name);
        }
    }

    private static void DefinePath(Linker linker, Preview1Binding binding, string module, string name, Layout layout)
    {
        switch (name)
        {
            case "path_create_directory":
                linker.AddFunction(module, name, (Caller caller, int fd, uint path, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathCreateDirectory(call.Process, call.Memory, fd, path, length);
                });
                return;
            case "path_filestat_get":
                linker.AddFunction(module, name, (Caller caller, int fd, int flags, uint path, uint length, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathFilestatGet(call.Process, call.Memory, layout, fd, flags, path, length, result);
                });
                return;
            case "path_filestat_set_times":
                linker.AddFunction(
                    module, name,
                    (Caller caller, int fd, int flags, uint path, uint length, ulong access, ulong modification, int timeFlags) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathFilestatSetTimes(call.Process, call.Memory, fd, flags, path, length, access, modification, timeFlags);
                });
                return;
            case "path_link":
                linker.AddFunction(
                    module, name,
                    (Caller caller, int oldFd, int oldFlags, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathLink(call.Process, call.Memory, oldFd, oldFlags, oldPath, oldLength, newFd, newPath, newLength);
                });
                return;
            case "path_open":
                linker.AddFunction(
                    module, name,
                    (Caller caller, int fd, int lookupFlags, uint path, uint length, int openFlags, ulong rights, ulong inheriting, int flags, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathOpen(call.Process, call.Memory, fd, lookupFlags, path, length, openFlags, rights, inheriting, flags, result);
                });
                return;
            case "path_readlink":
                linker.AddFunction(
                    module, name, (Caller caller, int fd, uint path, uint length, uint buffer, uint bufferLength, uint result) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathReadlink(call.Process, call.Memory, fd, path, length, buffer, bufferLength, result);
                });
                return;
            case "path_remove_directory":
                linker.AddFunction(module, name, (Caller caller, int fd, uint path, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathRemoveDirectory(call.Process, call.Memory, fd, path, length);
                });
                return;
            case "path_rename":
                linker.AddFunction(
                    module, name, (Caller caller, int oldFd, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathRename(call.Process, call.Memory, oldFd, oldPath, oldLength, newFd, newPath, newLength);
                });
                return;
            case "path_symlink":
                linker.AddFunction(module, name, (Caller caller, uint target, uint targetLength, int fd, uint path, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathSymlink(call.Process, call.Memory, target, targetLength, fd, path, length);
                });
                return;
            case "path_unlink_file":
                linker.AddFunction(module, name, (Caller caller, int fd, uint path, uint length) =>
                {
                    using Preview1Call call = binding.EnterMemory(caller);
                    return (int)PathFunctions.PathUnlinkFile(call.Process, call.Memory, fd, path, length);
                });
                return;
            default:
                throw Unknown(name);
        }
    }
}
