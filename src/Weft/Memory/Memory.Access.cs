// Access to memories by host code and by bulk instructions: bounds are always checked here, because a fault inside a copying routine of
// .NET or a system call cannot be caught.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft;

public sealed unsafe partial class Memory
{
    /// <summary>A range of bytes.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="TrapException">It is not inside the memory.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public Span<byte> GetSpan(ulong address, int length)
    {
        if (!TryGetSpan(address, length, out var span))
        {
            ThrowOutOfBounds(address, (uint)length);
        }

        return span;
    }

    /// <summary>A range of bytes; the address is one that a guest with 32-bit addresses passes, unsigned.</summary>
    /// <inheritdoc cref="GetSpan(ulong, int)"/>
    public Span<byte> GetSpan(int address, int length) => GetSpan((ulong)(uint)address, length);

    /// <summary>A range of bytes, if it is inside the memory.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">How many bytes; negative is never inside.</param>
    /// <param name="span">The bytes.</param>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public bool TryGetSpan(ulong address, int length, out Span<byte> span)
    {
        ThrowIfDisposed();
        if (length < 0 || !Contains(address, (uint)length))
        {
            span = default;
            return false;
        }

        // SAFETY: the range is inside the length, which is committed and never shrinks.
        span = new Span<byte>(Cell->Base + address, length);
        return true;
    }

    /// <summary>A range of bytes, if it is inside the memory; the address is one that a guest with 32-bit addresses passes, unsigned.</summary>
    /// <inheritdoc cref="TryGetSpan(ulong, int, out Span{byte})"/>
    public bool TryGetSpan(int address, int length, out Span<byte> span) => TryGetSpan((ulong)(uint)address, length, out span);

    /// <summary>Reads a number or structure without references, little-endian, at any alignment.</summary>
    /// <exception cref="TrapException">It is not inside the memory.</exception>
    public T Read<T>(ulong address) where T : unmanaged => Unsafe.ReadUnaligned<T>(ref GetSpan(address, sizeof(T))[0]);

    /// <inheritdoc cref="Read{T}(ulong)"/>
    public T Read<T>(int address) where T : unmanaged => Read<T>((ulong)(uint)address);

    /// <summary>Writes a number or structure without references, little-endian, at any alignment.</summary>
    /// <exception cref="TrapException">It is not inside the memory.</exception>
    public void Write<T>(ulong address, T value) where T : unmanaged => Unsafe.WriteUnaligned(ref GetSpan(address, sizeof(T))[0], value);

    /// <inheritdoc cref="Write{T}(ulong, T)"/>
    public void Write<T>(int address, T value) where T : unmanaged => Write((ulong)(uint)address, value);

    /// <summary>Reads text in UTF-8; what is not UTF-8 becomes U+FFFD.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="TrapException">It is not inside the memory.</exception>
    public string ReadString(ulong address, int length) => Encoding.UTF8.GetString(GetSpan(address, length));

    /// <inheritdoc cref="ReadString(ulong, int)"/>
    public string ReadString(int address, int length) => ReadString((ulong)(uint)address, length);

    /// <summary>Writes text in UTF-8, without a terminator.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="text">The text.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="TrapException">It does not fit inside the memory; nothing is written.</exception>
    public int WriteString(ulong address, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, GetSpan(address, Encoding.UTF8.GetByteCount(text)));

    /// <inheritdoc cref="WriteString(ulong, ReadOnlySpan{char})"/>
    public int WriteString(int address, ReadOnlySpan<char> text) => WriteString((ulong)(uint)address, text);

    /// <summary>Sets bytes (spec 4.4.7, memory.fill).</summary>
    /// <exception cref="TrapException">The range is not inside the memory; nothing is written.</exception>
    public void Fill(ulong address, byte value, ulong count)
    {
        Check(address, count);

        // SAFETY: checked above; the length never shrinks.
        Cell->Fill(address, value, count);
        GC.KeepAlive(this);
    }

    /// <summary>Copies bytes of a memory, of this or another one; ranges may overlap (spec 4.4.7, memory.copy).</summary>
    /// <param name="address">Where to.</param>
    /// <param name="source">The memory to copy from.</param>
    /// <param name="sourceAddress">Where from.</param>
    /// <param name="count">How many bytes.</param>
    /// <exception cref="TrapException">A range is not inside its memory; nothing is written.</exception>
    public void Copy(ulong address, Memory source, ulong sourceAddress, ulong count)
    {
        ArgumentNullException.ThrowIfNull(source);
        Check(address, count);
        source.Check(sourceAddress, count);

        // SAFETY: both ranges are checked above; lengths never shrink.
        Buffer.MemoryCopy(source.Cell->Base + sourceAddress, Cell->Base + address, count, count);
        GC.KeepAlive(this);
        GC.KeepAlive(source);
    }

    /// <summary>Copies from a data segment (spec 4.4.7, memory.init).</summary>
    /// <exception cref="TrapException">A range is not inside the segment or the memory; nothing is written.</exception>
    internal void Initialize(ulong address, ReadOnlySpan<byte> data, ulong offset, ulong count)
    {
        Check(address, count);
        if (offset > (ulong)data.Length || count > (ulong)data.Length - offset)
        {
            Throw.Trap(TrapKind.MemoryOutOfBounds, $"{count} bytes at {offset} of a data segment of {data.Length} bytes");
        }

        data.Slice((int)offset, (int)count).CopyTo(new Span<byte>(Cell->Base + address, (int)count));
        GC.KeepAlive(this);
    }

    /// <summary>Whether a range is inside the memory.</summary>
    internal bool Contains(ulong address, ulong count) => Cell->Contains(address, count);

    internal void Check(ulong address, ulong count)
    {
        ThrowIfDisposed();
        if (!Contains(address, count))
        {
            ThrowOutOfBounds(address, count);
        }
    }

    [DoesNotReturn]
    private void ThrowOutOfBounds(ulong address, ulong count) =>
        Throw.Trap(TrapKind.MemoryOutOfBounds, $"{count} bytes at 0x{address:x} of a memory of 0x{Volatile.Read(ref Cell->Length):x} bytes");
}
