// Streams of preview 2, on the real things.

using Weft.Wasi.Preview2;
using Xunit;
using StreamError = Weft.Wasi.WasiPreview2.Streams.StreamError;

namespace Weft.Wasi.Tests.Preview2;

public sealed class StreamTests
{
    [Fact]
    public void Nothing_is_read_from_an_empty_pipe_until_something_comes_and_then_its_end()
    {
        using var guest = new PipeGuest();
        WasiPreview2.Streams.IInputStream input = guest.Input;
        Assert.Empty(input.Read(10).Ok);
        Assert.False(input.Subscribe().Ready());
        guest.ToGuest.Write("hello"u8);
        Assert.True(input.Subscribe().Ready());
        Assert.Equal("hel"u8, input.Read(3).Ok);
        Assert.Empty(input.Read(0).Ok);
        Assert.Equal(1u, input.Skip(1).Ok);
        Assert.Equal("o"u8, input.BlockingRead(ulong.MaxValue).Ok);
        guest.ToGuest.Dispose();
        Assert.True(input.Subscribe().Ready());
        Assert.IsType<StreamError.Closed>(input.Read(1).Error);
        Assert.IsType<StreamError.Closed>(input.BlockingSkip(1).Error);
    }

    [Fact]
    public void A_blocking_read_waits_for_what_comes_later()
    {
        using var guest = new PipeGuest();
        Task writer = Task.Run(() =>
        {
            Thread.Sleep(50);
            guest.ToGuest.Write("late"u8);
        }, TestContext.Current.CancellationToken);
        Assert.Equal("late"u8, guest.Input.BlockingRead(100).Ok);
        writer.GetAwaiter().GetResult();
    }

