// WASI, Linux: read(2) and write(2) on scattered buffers; one buffer takes the plain calls, which are a little faster.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Interop;
using static Weft.Wasi.Interop.LinuxConstants;

namespace Weft.Wasi.Filesystem.Linux;

/// <summary>Moves bytes between memory and a host descriptor at its position.</summary>
internal static class LinuxTransfer
{
    /// <summary>Reads once; blocks as the descriptor does.</summary>
    public static WasiError Read(SafeFileHandle handle, ReadOnlySpan<IoVector> buffers, out int count)
    {
        nint result;
        do
        {
            if (buffers.Length == 1)
            {
                Span<byte> only = buffers[0].Span;
                result = LinuxNative.Read(handle, ref MemoryMarshal.GetReference(only), only.Length);
            }
            else
            {
                result = LinuxNative.ReadVector(handle, in MemoryMarshal.GetReference(buffers), buffers.Length);
            }
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
        return Finish(result, out count);
    }

    /// <summary>Writes once; blocks as the descriptor does.</summary>
    public static WasiError Write(SafeFileHandle handle, ReadOnlySpan<IoVector> buffers, out int count)
    {
        nint result;
        do
        {
            if (buffers.Length == 1)
            {
                Span<byte> only = buffers[0].Span;
                result = LinuxNative.Write(handle, in MemoryMarshal.GetReference(only), only.Length);
            }
            else
            {
                result = LinuxNative.WriteVector(handle, in MemoryMarshal.GetReference(buffers), buffers.Length);
            }
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == ErrorInterrupted);
        return Finish(result, out count);
    }

    /// <summary>A call's result as a count or an error.</summary>
    public static WasiError Finish(nint result, out int count)
    {
        count = (int)Math.Max(0, result);
        return result < 0 ? LastError() : WasiError.Success;
    }
}
