// Descriptors that several threads of a guest use at once.

using Weft.Wasi.Filesystem;
using Weft.Wasi.Interop;
using Weft.Wasi.Preview1;
using Xunit;

namespace Weft.Wasi.Tests.Preview1;

public sealed class SharedDescriptorTests
{
    [Fact]
    public void A_descriptor_in_use_is_closed_when_the_call_ends()
    {
        using WasiContext context = new WasiOptionsBuilder().Build();
        var first = new Preview1Process(context);
        using Preview1Process second = first.CreateThread();
        var descriptor = new Probe();
        int number = first.Add(new DescriptorEntry(descriptor, Rights.All, Rights.All));

        second.BeginCall();
        Assert.Same(descriptor, second.Find(number)!.Descriptor);
        Assert.Same(descriptor, second.Find(number)!.Descriptor);
        Assert.Equal(WasiError.Success, first.Close(number));
        Assert.Null(first.Find(number));
        Assert.Equal(WasiError.BadDescriptor, first.Close(number));
        Assert.Equal(0, descriptor.Closings);
        Assert.Equal(number, first.Add(new DescriptorEntry(new Probe(), Rights.All, Rights.All)));
        second.EndCall();
        Assert.Equal(1, descriptor.Closings);
        second.EndCall();
        Assert.Equal(1, descriptor.Closings);
    }

    [Fact]
    public void A_closed_row_that_another_thread_still_holds_cannot_be_used_again()
    {
        var descriptor = new Probe();
        var entry = new DescriptorEntry(descriptor, Rights.All, Rights.All);
        entry.Close();
        entry.Close();
        Assert.False(entry.TryUse());
        Assert.Equal(1, descriptor.Closings);
    }

    [Fact]
    public void Threads_that_open_and_close_at_once_never_get_the_same_number_or_lose_one()
    {
        using WasiContext context = new WasiOptionsBuilder().Build();
        var first = new Preview1Process(context);
        var probes = new System.Collections.Concurrent.ConcurrentBag<Probe>();
        Parallel.For(0, 8, seed =>
        {
            using Preview1Process own = first.CreateThread();
            for (int round = 0; round < 2000; round++)
            {
                var probe = new Probe();
                probes.Add(probe);
                int number = own.Add(new DescriptorEntry(probe, Rights.All, Rights.All));
                own.BeginCall();
                own.Find(3 + ((round + seed) % 8))?.Descriptor.SetFlags(DescriptorFlags.None);
                own.EndCall();
                if (round % 3 == 0)
                    own.Renumber(number, 3 + (round % 4));
                else
                    own.Close(number);
            }
        });
        context.Dispose();
        Assert.All(probes, probe => Assert.Equal(1, probe.Closings));
        Assert.All(probes, probe => Assert.False(probe.WasUsedClosed));
    }

    [Fact]
    public void Rights_given_up_stay_given_up()
    {
        var entry = new DescriptorEntry(new Probe(), Rights.FdRead | Rights.FdWrite, Rights.FdRead);
        Assert.True(entry.TryNarrow(Rights.FdRead, Rights.None));
        Assert.False(entry.TryNarrow(Rights.FdRead | Rights.FdWrite, Rights.None));
        Assert.False(entry.TryNarrow(Rights.FdRead, Rights.FdRead));
        Assert.Equal(Rights.FdRead, entry.Rights);
    }

    [Fact]
    public void One_stream_behind_output_and_errors_is_written_by_one_thread_at_a_time()
    {
        using var stream = new Exclusive();
        using WasiContext context = new WasiOptionsBuilder().WithStandardOutput(stream).WithStandardError(stream).Build();
        var first = new Preview1Process(context);
        Parallel.For(0, 8, seed =>
        {
            using Preview1Process own = first.CreateThread();
            byte[] bytes = GC.AllocateArray<byte>(4, pinned: true);
            for (int round = 0; round < 500; round++)
            {
                own.BeginCall();
                Assert.Equal(WasiError.Success, own.Find(1 + ((seed + round) % 2))!.Descriptor.Write([new IoVector(bytes)], own.Interruption, out int count));
                Assert.Equal(4, count);
                own.EndCall();
            }
        });
        Assert.Equal(8 * 500 * 4, stream.Count);
    }

    private sealed class Probe : Descriptor
    {
        private int _closings;

        public int Closings => Volatile.Read(ref _closings);
        public bool WasUsedClosed { get; private set; }
        public override FileKind Kind => FileKind.Unknown;

        public override WasiError GetStatus(out FileStatus status)
        {
            status = default;
            return WasiError.Success;
        }

        public override WasiError SetFlags(DescriptorFlags flags)
        {
            WasUsedClosed |= Closings != 0;
            Thread.SpinWait(20);
            WasUsedClosed |= Closings != 0;
            return WasiError.Success;
        }

        public override void Dispose() => Interlocked.Increment(ref _closings);
    }

    // A stream that breaks when two threads write at once, as a memory stream may.
    private sealed class Exclusive : Stream
    {
        private int _writers;

        public long Count { get; private set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Count;
        public override long Position { get => Count; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Assert.Equal(1, Interlocked.Increment(ref _writers));
            Count += buffer.Length;
            Thread.SpinWait(10);
            Interlocked.Decrement(ref _writers);
        }

        public override void Flush() => Assert.Equal(0, Volatile.Read(ref _writers));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
