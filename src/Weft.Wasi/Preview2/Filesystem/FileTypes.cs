// WASI preview 2: attributes of files as wasi:filesystem has them.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Preview2.Clocks;
using Types = Weft.Wasi.WasiPreview2.Types;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>Translates attributes.</summary>
internal static class FileTypes
{
    /// <summary>What something is.</summary>
    public static Types.DescriptorType Of(FileKind kind) => kind switch
    {
        FileKind.BlockDevice => Types.DescriptorType.BlockDevice,
        FileKind.CharacterDevice => Types.DescriptorType.CharacterDevice,
        FileKind.Directory => Types.DescriptorType.Directory,
        FileKind.Pipe => Types.DescriptorType.Fifo,
        FileKind.SymbolicLink => Types.DescriptorType.SymbolicLink,
        FileKind.RegularFile => Types.DescriptorType.RegularFile,
        FileKind.DatagramSocket or FileKind.StreamSocket => Types.DescriptorType.Socket,
        _ => Types.DescriptorType.Unknown,
    };

    /// <summary>What stat(2) tells.</summary>
    public static Types.DescriptorStat Of(in FileStatus status) => new(
        Of(status.Kind), status.LinkCount, status.Size, ClockFunctions.ToDatetime(status.AccessTime),
        ClockFunctions.ToDatetime(status.ModificationTime), ClockFunctions.ToDatetime(status.ChangeTime));

    /// <summary>What becomes of a time.</summary>
    /// <returns>False when it does not fit.</returns>
    public static bool TryRead(Types.NewTimestamp timestamp, out TimeUpdate update)
    {
        ulong nanoseconds = 0;
        bool fits = timestamp is not Types.NewTimestamp.Timestamp given || ClockFunctions.TryGetNanoseconds(given.Value, out nanoseconds);
        update = timestamp switch
        {
            Types.NewTimestamp.Now => new TimeUpdate(TimeUpdateKind.Now, 0),
            Types.NewTimestamp.Timestamp => new TimeUpdate(TimeUpdateKind.Set, nanoseconds),
            _ => new TimeUpdate(TimeUpdateKind.Keep, 0),
        };
        return fits;
    }
}
