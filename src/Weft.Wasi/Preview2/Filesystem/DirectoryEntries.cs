// WASI preview 2: wasi:filesystem's stream of a directory's entries.

using System.Text;
using System.Text.Unicode;
using Weft.Components;
using Weft.Wasi.Filesystem;
using Types = Weft.Wasi.WasiPreview2.Types;

namespace Weft.Wasi.Preview2.Filesystem;

/// <summary>Reads a directory from its beginning.</summary>
internal sealed class DirectoryEntries(Preview2Process process, SharedDescriptor shared) : Types.IDirectoryEntryStream, IDisposable
{
    private readonly DescriptorHold _hold = shared.Hold();
    private ulong _position;

    /// <inheritdoc/>
    public ComponentResult<Types.DirectoryEntry?, Types.ErrorCode> ReadDirectoryEntry()
    {
        process.Enter();
        var directory = (DirectoryDescriptor)_hold.Descriptor;
        lock (directory.ReadingGate)
        {
            while (true)
            {
                WasiError error = directory.ReadEntry(_position, out DirectoryEntry entry, out bool found);
                if (error != WasiError.Success)
                    return ErrorCodes.Error(error);
                if (!found)
                    return default(Types.DirectoryEntry);
                _position = entry.Next;
                // They come first, and are not for these guests to see.
                if (entry.Name.SequenceEqual("."u8) || entry.Name.SequenceEqual(".."u8))
                    continue;
                if (!Utf8.IsValid(entry.Name))
                    return ComponentResult.Error(Types.ErrorCode.IllegalByteSequence);
                return new Types.DirectoryEntry(FileTypes.Of(entry.Kind), Encoding.UTF8.GetString(entry.Name));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hold.Dispose();
}
