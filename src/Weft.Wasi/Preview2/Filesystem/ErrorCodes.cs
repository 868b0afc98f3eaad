// WASI preview 2: errors as wasi:filesystem has them. Its list is shorter: what it does not have is an input/output error.

using Weft.Components;
using ErrorCode = Weft.Wasi.WasiPreview2.Types.ErrorCode;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>Translates errors.</summary>
internal static class ErrorCodes
{
    /// <summary>An error as a result.</summary>
    public static ComponentError<ErrorCode> Error(WasiError error) => ComponentResult.Error(Of(error));

    /// <summary>What an error is called.</summary>
    public static ErrorCode Of(WasiError error) => error switch
    {
        WasiError.AccessDenied or WasiError.NotCapable => ErrorCode.Access,
        WasiError.Again => ErrorCode.WouldBlock,
        WasiError.Already => ErrorCode.Already,
        WasiError.BadDescriptor => ErrorCode.BadDescriptor,
        WasiError.Busy => ErrorCode.Busy,
        WasiError.Deadlock => ErrorCode.Deadlock,
        WasiError.QuotaExceeded => ErrorCode.Quota,
        WasiError.Exists => ErrorCode.Exist,
        WasiError.FileTooBig => ErrorCode.FileTooLarge,
        WasiError.IllegalByteSequence => ErrorCode.IllegalByteSequence,
        WasiError.InProgress => ErrorCode.InProgress,
        WasiError.Interrupted => ErrorCode.Interrupted,
        WasiError.Invalid => ErrorCode.Invalid,
        WasiError.IsDirectory => ErrorCode.IsDirectory,
        WasiError.Loop => ErrorCode.Loop,
        WasiError.TooManyLinks => ErrorCode.TooManyLinks,
        WasiError.MessageSize => ErrorCode.MessageSize,
        WasiError.NameTooLong => ErrorCode.NameTooLong,
        WasiError.NoDevice => ErrorCode.NoDevice,
        WasiError.NoEntry => ErrorCode.NoEntry,
        WasiError.NoLocks => ErrorCode.NoLock,
        // There is no word for too many open files.
        WasiError.OutOfMemory or WasiError.TooManyDescriptors or WasiError.SystemDescriptorsExhausted => ErrorCode.InsufficientMemory,
        WasiError.NoSpace => ErrorCode.InsufficientSpace,
        WasiError.NotDirectory => ErrorCode.NotDirectory,
        WasiError.NotEmpty => ErrorCode.NotEmpty,
        WasiError.NotRecoverable => ErrorCode.NotRecoverable,
        WasiError.NotSupported or WasiError.NotImplemented => ErrorCode.Unsupported,
        WasiError.NotTerminal => ErrorCode.NoTty,
        WasiError.NoSuchDevice => ErrorCode.NoSuchDevice,
        WasiError.Overflow => ErrorCode.Overflow,
        WasiError.NotPermitted => ErrorCode.NotPermitted,
        WasiError.BrokenPipe => ErrorCode.Pipe,
        WasiError.ReadOnlyFilesystem => ErrorCode.ReadOnly,
        WasiError.NotSeekable => ErrorCode.InvalidSeek,
        WasiError.TextBusy => ErrorCode.TextFileBusy,
        WasiError.CrossDevice => ErrorCode.CrossDevice,
        _ => ErrorCode.Io,
    };
}
