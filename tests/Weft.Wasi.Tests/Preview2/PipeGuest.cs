// A process of preview 2 whose standard streams are pipes of the test's.

using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Filesystem.Linux;
using Weft.Wasi.Preview2;

namespace Weft.Wasi.Tests.Preview2;

internal sealed class PipeGuest : IDisposable
{
    private readonly AnonymousPipeServerStream _toGuest = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _fromGuest = new(PipeDirection.In);
    private readonly WasiContext _context;

    public PipeGuest()
    {
        using WasiContext empty = new WasiOptionsBuilder().Build();
        var input = new SafeFileHandle(int.Parse(_toGuest.GetClientHandleAsString()), ownsHandle: true);
        var output = new SafeFileHandle(int.Parse(_fromGuest.GetClientHandleAsString()), ownsHandle: true);
        // The handles are the guest's now, and closed with it.
        _toGuest.ClientSafePipeHandle.SetHandleAsInvalid();
        _fromGuest.ClientSafePipeHandle.SetHandleAsInvalid();
        _context = new WasiContext(
            empty.Arguments, empty.Environment,
            [new LinuxStream(input, FileKind.Pipe, DescriptorFlags.None), new LinuxStream(output, FileKind.Pipe, DescriptorFlags.None), empty.StandardStreams[2]],
            [], [], TimeProvider.System, empty.Random);
        Process = new Preview2Process(_context);
    }

    public Stream ToGuest => _toGuest;
    public Stream FromGuest => _fromGuest;
    public Preview2Process Process { get; }
    public WasiPreview2.Streams.IInputStream Input => Process.Cli.GetStdin();
    public WasiPreview2.Streams.IOutputStream Output => Process.Cli.GetStdout();

    public void Dispose()
    {
        _context.Dispose();
        _toGuest.Dispose();
        _fromGuest.Dispose();
    }
}
