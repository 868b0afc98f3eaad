// WASI preview 1 as core functions: what the core module that components import for it exports. Those who write such components and those who
// run them have to say the same.
using System.Collections.Immutable;
using Weft.Wasm;
using ValueType = Weft.Wasm.ValueType;

namespace Weft.Components;

/// <summary>The functions of <c>wasi_snapshot_preview1</c>.</summary>
public static class Preview1Interface
{
    /// <summary>What core modules import the functions from.</summary>
    public const string CoreName = "wasi_snapshot_preview1";

    /// <summary>The name of the core module that components import: it exports the functions, and imports nothing.</summary>
    public const string ModuleName = "wasi-snapshot-preview1";

    // Parameters, and results behind the colon: i is i32, I is i64.
    private const string Text = """
        args_get ii:i
        args_sizes_get ii:i
        environ_get ii:i
        environ_sizes_get ii:i
        clock_res_get ii:i
        clock_time_get iIi:i
        fd_advise iIIi:i
        fd_allocate iII:i
        fd_close i:i
        fd_datasync i:i
        fd_fdstat_get ii:i
        fd_fdstat_set_flags ii:i
        fd_fdstat_set_rights iII:i
        fd_filestat_get ii:i
        fd_filestat_set_size iI:i
        fd_filestat_set_times iIIi:i
        fd_pread iiiIi:i
        fd_prestat_get ii:i
        fd_prestat_dir_name iii:i
        fd_pwrite iiiIi:i
        fd_read iiii:i
        fd_readdir iiiIi:i
        fd_renumber ii:i
        fd_seek iIii:i
        fd_sync i:i
        fd_tell ii:i
        fd_write iiii:i
        path_create_directory iii:i
        path_filestat_get iiiii:i
        path_filestat_set_times iiiiIIi:i
        path_link iiiiiii:i
        path_open iiiiiIIii:i
        path_readlink iiiiii:i
        path_remove_directory iii:i
        path_rename iiiiii:i
        path_symlink iiiii:i
        path_unlink_file iii:i
        poll_oneoff iiii:i
        proc_exit i:
        proc_raise i:i
        sched_yield :i
        random_get ii:i
        sock_accept iii:i
        sock_recv iiiiii:i
        sock_send iiiii:i
        sock_shutdown ii:i
        """;

    /// <summary>The functions, with their types.</summary>
    public static ImmutableArray<(string Name, FunctionType Type)> Functions { get; } =
        [.. Text.Split('\n').Select(line => line.TrimEnd('\r').Split(' ')).Select(parts => (parts[0], ReadType(parts[1].Split(':'))))];

    private static FunctionType ReadType(string[] sides) => new(ReadTypes(sides[0]), ReadTypes(sides[1]));

    private static ImmutableArray<ValueType> ReadTypes(string letters) => [.. letters.Select(letter => letter == 'i' ? ValueType.I32 : ValueType.I64)];
}
