// WASI preview 1: the only place where its functions meet the engine. A module finds them under two names: wasi_snapshot_preview1, and
// wasi_unstable, which lays some structures out differently.

using Weft.Wasi.Preview1;

namespace Weft.Wasi;

/// <summary>Gives guests WASI preview 1.</summary>
public static class WasiPreview1LinkerExtensions
{
    /// <summary>
    /// Defines <c>wasi_snapshot_preview1</c> and <c>wasi_unstable</c>. Each store that uses them gets a world of its own, which is opened at
    /// its first call and closed when the store is collected.
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
    /// belongs to one thread.
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

    private static Linker Add(Linker linker, Preview1Binding binding)
    {
        ArgumentNullException.ThrowIfNull(linker);
        Add(linker, binding, "wasi_snapshot_preview1", Layout.Snapshot);
        Add(linker, binding, "wasi_unstable", Layout.Unstable);
        // wasi_unstable is older than accepting.
        return linker.AddFunction("wasi_snapshot_preview1", "sock_accept", (Caller caller, int fd, int flags, uint result) =>
            (int)SocketFunctions.SockAccept(binding.Block(caller, out var memory), memory, fd, flags, result));
    }

    private static void Add(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        AddProcess(linker, binding, module);
        AddDescriptors(linker, binding, module, layout);
        AddPaths(linker, binding, module, layout);
        linker.AddFunction(module, "poll_oneoff", (Caller caller, uint subscriptions, uint events, uint count, uint result) =>
            (int)PollFunctions.PollOneoff(binding.Block(caller, out var memory), memory, layout, subscriptions, events, count, result));
        linker.AddFunction(module, "sock_recv", (Caller caller, int fd, uint vectors, uint count, int flags, uint countResult, uint flagsResult) =>
            (int)SocketFunctions.SockRecv(binding.Block(caller, out var memory), memory, fd, vectors, count, flags, countResult, flagsResult));
        linker.AddFunction(module, "sock_send", (Caller caller, int fd, uint vectors, uint count, int flags, uint result) =>
            (int)SocketFunctions.SockSend(binding.Block(caller, out var memory), memory, fd, vectors, count, flags, result));
        linker.AddFunction(module, "sock_shutdown", (Caller caller, int fd, int how) =>
            (int)SocketFunctions.SockShutdown(binding.Enter(caller), fd, how));
    }

    private static void AddProcess(Linker linker, Preview1Binding binding, string module)
    {
        linker.AddFunction(module, "args_get", (Caller caller, uint pointers, uint bytes) =>
            (int)ProcessFunctions.ArgsGet(binding.Enter(caller, out var memory), memory, pointers, bytes));
        linker.AddFunction(module, "args_sizes_get", (Caller caller, uint count, uint size) =>
            (int)ProcessFunctions.ArgsSizesGet(binding.Enter(caller, out var memory), memory, count, size));
        linker.AddFunction(module, "environ_get", (Caller caller, uint pointers, uint bytes) =>
            (int)ProcessFunctions.EnvironGet(binding.Enter(caller, out var memory), memory, pointers, bytes));
        linker.AddFunction(module, "environ_sizes_get", (Caller caller, uint count, uint size) =>
            (int)ProcessFunctions.EnvironSizesGet(binding.Enter(caller, out var memory), memory, count, size));
        linker.AddFunction(module, "clock_res_get", (Caller caller, int clock, uint result) =>
            (int)ProcessFunctions.ClockResGet(binding.Enter(caller, out var memory), memory, clock, result));
        linker.AddFunction(module, "clock_time_get", (Caller caller, int clock, long _, uint result) =>
            (int)ProcessFunctions.ClockTimeGet(binding.Enter(caller, out var memory), memory, clock, result));
        linker.AddFunction(module, "random_get", (Caller caller, uint buffer, uint length) =>
            (int)ProcessFunctions.RandomGet(binding.Enter(caller, out var memory), memory, buffer, length));
        linker.AddFunction(module, "sched_yield", () => (int)ProcessFunctions.SchedYield());
        linker.AddFunction(module, "proc_exit", (int code) => ProcessFunctions.ProcExit(code));
        linker.AddFunction(module, "proc_raise", (int _) => (int)ProcessFunctions.ProcRaise());
    }

