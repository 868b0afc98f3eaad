// wasi:tls: one connection, which three resources of a guest have together. It runs on tasks of .NET's; what they fail with becomes an error of the
// guest's, never an exception of the host's.

using System.ComponentModel;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Weft.Wasi.Preview2.Sockets;

namespace Weft.Wasi.Tls;

/// <summary>A TLS client over a TCP connection.</summary>
/// <param name="input">What the guest received by, which this owns.</param>
/// <param name="output">What the guest sent by, which this owns.</param>
internal sealed class TlsConnection(TcpInputStream input, TcpOutputStream output) : IDisposable
{
    private const int Holders = 3;

    private readonly SslStream _stream = new(new TcpStream(output.Connection));
    private int _holders = Holders;
    private bool _isOutputClosed;
    private Task<WasiError> _writing = Task.FromResult(WasiError.Success);

    /// <summary>What was written last, and waits to be sent.</summary>
    public Task<WasiError> Writing => _writing;

    /// <summary>Shakes hands.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<string?> AuthenticateAsync(SslClientAuthenticationOptions options)
    {
        try
        {
            // Bytes that the guest wrote before go first.
            if (await output.Connection.WhenSentAsync().ConfigureAwait(false) is not WasiError.Success and var error)
                return $"the connection failed: {error}";
            await _stream.AuthenticateAsClientAsync(options, output.Connection.Process.End).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            return $"the TLS handshake failed: {exception.Message}";
        }
    }

    /// <summary>Reads.</summary>
    public async Task<(WasiError Error, int Count)> ReadAsync(byte[] buffer)
    {
        try
        {
            return (WasiError.Success, await _stream.ReadAsync(buffer, output.Connection.Process.End).ConfigureAwait(false));
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            return (WasiError.InputOutput, 0);
        }
    }

    /// <summary>Writes behind what was written before.</summary>
    public WasiError Write(byte[] bytes)
    {
        if (_isOutputClosed)
            return WasiError.BrokenPipe;
        Follow(() => _stream.WriteAsync(bytes, output.Connection.Process.End).AsTask());
        return WasiError.Success;
    }

    /// <summary>Tells the server that nothing more comes, behind what was written before.</summary>
    public void CloseOutput()
    {
        if (_isOutputClosed)
            return;
        _isOutputClosed = true;
        Follow(_stream.ShutdownAsync);
    }

    /// <summary>One of the resources is gone.</summary>
    public void Release()
    {
        if (--_holders == 0)
            Dispose();
    }

    /// <summary>Closes it: what waits fails.</summary>
    public void Dispose()
    {
        input.Dispose();
        output.Dispose();
        _stream.Dispose();
    }

    private void Follow(Func<Task> next)
    {
        _writing = FollowAsync(_writing, next);
        if (!_writing.IsCompleted)
            output.Connection.Process.WakeWhenDone(_writing);
    }

    private static async Task<WasiError> FollowAsync(Task<WasiError> before, Func<Task> next)
    {
        if (await before.ConfigureAwait(false) is not WasiError.Success and var error)
            return error;
        try
        {
            await next().ConfigureAwait(false);
            return WasiError.Success;
        }
        catch (Exception exception) when (IsOfConnection(exception))
        {
            return WasiError.InputOutput;
        }
    }

    // All that a server, or a guest that lets go in the middle, can cause.
    private static bool IsOfConnection(Exception exception) => exception is IOException or SocketException or AuthenticationException or ObjectDisposedException
        or OperationCanceledException or InvalidOperationException or ArgumentException or NotSupportedException or Win32Exception;
}
