// Large constants that loops use. RyuJIT writes a constant of 64 bits out at every use, ten bytes each time, and knows a variable that holds
// one for what it is; what it reads from memory it does not see through, so that it stays in a register or on the stack.
using System.Reflection;
using System.Runtime.InteropServices;

namespace Weft.Compiler;

/// <summary>The constants of a module's compiled code, in native memory that lives as long as the code.</summary>
/// <param name="findField">For code of other processes: the static field that holds a constant; null for code of this one.</param>
internal sealed unsafe class ConstantPool(Func<long, FieldInfo>? findField = null)
{
    private const int ChunkLength = 512;

    private readonly Dictionary<long, nint> _places = [];
    private readonly List<nint> _chunks = [];
    private int _used = ChunkLength;

    ~ConstantPool()
    {
        foreach (var chunk in _chunks)
        {
            // SAFETY: whoever runs the code holds the module, which holds this.
            NativeMemory.Free((void*)chunk);
        }
    }

    /// <summary>The static field that holds a constant, in code of other processes.</summary>
    public FieldInfo FieldOf(long value) => findField?.Invoke(value) ?? throw new InvalidOperationException("constants of this process have addresses");

    /// <summary>The address of a constant, in code of this process.</summary>
    public nint AddressOf(long value)
    {
        lock (_places)
        {
            if (_places.TryGetValue(value, out var known))
            {
                return known;
            }

            if (_used == ChunkLength)
            {
                _chunks.Add((nint)NativeMemory.Alloc(ChunkLength, sizeof(long)));
                _used = 0;
            }

            // SAFETY: below the length of the chunk.
            var place = (long*)_chunks[^1] + _used++;
            *place = value;
            return _places[value] = (nint)place;
        }
    }
}
