// Streams, waiting and sockets, on the real things: pipes, loopback, clocks.

using System.Buffers.Binary;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Wasi.Filesystem;
using Weft.Wasi.Filesystem.Linux;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.IO;

public sealed class StreamTests
{
    private const ulong Millisecond = 1_000_000;

    [Fact]
    public void Streams_of_the_embedder_carry_any_bytes()
    {
        using var input = new MemoryStream([0, 255, 10, 13, 26]);
        using var output = new MemoryStream();
        using var guest = new TestGuest(new WasiOptionsBuilder().WithStandardInput(input).WithStandardOutput(output).Build());
        uint buffer = guest.Take(16);
        uint result = guest.Take(4);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdRead(guest.Process, guest.Memory, 0, guest.Vectors((buffer, 16)), 1, result));
        Assert.Equal(5u, guest.Read32(result));
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdWrite(guest.Process, guest.Memory, 1, guest.Vectors((buffer, 2), (buffer + 2, 3)), 2, result));
        Assert.Equal([0, 255, 10, 13, 26], output.ToArray());
        Assert.Equal(WasiError.Success, guest.Read(0, 16, out string end));
        Assert.Equal("", end);
        Assert.Equal(WasiError.NotCapable, guest.Write(0, "x", out _));
        Assert.Equal(WasiError.NotCapable, guest.Read(1, 1, out _));
        Assert.Equal(WasiError.NotSeekable, guest.Seek(1, 0, 1, out _));
        Assert.Equal(WasiError.NotSeekable, guest.ReadAt(0, 1, 0, out _));
        Assert.Equal(WasiError.NotSeekable, guest.WriteAt(1, "x", 0, out _));
        Assert.Equal(Rights.None, guest.GetDescriptorStatus(1).Rights & (Rights.FdSeek | Rights.FdTell));
        Assert.Equal(WasiError.NotSocket, SocketFunctions.SockShutdown(guest.Process, 1, 1));
        Assert.Equal(WasiError.BadDescriptor, SocketFunctions.SockShutdown(guest.Process, 3, 1));
        Assert.Equal(WasiError.NotSocket, SocketFunctions.SockAccept(guest.Process, guest.Memory, 0, 0, result));
    }

    [Fact]
    public void A_pipe_whose_reader_has_gone_is_broken()
    {
        using var pipe = new Pipe();
        using TestGuest guest = pipe.MakeGuest();
        Assert.Equal(WasiError.Success, guest.Write(1, "one", out int written));
        Assert.Equal(3, written);
        pipe.FromGuest.Dispose();
        Assert.Equal(WasiError.BrokenPipe, guest.Write(1, "two", out _));
    }

    [Fact]
    public void Much_goes_through_a_pipe_unharmed()
    {
        using var pipe = new Pipe();
        using TestGuest guest = pipe.MakeGuest();
        using var interrupt = new CancellationTokenSource();
        guest.Process.Interruption.Attach(interrupt.Token);
        byte[] data = new byte[300_000];
        System.Random.Shared.NextBytes(data);
        Task<byte[]> reader = Task.Run(() =>
        {
            using var received = new MemoryStream();
            pipe.FromGuest.CopyTo(received);
            return received.ToArray();
        });
        (uint address, uint length) = guest.Put(data);
        uint result = guest.Take(4);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdWrite(guest.Process, guest.Memory, 1, guest.Vectors((address, length)), 1, result));
        Assert.Equal(length, guest.Read32(result));
        pipe.GuestOutput.Dispose();
        Assert.Equal(data, reader.GetAwaiter().GetResult());
    }

    [Fact]
    public async Task A_guest_that_waits_can_be_interrupted()
    {
        using var pipe = new Pipe();
        using TestGuest guest = pipe.MakeGuest();
        foreach (Func<WasiError> wait in (Func<WasiError>[])
            [
                () => guest.Read(0, 1, out _),
                () => Poll(guest, [Clock(guest, 1, 60_000 * Millisecond)], out _),
                () => Poll(guest, [Readable(guest, 1, 0)], out _),
                () => guest.Write(1, new string('x', 200_000), out _),
            ])
        {
            using var interrupt = new CancellationTokenSource();
            guest.Process.Interruption.Attach(interrupt.Token);
            Task waiting = Task.Run(() => Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => wait()).Kind), TestContext.Current.CancellationToken);
            await Task.Delay(30, TestContext.Current.CancellationToken);
            Assert.False(waiting.IsCompleted);
            await interrupt.CancelAsync();
            await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_stream_that_does_not_block_says_again()
    {
        using var pipe = new Pipe();
        using TestGuest guest = pipe.MakeGuest();
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFdstatSetFlags(guest.Process, 0, (int)DescriptorFlags.NonBlocking));
        Assert.Equal(DescriptorFlags.NonBlocking, guest.GetDescriptorStatus(0).Flags);
        Assert.Equal(WasiError.Again, guest.Read(0, 10, out _));
        pipe.ToGuest.Write("hello"u8);
        Assert.Equal(WasiError.Success, guest.Read(0, 10, out string text));
        Assert.Equal("hello", text);
        Assert.Equal(WasiError.Success, DescriptorFunctions.FdFdstatSetFlags(guest.Process, 1, (int)DescriptorFlags.NonBlocking));
        int total = 0;
        uint room = guest.Take(0);
        while (guest.Write(1, new string('x', 10_000), out int written) == WasiError.Success)
        {
            total += written;
            guest.ForgetSince(room);
        }
        Assert.InRange(total, 4096, 65536);
    }

    [Fact]
    public void Polling_tells_what_is_ready()
    {
        using var pipe = new Pipe();
        using TestGuest guest = pipe.MakeGuest();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(WasiError.Success, Poll(guest, [Readable(guest, 1, 0), Clock(guest, 2, 20 * Millisecond)], out List<GuestEvent> events));
        Assert.True(watch.ElapsedMilliseconds >= 20);
        Assert.Equal(new GuestEvent(2, 0, 0, 0, 0), Assert.Single(events));

        pipe.ToGuest.Write("hello"u8);
        Assert.Equal(WasiError.Success, Poll(guest, [Readable(guest, 1, 0), Clock(guest, 2, 60_000 * Millisecond), Writable(guest, 3, 1)], out events));
        Assert.Equal([new GuestEvent(1, 0, 1, 5, 0), new GuestEvent(3, 0, 2, 1, 0)], events);

        guest.Read(0, 10, out _);
        pipe.ToGuest.Dispose();
        Assert.Equal(WasiError.Success, Poll(guest, [Readable(guest, 1, 0)], out events));
        Assert.Equal(new GuestEvent(1, 0, 1, 0, 1), Assert.Single(events));

        Assert.Equal(WasiError.Invalid, Poll(guest, [], out _));
        Assert.Equal(WasiError.BadDescriptor, Poll(guest, [Readable(guest, 1, 77)], out _));
        Assert.Equal(WasiError.Success, Poll(guest, [Writable(guest, 9, 0)], out events));
        Assert.Equal((ushort)WasiError.NotCapable, Assert.Single(events).Error);
        Assert.Equal(WasiError.Invalid, PollFunctions.PollOneoff(guest.Process, guest.Memory, guest.Layout, 0, 0, 100_000, 0));
    }

    [Fact]
    public void Polling_knows_absolute_times_and_files()
    {
        using var guest = TestGuest.Create(FileSystemKind.InMemory);
        guest.CreateFile("file", "12345");
        int fd = guest.Open("file");
        Assert.Equal(WasiError.Success, Poll(guest, [Readable(guest, 1, fd), Writable(guest, 2, fd), Clock(guest, 3, ulong.MaxValue)], out List<GuestEvent> events));
        Assert.Equal([new GuestEvent(1, 0, 1, 5, 0), new GuestEvent(2, 0, 2, 1, 0)], events);

        ulong now = guest.Context.Clocks.GetRealTime();
        Assert.Equal(WasiError.Success, Poll(guest, [Clock(guest, 1, now + (10 * Millisecond), clock: 0, flags: 1)], out events));
        Assert.Equal(1u, Assert.Single(events).UserData);
        Assert.True(guest.Context.Clocks.GetRealTime() >= now + (9 * Millisecond));
        Assert.Equal(WasiError.Success, Poll(guest, [Clock(guest, 1, 5, clock: 1, flags: 1), Clock(guest, 2, 60_000 * Millisecond)], out events));
        Assert.Equal(1u, Assert.Single(events).UserData);
        Assert.Equal(WasiError.Invalid, Poll(guest, [Clock(guest, 1, 5, clock: 9)], out _));
        Assert.Equal(WasiError.Invalid, Poll(guest, [Clock(guest, 1, 5, flags: 2)], out _));
    }

    [Fact]
    public async Task Sockets_are_accepted_read_written_and_shut_down()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var guest = new TestGuest(new WasiOptionsBuilder().AddSocket(listener).Build());
        const int Listener = 3;
        Assert.Equal(6, guest.GetDescriptorStatus(Listener).FileType);
        uint result = guest.Take(8);
        DescriptorFunctions.FdFdstatSetFlags(guest.Process, Listener, (int)DescriptorFlags.NonBlocking);
        Assert.Equal(WasiError.Again, SocketFunctions.SockAccept(guest.Process, guest.Memory, Listener, 0, result));
        DescriptorFunctions.FdFdstatSetFlags(guest.Process, Listener, 0);

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task connecting = Task.Run(async () =>
        {
            await Task.Delay(20);
            await client.ConnectAsync(listener.LocalEndPoint!);
        }, TestContext.Current.CancellationToken);
        Assert.Equal(WasiError.Success, SocketFunctions.SockAccept(guest.Process, guest.Memory, Listener, 0, result));
        await connecting;
        int fd = (int)guest.Read32(result);
        Assert.Equal(4, fd);

        client.Send("hello world"u8);
        (uint first, uint second) = (guest.Take(5), guest.Take(20));
        uint list = guest.Vectors((first, 5), (second, 20));
        Assert.Equal(WasiError.Success, Poll(guest, [Readable(guest, 1, fd)], out _));
        Assert.Equal(WasiError.Success, SocketFunctions.SockRecv(guest.Process, guest.Memory, fd, list, 2, 1, result, result + 4));
        Assert.Equal("hello", Encoding.UTF8.GetString(guest.Bytes.Slice((int)first, 5)));
        Assert.Equal(WasiError.Success, SocketFunctions.SockRecv(guest.Process, guest.Memory, fd, list, 2, 0, result, result + 4));
        Assert.Equal(11u, guest.Read32(result));
        Assert.Equal(" world", Encoding.UTF8.GetString(guest.Bytes.Slice((int)second, 6)));

        (uint, uint) reply = guest.Put("reply");
        Assert.Equal(WasiError.Success, SocketFunctions.SockSend(guest.Process, guest.Memory, fd, guest.Vectors(reply), 1, 0, result));
        Assert.Equal(5u, guest.Read32(result));
        Assert.Equal(WasiError.Success, guest.Write(fd, "!", out _));
        Assert.Equal(WasiError.Success, SocketFunctions.SockShutdown(guest.Process, fd, 2));
        var received = new byte[16];
        int count = 0;
        for (int part; (part = client.Receive(received.AsSpan(count))) > 0;)
            count += part;
        Assert.Equal("reply!", Encoding.UTF8.GetString(received, 0, count));
        Assert.Equal(WasiError.BrokenPipe, guest.Write(fd, "x", out _));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(WasiError.Success, guest.Read(fd, 5, out string end));
        Assert.Equal("", end);
        Assert.Equal(WasiError.Invalid, SocketFunctions.SockShutdown(guest.Process, fd, 0));
        Assert.Equal(WasiError.Invalid, SocketFunctions.SockSend(guest.Process, guest.Memory, fd, list, 1, 1, result));
        Assert.Equal(WasiError.Invalid, SocketFunctions.SockRecv(guest.Process, guest.Memory, fd, list, 1, 4, result, result + 4));
        guest.Close(fd);
    }

    private static WasiError Poll(TestGuest guest, byte[][] subscriptions, out List<GuestEvent> events)
    {
        (uint address, _) = guest.Put(subscriptions.SelectMany(subscription => subscription).ToArray());
        uint output = guest.Take((uint)subscriptions.Length * 32);
        uint result = guest.Take(4);
        WasiError error = PollFunctions.PollOneoff(guest.Process, guest.Memory, guest.Layout, address, output, (uint)subscriptions.Length, result);
        events = [];
        if (error == WasiError.Success)
        {
            for (uint index = 0; index < guest.Read32(result); index++)
            {
                uint at = output + (index * 32);
                events.Add(new GuestEvent(
                    guest.Read64(at), (ushort)guest.Read32(at + 8), guest.Bytes[(int)at + 10], guest.Read64(at + 16), (ushort)guest.Read32(at + 24)));
            }
        }
        return error;
    }

    private static byte[] Clock(TestGuest guest, ulong userData, ulong timeout, uint clock = 1, ushort flags = 0)
    {
        byte[] subscription = new byte[guest.Layout.SubscriptionSize];
        BinaryPrimitives.WriteUInt64LittleEndian(subscription, userData);
        Span<byte> rest = subscription.AsSpan(guest.Layout.SubscriptionClock);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, clock);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], timeout);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[24..], flags);
        return subscription;
    }

    private static byte[] Readable(TestGuest guest, ulong userData, int fd) => Descriptor(guest, userData, fd, 1);

    private static byte[] Writable(TestGuest guest, ulong userData, int fd) => Descriptor(guest, userData, fd, 2);

    private static byte[] Descriptor(TestGuest guest, ulong userData, int fd, byte kind)
    {
        byte[] subscription = new byte[guest.Layout.SubscriptionSize];
        BinaryPrimitives.WriteUInt64LittleEndian(subscription, userData);
        subscription[8] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(subscription.AsSpan(16), fd);
        return subscription;
    }

    private readonly record struct GuestEvent(ulong UserData, ushort Error, byte Kind, ulong Bytes, ushort Flags);

    /// <summary>Two pipes of the host, one to a guest's input and one from its output.</summary>
    private sealed class Pipe : IDisposable
    {
        private readonly AnonymousPipeServerStream _toGuest = new(PipeDirection.Out);
        private readonly AnonymousPipeServerStream _fromGuest = new(PipeDirection.In);

        public Stream ToGuest => _toGuest;
        public Stream FromGuest => _fromGuest;
        public LinuxStream GuestOutput { get; private set; } = null!;

        public TestGuest MakeGuest()
        {
            using WasiContext empty = new WasiOptionsBuilder().Build();
            var input = new SafeFileHandle(int.Parse(_toGuest.GetClientHandleAsString()), ownsHandle: true);
            var output = new SafeFileHandle(int.Parse(_fromGuest.GetClientHandleAsString()), ownsHandle: true);
            // The handles are the guest's now, and closed with it.
            _toGuest.ClientSafePipeHandle.SetHandleAsInvalid();
            _fromGuest.ClientSafePipeHandle.SetHandleAsInvalid();
            GuestOutput = new LinuxStream(output, FileKind.Pipe, DescriptorFlags.None);
            return new TestGuest(new WasiContext(
                empty.Arguments, empty.Environment,
                [new LinuxStream(input, FileKind.Pipe, DescriptorFlags.None), GuestOutput, empty.StandardStreams[2]],
                [], [], TimeProvider.System, empty.Random));
        }

        public void Dispose()
        {
            _toGuest.Dispose();
            _fromGuest.Dispose();
        }
    }
}
