// WASI preview 2: wasi:cli: arguments, environment, the standard streams, terminals, the end. Thin: the context has it all.

using System.Text;
using Weft.Components;
using Weft.Wasi.Cli;
using Weft.Wasi.Preview2.IO;

namespace Weft.Wasi.Preview2.Cli;

/// <summary>The functions of <c>wasi:cli</c>.</summary>
internal sealed class CliFunctions(Preview2Process process)
    : WasiPreview2.IEnvironment, WasiPreview2.IExit, WasiPreview2.IStdin, WasiPreview2.IStdout, WasiPreview2.IStderr,
    WasiPreview2.ITerminalStdin, WasiPreview2.ITerminalStdout, WasiPreview2.ITerminalStderr
{
    private readonly SharedDescriptor[] _streams = [.. process.Context.StandardStreams.Select(stream => new SharedDescriptor(stream))];
    private ReadAhead? _ahead;

    /// <inheritdoc/>
    public (string, string)[] GetEnvironment() => [.. Decode(process.Context.Environment).Select(variable =>
    {
        int equals = variable.IndexOf('=', StringComparison.Ordinal);
        return (variable[..equals], variable[(equals + 1)..]);
    })];

    /// <inheritdoc/>
    public string[] GetArguments() => [.. Decode(process.Context.Arguments)];

    /// <inheritdoc/>
    public string? InitialCwd() => null;

    /// <inheritdoc/>
    public void Exit(ComponentResult<ValueTuple, ValueTuple> status) => throw new GuestExitException(status.IsError ? 1 : 0);

    /// <inheritdoc/>
    public void ExitWithCode(byte statusCode) => throw new GuestExitException(statusCode);

    /// <inheritdoc/>
    public WasiPreview2.Streams.IInputStream GetStdin() => _streams[0].Descriptor is HostStream host
        ? new EmbedderInputStream(process, _ahead ??= new ReadAhead(process, host.Stream))
        : new DescriptorInputStream(process, _streams[0]);

    /// <inheritdoc/>
    public WasiPreview2.Streams.IOutputStream GetStdout() => new DescriptorOutputStream(process, _streams[1]);

    /// <inheritdoc/>
    public WasiPreview2.Streams.IOutputStream GetStderr() => new DescriptorOutputStream(process, _streams[2]);

    /// <inheritdoc/>
    public WasiPreview2.TerminalInput.ITerminalInput? GetTerminalStdin() => Terminal(0);

    /// <inheritdoc/>
    public WasiPreview2.TerminalOutput.ITerminalOutput? GetTerminalStdout() => Terminal(1);

    /// <inheritdoc/>
    public WasiPreview2.TerminalOutput.ITerminalOutput? GetTerminalStderr() => Terminal(2);

    private Terminal? Terminal(int number) => _streams[number].Descriptor.IsTerminal ? new Terminal() : null;

    private static List<string> Decode(GuestStrings strings)
    {
        var decoded = new List<string>(strings.Count);
        for (int index = 0; index < strings.Count; index++)
        {
            int end = index + 1 < strings.Count ? strings.Starts[index + 1] : strings.Bytes.Length;
            // A NUL ends each.
            decoded.Add(Encoding.UTF8.GetString(strings.Bytes[strings.Starts[index]..(end - 1)]));
        }
        return decoded;
    }
}