    private static void AddDescriptors(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        linker.AddFunction(module, "fd_advise", (Caller caller, int fd, ulong offset, ulong length, int advice) =>
            (int)DescriptorFunctions.FdAdvise(binding.Enter(caller), fd, offset, length, advice));
        linker.AddFunction(module, "fd_allocate", (Caller caller, int fd, ulong offset, ulong length) =>
            (int)DescriptorFunctions.FdAllocate(binding.Enter(caller), fd, offset, length));
        linker.AddFunction(module, "fd_close", (Caller caller, int fd) =>
            (int)DescriptorFunctions.FdClose(binding.Enter(caller), fd));
        linker.AddFunction(module, "fd_datasync", (Caller caller, int fd) =>
            (int)DescriptorFunctions.FdDatasync(binding.Enter(caller), fd));
        linker.AddFunction(module, "fd_sync", (Caller caller, int fd) =>
            (int)DescriptorFunctions.FdSync(binding.Enter(caller), fd));
        linker.AddFunction(module, "fd_fdstat_get", (Caller caller, int fd, uint result) =>
            (int)DescriptorFunctions.FdFdstatGet(binding.Enter(caller, out var memory), memory, fd, result));
        linker.AddFunction(module, "fd_fdstat_set_flags", (Caller caller, int fd, int flags) =>
            (int)DescriptorFunctions.FdFdstatSetFlags(binding.Enter(caller), fd, flags));
        linker.AddFunction(module, "fd_fdstat_set_rights", (Caller caller, int fd, ulong rights, ulong inheriting) =>
            (int)DescriptorFunctions.FdFdstatSetRights(binding.Enter(caller), fd, rights, inheriting));
        linker.AddFunction(module, "fd_filestat_get", (Caller caller, int fd, uint result) =>
            (int)DescriptorFunctions.FdFilestatGet(binding.Enter(caller, out var memory), memory, layout, fd, result));
        linker.AddFunction(module, "fd_filestat_set_size", (Caller caller, int fd, ulong size) =>
            (int)DescriptorFunctions.FdFilestatSetSize(binding.Enter(caller), fd, size));
        linker.AddFunction(module, "fd_filestat_set_times", (Caller caller, int fd, ulong access, ulong modification, int flags) =>
            (int)DescriptorFunctions.FdFilestatSetTimes(binding.Enter(caller), fd, access, modification, flags));
        linker.AddFunction(module, "fd_read", (Caller caller, int fd, uint vectors, uint count, uint result) =>
            (int)DescriptorFunctions.FdRead(binding.Block(caller, out var memory), memory, fd, vectors, count, result));
        linker.AddFunction(module, "fd_write", (Caller caller, int fd, uint vectors, uint count, uint result) =>
            (int)DescriptorFunctions.FdWrite(binding.Block(caller, out var memory), memory, fd, vectors, count, result));
        linker.AddFunction(module, "fd_pread", (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
            (int)DescriptorFunctions.FdPread(binding.Enter(caller, out var memory), memory, fd, vectors, count, offset, result));
        linker.AddFunction(module, "fd_pwrite", (Caller caller, int fd, uint vectors, uint count, ulong offset, uint result) =>
            (int)DescriptorFunctions.FdPwrite(binding.Enter(caller, out var memory), memory, fd, vectors, count, offset, result));
        linker.AddFunction(module, "fd_prestat_get", (Caller caller, int fd, uint result) =>
            (int)DescriptorFunctions.FdPrestatGet(binding.Enter(caller, out var memory), memory, fd, result));
        linker.AddFunction(module, "fd_prestat_dir_name", (Caller caller, int fd, uint buffer, uint length) =>
            (int)DescriptorFunctions.FdPrestatDirName(binding.Enter(caller, out var memory), memory, fd, buffer, length));
        linker.AddFunction(module, "fd_readdir", (Caller caller, int fd, uint buffer, uint length, ulong cookie, uint result) =>
            (int)DescriptorFunctions.FdReaddir(binding.Enter(caller, out var memory), memory, fd, buffer, length, cookie, result));
        linker.AddFunction(module, "fd_renumber", (Caller caller, int from, int to) =>
            (int)DescriptorFunctions.FdRenumber(binding.Enter(caller), from, to));
        linker.AddFunction(module, "fd_seek", (Caller caller, int fd, long offset, int whence, uint result) =>
            (int)DescriptorFunctions.FdSeek(binding.Enter(caller, out var memory), memory, layout, fd, offset, whence, result));
        linker.AddFunction(module, "fd_tell", (Caller caller, int fd, uint result) =>
            (int)DescriptorFunctions.FdTell(binding.Enter(caller, out var memory), memory, fd, result));
    }

    private static void AddPaths(Linker linker, Preview1Binding binding, string module, Layout layout)
    {
        linker.AddFunction(module, "path_create_directory", (Caller caller, int fd, uint path, uint length) =>
            (int)PathFunctions.PathCreateDirectory(binding.Enter(caller, out var memory), memory, fd, path, length));
        linker.AddFunction(module, "path_filestat_get", (Caller caller, int fd, int flags, uint path, uint length, uint result) =>
            (int)PathFunctions.PathFilestatGet(binding.Enter(caller, out var memory), memory, layout, fd, flags, path, length, result));
        linker.AddFunction(
            module, "path_filestat_set_times",
            (Caller caller, int fd, int flags, uint path, uint length, ulong access, ulong modification, int timeFlags) =>
                (int)PathFunctions.PathFilestatSetTimes(
                    binding.Enter(caller, out var memory), memory, fd, flags, path, length, access, modification, timeFlags));
        linker.AddFunction(
            module, "path_link",
            (Caller caller, int oldFd, int oldFlags, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
                (int)PathFunctions.PathLink(
                    binding.Enter(caller, out var memory), memory, oldFd, oldFlags, oldPath, oldLength, newFd, newPath, newLength));
        linker.AddFunction(
            module, "path_open",
            (Caller caller, int fd, int lookupFlags, uint path, uint length, int openFlags, ulong rights, ulong inheriting, int flags, uint result) =>
                (int)PathFunctions.PathOpen(
                    binding.Enter(caller, out var memory), memory, fd, lookupFlags, path, length, openFlags, rights, inheriting, flags, result));
        linker.AddFunction(
            module, "path_readlink", (Caller caller, int fd, uint path, uint length, uint buffer, uint bufferLength, uint result) =>
                (int)PathFunctions.PathReadlink(binding.Enter(caller, out var memory), memory, fd, path, length, buffer, bufferLength, result));
        linker.AddFunction(module, "path_remove_directory", (Caller caller, int fd, uint path, uint length) =>
            (int)PathFunctions.PathRemoveDirectory(binding.Enter(caller, out var memory), memory, fd, path, length));
        linker.AddFunction(
            module, "path_rename", (Caller caller, int oldFd, uint oldPath, uint oldLength, int newFd, uint newPath, uint newLength) =>
                (int)PathFunctions.PathRename(binding.Enter(caller, out var memory), memory, oldFd, oldPath, oldLength, newFd, newPath, newLength));
        linker.AddFunction(module, "path_symlink", (Caller caller, uint target, uint targetLength, int fd, uint path, uint length) =>
            (int)PathFunctions.PathSymlink(binding.Enter(caller, out var memory), memory, target, targetLength, fd, path, length));
        linker.AddFunction(module, "path_unlink_file", (Caller caller, int fd, uint path, uint length) =>
            (int)PathFunctions.PathUnlinkFile(binding.Enter(caller, out var memory), memory, fd, path, length));
    }
}
