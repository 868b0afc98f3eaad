// Identifiers as small numbers: every identifier of a text is stored once, so that index spaces and labels are arrays.
using System.Text;

namespace Weft.Wasm.Text;

/// <summary>The identifiers of one text, numbered in order of first appearance.</summary>
internal sealed class SymbolTable
{
    private int[] _slots = new int[64];
    private uint[] _hashes = new uint[32];
    private int[] _starts = new int[33];
    private byte[] _bytes = new byte[512];

    /// <summary>The number of different identifiers.</summary>
    public int Count { get; private set; }

    /// <summary>The number of an identifier, new or known.</summary>
    /// <param name="name">Its characters after the dollar sign, unescaped, as valid UTF-8.</param>
    public int Intern(ReadOnlySpan<byte> name)
    {
        var hash = Hash(name);
        var slot = hash;
        while (_slots[slot & (_slots.Length - 1)] is var entry and not 0)
        {
            if (_hashes[entry - 1] == hash && GetBytes(entry - 1).SequenceEqual(name))
            {
                return entry - 1;
            }

            slot++;
        }

        return Add(name, hash, slot);
    }

    /// <summary>The characters of an identifier, as UTF-8.</summary>
    public ReadOnlySpan<byte> GetBytes(int symbol) => _bytes.AsSpan(_starts[symbol].._starts[symbol + 1]);

    /// <summary>The characters of an identifier, without the dollar sign.</summary>
    public string GetName(int symbol) => Encoding.UTF8.GetString(GetBytes(symbol));

    private int Add(ReadOnlySpan<byte> name, uint hash, uint slot)
    {
        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _starts, (Count * 2) + 1);
            var slots = new int[_slots.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                var free = _hashes[i];
                while (slots[free & (slots.Length - 1)] != 0)
                {
                    free++;
                }

                slots[free & (slots.Length - 1)] = i + 1;
            }

            _slots = slots;
            for (slot = hash; slots[slot & (slots.Length - 1)] != 0; slot++)
            {
            }
        }

        var start = _starts[Count];
        if (_bytes.Length - start < name.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + name.Length));
        }

        name.CopyTo(_bytes.AsSpan(start));
        _slots[slot & (_slots.Length - 1)] = Count + 1;
        _hashes[Count] = hash;
        _starts[Count + 1] = start + name.Length;
        return Count++;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        // Seeded per process: a text cannot be written so that its identifiers collide.
        var hash = new HashCode();
        hash.AddBytes(name);
        return (uint)hash.ToHashCode();
    }
}