    [Fact]
    public void A_wait_ends_when_the_store_is_interrupted()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        using var guest = new PipeGuest();
        guest.Process.Store = store;
        using var timer = new Timer(_ => store.Interrupt(), null, 50, Timeout.Infinite);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => guest.Input.BlockingRead(1)).Kind);
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => guest.Input.Subscribe().Block()).Kind);
    }

    [Fact]
    public void A_full_pipe_permits_nothing_until_someone_reads()
    {
        using var guest = new PipeGuest();
        WasiPreview2.Streams.IOutputStream output = guest.Output;
        ulong written = 0;
        while (output.CheckWrite().Ok is > 0 and var permit)
        {
            Assert.False(output.Write(new byte[permit]).IsError);
            written += permit;
        }
        WasiPreview2.Poll.IPollable ready = output.Subscribe();
        Assert.False(ready.Ready());
        Assert.Equal(0u, output.CheckWrite().Ok);
        guest.FromGuest.ReadExactly(new byte[written]);
        Assert.True(ready.Ready());
        Assert.False(output.BlockingFlush().IsError);
        Assert.False(output.BlockingWriteAndFlush("end"u8.ToArray()).IsError);
        byte[] end = new byte[3];
        guest.FromGuest.ReadExactly(end);
        Assert.Equal("end"u8, end);
    }

    [Fact]
    public void A_pipe_whose_reader_has_gone_is_closed()
    {
        using var guest = new PipeGuest();
        WasiPreview2.Streams.IOutputStream output = guest.Output;
        guest.FromGuest.Dispose();
        Assert.IsType<StreamError.Closed>(output.BlockingWriteAndFlush([1]).Error);
        Assert.IsType<StreamError.Closed>(output.CheckWrite().Error);
        Assert.IsType<StreamError.Closed>(output.Flush().Error);
        Assert.True(output.Subscribe().Ready());
    }

    [Fact]
    public void More_than_was_permitted_traps()
    {
        using var guest = new PipeGuest();
        WasiPreview2.Streams.IOutputStream output = guest.Output;
        Assert.Throws<TrapException>(() => output.Write([1]));
        ulong permit = output.CheckWrite().Ok;
        Assert.False(output.Write([1]).IsError);
        Assert.Throws<TrapException>(() => output.WriteZeroes(permit));
        Assert.False(output.WriteZeroes(permit - 1).IsError);
        Assert.Throws<TrapException>(() => output.BlockingWriteAndFlush(new byte[4097]));
        Assert.Throws<TrapException>(() => output.BlockingWriteZeroesAndFlush(ulong.MaxValue));
    }

    [Fact]
    public void Splicing_moves_what_is_there()
    {
        using var guest = new PipeGuest();
        Assert.Equal(0u, guest.Output.Splice(guest.Input, 10).Ok);
        guest.ToGuest.Write("thread"u8);
        Assert.Equal(4u, guest.Output.Splice(guest.Input, 4).Ok);
        Assert.Equal(2u, guest.Output.BlockingSplice(guest.Input, 4).Ok);
        byte[] bytes = new byte[6];
        guest.FromGuest.ReadExactly(bytes);
        Assert.Equal("thread"u8, bytes);
        guest.ToGuest.Dispose();
        Assert.IsType<StreamError.Closed>(guest.Output.BlockingSplice(guest.Input, 4).Error);
    }

    [Fact]
    public void A_stream_of_the_embedder_is_waited_for_and_loses_nothing()
    {
        var stream = new SlowStream();
        using WasiContext context = new WasiOptionsBuilder().WithStandardInput(stream).Build();
        using var process = new Preview2Process(context);
        WasiPreview2.Streams.IInputStream input = process.Cli.GetStdin();
        WasiPreview2.Poll.IPollable ready = input.Subscribe();
        Assert.False(ready.Ready());
        Assert.Empty(input.Read(2).Ok);
        using var timer = new Timer(_ => stream.Bring("hello"u8.ToArray()), null, 50, Timeout.Infinite);
        Assert.Equal([0u], process.Poll.Poll([ready]));
        Assert.Equal("he"u8, input.Read(2).Ok);
        // Another handle of the guest's goes on where the first has stopped.
        ((IDisposable)input).Dispose();
        Assert.True(ready.Ready());
        Assert.Equal("llo"u8, process.Cli.GetStdin().BlockingRead(10).Ok);
        stream.Bring([]);
        Assert.IsType<StreamError.Closed>(process.Cli.GetStdin().BlockingRead(10).Error);
    }

    [Fact]
    public void A_guest_that_has_ended_takes_nothing_more_from_a_stream_of_the_embedder()
    {
        var stream = new SlowStream();
        using WasiContext context = new WasiOptionsBuilder().WithStandardInput(stream).Build();
        var process = new Preview2Process(context);
        Assert.False(process.Cli.GetStdin().Subscribe().Ready());
        context.Dispose();
        stream.Bring("for others"u8.ToArray());
        byte[] buffer = new byte[100];
        Assert.Equal(10, stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult());
    }

    [Fact]
    public void A_stream_of_the_embedder_that_fails_says_so_once_and_is_closed()
    {
        var stream = new SlowStream();
        using WasiContext context = new WasiOptionsBuilder().WithStandardInput(stream).Build();
        using var process = new Preview2Process(context);
        WasiPreview2.Streams.IInputStream input = process.Cli.GetStdin();
        stream.Fail();
        var failed = Assert.IsType<StreamError.LastOperationFailed>(input.BlockingRead(1).Error);
        Assert.Contains("InputOutput", failed.Value.ToDebugString());
        Assert.Equal(WasiPreview2.Types.ErrorCode.Io, process.Filesystem.FilesystemErrorCode(failed.Value));
        Assert.IsType<StreamError.Closed>(input.Read(1).Error);
    }

    [Fact]
    public void A_stream_that_cannot_be_read_is_no_input()
    {
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        using WasiContext context = new WasiOptionsBuilder().WithStandardInput(file).Build();
        using var process = new Preview2Process(context);
        Assert.IsType<StreamError.LastOperationFailed>(process.Cli.GetStdin().BlockingRead(1).Error);
    }

    // A stream whose bytes come when the test says so.
    private sealed class SlowStream : Stream
    {
        private readonly System.Threading.Channels.Channel<byte[]> _channel = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Bring(byte[] bytes) => _channel.Writer.TryWrite(bytes);

        public void Fail() => _channel.Writer.Complete(new IOException("gone"));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                byte[] bytes = await _channel.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                bytes.CopyTo(buffer);
                return bytes.Length;
            }
            catch (System.Threading.Channels.ChannelClosedException closed)
            {
                throw closed.InnerException!;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
