// Large constants that loops use. RyuJIT writes a constant of 64 bits out at every use, ten bytes each time, and knows a variable that holds
// one for what it is; what it reads from memory it does not see through, so that it stays in a register or on the stack.
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weft.Compiler;

/// <summary>The constants of a module's compiled code, in native memory that lives as long as the code.</summary>
/// <param name="findField">For code of other processes: the static field that holds a constant; null for code of this one.</param>
internal sealed unsafe class ConstantPool(Func<ReadOnlySpan<byte>, FieldInfo>? findField = null)
{
    private const int ChunkLength = 512;

    private readonly Dictionary<long, nint> _places = [];
    private readonly Dictionary<Vector128<byte>, nint> _vectors = [];
    private readonly List<nint> _chunks = new(1);
    private int _used = ChunkLength;

    ~ConstantPool()
    {
        foreach (var chunk in _chunks)
        {
            // SAFETY: whoever runs the code holds the module, which holds this.
            NativeMemory.Free((void*)chunk);
        }
    }

    /// <summary>The static field that holds a constant of 8 or 16 bytes, in code of other processes.</summary>
    public FieldInfo FieldOf(ReadOnlySpan<byte> value) =>
        findField is null ? throw new InvalidOperationException("constants of this process have addresses") : findField(value);

    /// <summary>The address of a constant of up to 64 bits.</summary>
    public nint AddressOf(long value) => AddressOf(_places, value, 1, static (place, value) => *(long*)place = value);

    /// <summary>The address of a vector.</summary>
    public nint AddressOf(Vector128<byte> value) =>
        AddressOf(_vectors, value, 2, static (place, value) => *(Vector128<byte>*)place = value);

    private nint AddressOf<T>(Dictionary<T, nint> places, T value, int length, Action<nint, T> write)
        where T : struct
    {
        lock (_chunks)
        {
            if (places.TryGetValue(value, out var known))
            {
                return known;
            }

            if (_used + length > ChunkLength)
            {
                _chunks.Add((nint)NativeMemory.Alloc(ChunkLength, sizeof(long)));
                _used = 0;
            }

            // SAFETY: within the chunk.
            var place = (nint)((long*)_chunks[^1] + _used);
            _used += length;
            write(place, value);
            return places[value] = place;
        }
    }
}
