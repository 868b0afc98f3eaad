// What table instructions do (spec 4.4.6). Types are known to fit: validation has checked them, or the host's members have.
using Weft.Runtime;

namespace Weft;

public sealed unsafe partial class Table
{
    /// <summary>table.get.</summary>
    internal object? Get(ulong index)
    {
        Check(index, 1);
        if (!IsFunctionTable)
        {
            return _elements[index];
        }

        // SAFETY: the index is below the length.
        var cell = Cell->Functions[index];
        return cell == null ? null : Store.GetFunction(cell);
    }

    /// <summary>table.set.</summary>
    internal void Set(ulong index, object? value)
    {
        Check(index, 1);
        SetUnchecked(index, value);
    }

    /// <summary>table.fill.</summary>
    internal void Fill(ulong index, object? value, ulong count)
    {
        Check(index, count);
        FillUnchecked(index, value, count);
    }

    /// <summary>table.copy, also within one table.</summary>
    internal void Copy(ulong index, Table source, ulong sourceIndex, ulong count)
    {
        source.Check(sourceIndex, count);
        Check(index, count);
        if (!IsFunctionTable)
        {
            Array.Copy(source._elements, (long)sourceIndex, _elements, (long)index, (long)count);
            return;
        }

        // SAFETY: both ranges are checked above, and both tables are of functions: their element types match.
        var bytes = count * (ulong)sizeof(FunctionCell*);
        Buffer.MemoryCopy(source.Cell->Functions + sourceIndex, Cell->Functions + index, bytes, bytes);
    }

    /// <summary>table.init.</summary>
    internal void Initialize(ulong index, ElementInstance segment, ulong offset, ulong count)
    {
        Check(index, count);
        segment.Check(offset, count);
        if (IsFunctionTable)
        {
            // SAFETY: both ranges are checked above.
            segment.CopyCells((int)offset, new Span<nint>(Cell->Functions + index, (int)count));
            return;
        }

        for (var i = 0UL; i < count; i++)
        {
            _elements[index + i] = segment[(int)(offset + i)];
        }
    }

    internal void Check(ulong index, ulong count)
    {
        var length = Cell->Length;
        if (index > length || count > length - index)
        {
            ThrowOutOfBounds(index, count);
        }
    }

    private void SetUnchecked(ulong index, object? value)
    {
        if (IsFunctionTable)
        {
            // SAFETY: the index is below the length.
            Cell->Functions[index] = value is null ? null : ((Function)value).Cell;
        }
        else
        {
            _elements[index] = value;
        }
    }

    private void FillUnchecked(ulong index, object? value, ulong count)
    {
        if (IsFunctionTable)
        {
            // SAFETY: the range is inside the table; a cell lives as long as the store.
            var cells = new Span<nint>(Cell->Functions + index, (int)count);
            if (value is null)
            {
                // Filling with anything else is code of .NET's that is compiled at each start, because it takes vectors as long as the processor has.
                cells.Clear();
            }
            else
            {
                cells.Fill((nint)((Function)value).Cell);
            }
        }
        else
        {
            Array.Fill(_elements, value, (int)index, (int)count);
        }
    }
}
