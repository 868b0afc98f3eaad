// Objects by small numbers that are given one after the other, such as the ids of types: read without a lock, and without the dictionaries of .NET's that
// would have to be loaded at each start.
namespace Weft.Runtime;

/// <summary>Objects by index. Any thread may read while one writes.</summary>
internal sealed class GrowingArray<T>
    where T : class
{
    private T?[] _items = new T?[16];

    /// <summary>What is there, or null.</summary>
    public T? this[int index]
    {
        get
        {
            var items = Volatile.Read(ref _items);
            return (uint)index < (uint)items.Length ? Volatile.Read(ref items[index]) : null;
        }
    }

    /// <summary>Puts something where nothing is. Not for several threads at once.</summary>
    public void Set(int index, T item)
    {
        if (index >= _items.Length)
        {
            var larger = new T?[(int)Math.Min(Array.MaxLength, Math.Max(index + 1L, _items.Length * 2L))];
            _items.AsSpan().CopyTo(larger);
            larger[index] = item;
            Volatile.Write(ref _items, larger);
        }
        else
        {
            Volatile.Write(ref _items[index], item);
        }
    }
}
