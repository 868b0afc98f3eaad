// Preview 1 through the engine: guests in the text format that call it.

using Weft.Wasi.Filesystem;
using Xunit;

namespace Weft.Wasi.Tests.Preview1;

public sealed class LinkerTests
{
    private const string Hello = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\10\00\00\00\06\00\00\00")
          (data (i32.const 16) "hello\n")
          (func (export "_start")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $exit (i32.load (i32.const 8)))))
        """;

    [Theory]
    [InlineData("wasi_snapshot_preview1")]
    [InlineData("wasi_unstable")]
    public void Every_function_can_be_imported(string module)
    {
        // Parameters of 32 and 64 bits.
        const string All =
            "poll_oneoff:iiii sock_accept:iii sock_recv:iiiiii sock_send:iiiii sock_shutdown:ii args_get:ii args_sizes_get:ii environ_get:ii "
            + "environ_sizes_get:ii clock_res_get:ii clock_time_get:ili random_get:ii sched_yield: proc_exit:i proc_raise:i fd_advise:illi "
            + "fd_allocate:ill fd_close:i fd_datasync:i fd_sync:i fd_fdstat_get:ii fd_fdstat_set_flags:ii fd_fdstat_set_rights:ill "
            + "fd_filestat_get:ii fd_filestat_set_size:il fd_filestat_set_times:illi fd_read:iiii fd_write:iiii fd_pread:iiili fd_pwrite:iiili "
            + "fd_prestat_get:ii fd_prestat_dir_name:iii fd_readdir:iiili fd_renumber:ii fd_seek:ilii fd_tell:ii path_create_directory:iii "
            + "path_filestat_get:iiiii path_filestat_set_times:iiiilli path_link:iiiiiii path_open:iiiiillii path_readlink:iiiiii "
            + "path_remove_directory:iii path_rename:iiiiii path_symlink:iiiii path_unlink_file:iii";
        using var engine = new Engine();
        using var store = new Store(engine);
        Linker linker = new Linker(engine).AddWasiPreview1(_ => { });
        foreach (string function in All.Split(' '))
        {
            string[] parts = function.Split(':');
            string parameters = string.Concat(parts[1].Select(kind => kind == 'i' ? " i32" : " i64"));
            string result = parts[0] == "proc_exit" ? "" : "(result i32)";
            Instance Import() =>
                linker.Instantiate(store, engine.LoadModuleText($"""(module (import "{module}" "{parts[0]}" (func (param{parameters}) {result})))"""));
            if (module == "wasi_unstable" && parts[0] == "sock_accept")
                Assert.Throws<LinkException>(Import);
            else
                Import();
        }
    }

    [Fact]
    public void A_guest_writes_and_exits()
    {
        using var engine = new Engine();
        using var output = new MemoryStream();
        Linker linker = new Linker(engine).AddWasiPreview1(wasi => wasi.WithStandardOutput(output));
        using var store = new Store(engine);
        Instance instance = linker.Instantiate(store, engine.LoadModuleText(Hello));
        var exit = Assert.Throws<GuestExitException>(() => instance.GetFunction<Action>("_start")());
        Assert.Equal(6, exit.ExitCode);
        Assert.Equal("hello\n"u8, output.ToArray());
    }

    [Fact]
    public void A_guest_that_has_done_nothing_can_be_frozen_and_then_does_nothing()
    {
        using var engine = new Engine();
        using var output = new MemoryStream();
        using WasiContext context = new WasiOptionsBuilder().WithStandardOutput(output).Build();
        Assert.True(context.TryFreeze());
        Assert.False(context.TryFreeze());
        var ended = false;
        var thread = new Thread(() =>
        {
            using var store = new Store(engine);
            new Linker(engine).AddWasiPreview1(context).Instantiate(store, engine.LoadModuleText(Hello)).GetFunction<Action>("_start")();
            ended = true;
        })
        { IsBackground = true };
        thread.Start();
        Assert.False(thread.Join(300), "a frozen guest went on");
        Assert.False(ended);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void A_guest_that_has_asked_who_it_is_can_be_frozen_and_one_that_has_written_cannot()
    {
        const string Asking = """
            (module
              (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $stat (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $arguments (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $prestat (i32.const 3) (i32.const 0)))
                (drop (call $stat (i32.const 1) (i32.const 0)))
                (drop (call $clock (i32.const 0) (i64.const 0) (i32.const 0)))
                (drop (call $arguments (i32.const 0) (i32.const 8)))))
            """;
        using var engine = new Engine();
        foreach ((string guest, bool canBeFrozen) in new[] { (Asking, true), (Hello, false) })
        {
            using WasiContext context = new WasiOptionsBuilder().WithStandardOutput(new MemoryStream()).Build();
            using var store = new Store(engine);
            Action start = new Linker(engine).AddWasiPreview1(context).Instantiate(store, engine.LoadModuleText(guest)).GetFunction<Action>("_start");
            try
            {
                start();
            }
            catch (GuestExitException exit)
            {
                Assert.Equal(6, exit.ExitCode);
            }
            Assert.Equal(canBeFrozen, context.TryFreeze());
        }
    }

    [Fact]
    public void Each_store_has_a_world_of_its_own()
    {
        const string Closing = """
            (module
              (import "wasi_unstable" "fd_close" (func $close (param i32) (result i32)))
              (func (export "close") (result i32) (call $close (i32.const 3))))
            """;
        using var engine = new Engine();
        Linker linker = new Linker(engine).AddWasiPreview1(wasi => wasi.MountFileSystem("/", new InMemoryFileSystem()));
        Module module = engine.LoadModuleText(Closing);
        for (int round = 0; round < 3; round++)
        {
            using var store = new Store(engine);
            var close = linker.Instantiate(store, module).GetFunction<Func<int>>("close");
            Assert.Equal((int)WasiError.Success, close());
            Assert.Equal((int)WasiError.BadDescriptor, close());
        }
        using WasiContext context = new WasiOptionsBuilder().MountFileSystem("/", new InMemoryFileSystem()).Build();
        using var only = new Store(engine);
        var closeOnly = new Linker(engine).AddWasiPreview1(context).Instantiate(only, module).GetFunction<Func<int>>("close");
        Assert.Equal((int)WasiError.Success, closeOnly());
    }

    [Fact]
    public void A_guest_without_memory_traps()
    {
        const string NoMemory = """
            (module
              (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (func (export "run") (result i32) (call $random (i32.const 0) (i32.const 4))))
            """;
        using var engine = new Engine();
        using var store = new Store(engine);
        var run = new Linker(engine).AddWasiPreview1(_ => { }).Instantiate(store, engine.LoadModuleText(NoMemory)).GetFunction<Func<int>>("run");
        Assert.Equal(TrapKind.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run()).Kind);
    }

    [Fact]
    public async Task A_sleeping_guest_is_interrupted_with_its_store()
    {
        // One subscription: the monotonic clock, an hour.
        const string Sleeping = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "run") (result i32)
                (i32.store (i32.const 16) (i32.const 1))
                (i64.store (i32.const 24) (i64.const 3600000000000))
                (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))))
            """;
        using var engine = new Engine();
        using var store = new Store(engine);
        var run = new Linker(engine).AddWasiPreview1(_ => { }).Instantiate(store, engine.LoadModuleText(Sleeping)).GetFunction<Func<int>>("run");
        Task sleeping = Task.Run(() => Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => run()).Kind), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(sleeping.IsCompleted);
        store.Interrupt();
        await sleeping.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
