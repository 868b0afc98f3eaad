// WASI random numbers: the system's secure generator. On Linux it is asked itself: what .NET asks is OpenSSL, and loading that takes longer than a
// small program runs.

using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Weft.Wasi.Interop;

namespace Weft.Wasi.Random;

/// <summary>The random numbers that guests get unless the embedder says otherwise.</summary>
internal static class SystemRandom
{
    /// <summary>Fills bytes.</summary>
    public static void Fill(Span<byte> destination)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }
        while (!destination.IsEmpty)
        {
            nint count = LinuxNative.GetRandom(ref MemoryMarshal.GetReference(destination), destination.Length, 0);
            if (count >= 0)
                destination = destination[(int)count..];
            else if (Marshal.GetLastPInvokeError() is not LinuxConstants.ErrorInterrupted and var error)
                throw new Win32Exception(error, "getrandom failed");
        }
    }
}
