// How a table goes back to what it was when its instance was made.
using System.Runtime.InteropServices;

namespace Weft;

public sealed unsafe partial class Table
{
    // Room for so many more elements is kept.
    private const ulong KeptCapacity = 1024;

    /// <summary>What is in it: cells, for a table of functions, or objects.</summary>
    internal (nint[] Cells, object?[] Objects) TakeSnapshot() => IsFunctionTable
        ? (new ReadOnlySpan<nint>(Cell->Functions, (int)Cell->Length).ToArray(), [])
        : ([], _elements.AsSpan(0, (int)Cell->Length).ToArray());

    /// <summary>Goes back to what it was. No code runs.</summary>
    internal void Restore(nint[] cells, object?[] objects)
    {
        var length = (ulong)(IsFunctionTable ? cells.Length : objects.Length);
        var used = Cell->Length;
        Cell->Length = length;
        if (_capacity > length + KeptCapacity)
        {
            Shrink(length);
            used = length;
        }

        if (IsFunctionTable)
        {
            // SAFETY: the table has never been shorter than it was at first, and has room for what it has grown to.
            var elements = new Span<nint>(Cell->Functions, (int)used);
            elements[(int)length..].Clear();
            cells.CopyTo(elements);
            return;
        }

        Array.Clear(_elements, (int)length, (int)(used - length));
        objects.CopyTo(_elements, 0);
    }

    // What is cut off is lost; what remains is written anew.
    private void Shrink(ulong capacity)
    {
        if (IsFunctionTable)
        {
            // SAFETY: no code runs that might hold the pointer; a smaller block or the same one is never refused for lack of memory.
            Cell->Functions = (Runtime.FunctionCell**)NativeMemory.Realloc(Cell->Functions, (nuint)capacity * (nuint)sizeof(nint));
        }
        else
        {
            Array.Resize(ref _elements, (int)capacity);
        }

        _capacity = capacity;
    }
}
